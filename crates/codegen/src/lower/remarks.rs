//! What a schema says beyond the type: which values of it occur here, and keywords that only people can follow.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use webhook_schema::Rare;
use webhook_schema::model::{JsonType, Keyword, Schema, Seldom, Types};

use super::annotations::described;
use super::branches::meanings_of_null;
use super::clauses::{Object, ruled_out, says_itself};
use super::members::{Branches, Member};
use super::typed::Typed;
use super::types::types_listed;
use super::{Lowered, Lowering};
use crate::ir::{Constraints, Field, Keys, Remarks, Says, ShapeKind, Type, Which};
use crate::keywords;
use crate::names::Way;

/// Keywords whose branches a value may be of.
const CHOICES: [Keyword; 2] = [Keyword::AnyOf, Keyword::OneOf];

impl<'c> Lowering<'c, '_> {
    /// The title of a schema, unless it is blank.
    pub(super) fn title(&self, schema: &Schema) -> Option<String> {
        let title = schema.annotations.title.as_deref()?.trim();
        (!title.is_empty()).then(|| title.to_owned())
    }

    pub(super) fn value_of(&self, schema: &Schema, keyword: Keyword) -> Option<&'c Value> {
        schema.has(keyword).then(|| self.catalog.value(&schema.location_of(keyword))).flatten()
    }

    /// Notes what the schemas of a value say of it besides its type.
    pub(super) fn remark(&mut self, own: &[Member<'c>], typed: &mut Typed) {
        let mut quoted = Vec::new();
        let as_text = |(keyword, value): &(Keyword, Value)| (*keyword, value.to_string());
        let mut known: HashSet<(Keyword, String)> = typed.remarks.others.iter().map(as_text).collect();
        for member in own {
            let schema = member.schema;
            let remarks = &mut typed.remarks;
            if schema.annotations.deprecated {
                let known = remarks.deprecation.get_or_insert_default();
                let Seldom { sunset, replaced_by, .. } = &*schema.seldom;
                // The later one is nearer to the field.
                known.sunset = sunset.clone().or(known.sunset.take());
                known.replaced_by = replaced_by.clone().or(known.replaced_by.take());
            }
            let value = |keyword: Keyword| self.value_of(schema, keyword).cloned();
            remarks.read_only |= schema.annotations.read_only;
            remarks.write_only |= schema.annotations.write_only;
            remarks.title = self.title(schema).or(remarks.title.take());
            remarks.default = schema.seldom.default.clone().or(remarks.default.take());
            if !matches!(&typed.ty, Type::Shape(id) if matches!(self.shapes[id.0].kind, ShapeKind::Id { .. }))
            {
                remarks.examples.extend(schema.seldom.examples.iter().cloned());
            }
            // Without `if`, these say nothing, which a lint tells.
            let is_idle = |keyword: &Keyword| {
                matches!(keyword, Keyword::Then | Keyword::Else) && !schema.has(Keyword::If)
            };
            let in_words = self.tell(schema, &mut typed.remarks, &typed.ty);
            let remarks = &mut typed.remarks;
            for keyword in quoted_of(schema).into_iter().filter(|keyword| !is_idle(keyword)) {
                let Some(value) = value(keyword).filter(|value| !value.is_boolean()) else { continue };
                if in_words.contains(&keyword) {
                    quoted.push((schema, keyword, "in words"));
                } else if known.insert((keyword, value.to_string())) {
                    remarks.others.push((keyword, value));
                    quoted.push((schema, keyword, "as it stands"));
                }
            }
        }
        for (schema, keyword, how) in quoted {
            let name = keyword.as_str();
            let message = match keyword {
                Keyword::If
                | Keyword::Then
                | Keyword::Else
                | Keyword::Dependencies
                | Keyword::DependentSchemas => format!(
                    "`{name}` is about some values only: what it describes is optional, and the condition is documented {how}"
                ),
                _ => format!("no type is made of `{name}`: it is documented {how}"),
            };
            self.note(schema, message);
        }
    }

    /// Notes what is said of each type by schemas that only list types; where there is but one of these besides null, it is said of
    /// the value.
    pub(super) fn remark_types_listed(&mut self, own: &[Member<'c>], typed: &mut Typed) {
        let choices = own.iter().flat_map(|member| member.schema.choices());
        let lists: Vec<&'c [Schema]> = choices.filter(|branches| types_listed(branches).is_some()).collect();
        for branches in lists {
            let others: Vec<&Schema> = branches.iter().filter(|branch| !branch.is_null()).collect();
            if let [only] = others[..] {
                self.remark(&[Member::new(only, &Way::new(""))], typed);
                typed.description = described(only).or(typed.description.take());
            } else {
                for branch in others {
                    let mut part = Typed::any();
                    self.remark(&[Member::new(branch, &Way::new(""))], &mut part);
                    let types = branch.types.iter().flatten().copied();
                    let types = types.filter(|ty| *ty != JsonType::Null).collect();
                    let said = Keys { types, ..self.said_of(branch, Which::Alternative, &part) };
                    let said = (String::new(), said);
                    if said.1.has_words() && !typed.remarks.under_keys.contains(&said) {
                        typed.remarks.under_keys.push(said);
                    }
                }
            }
            typed.remarks.meanings.extend(meanings_of_null(branches));
        }
    }

    /// Quotes alternatives that neither make types nor are told in words.
    pub(super) fn quote_choices(
        &mut self,
        members: &[Member<'c>],
        own: &[Member<'c>],
        typed: &mut Typed,
    ) -> Lowered<()> {
        let own = own.iter().filter(|member| member.branches == Branches::Alternatives);
        let own: Vec<&'c Schema> = own.map(|member| member.schema).collect();
        if !own.iter().any(|schema| has_branches(schema)) {
            return Ok(());
        }
        let all = self.nameless_members(members)?;
        let types: Vec<&Types> = all.iter().filter_map(|member| member.schema.types.as_ref()).collect();
        for (schema, keyword) in own.into_iter().flat_map(|schema| CHOICES.map(|keyword| (schema, keyword))) {
            let Some(branches) = schema.list(keyword) else { continue };
            let is_any = |branch: &Schema| {
                branch.boolean != Some(false) && branch.keywords.iter().all(|own| own.is_annotation())
            };
            let is_idle = keyword == Keyword::AnyOf && branches.iter().any(is_any);
            let makes_types = types_listed(branches).is_some()
                || branches.iter().any(|branch| self.shapes_value(branch, &types));
            let fields = self.fields_by_key(&typed.ty);
            let is_sure = |key: &str| fields.get(key).is_some_and(|field| field.required);
            let object = Object { is_sure: &is_sure, is_field: &|_, _| false };
            if is_idle || makes_types || object.choice(schema, keyword).is_some() {
                continue;
            }
            let said = self.value_of(schema, keyword).map(|value| (keyword, value.clone()));
            typed.remarks.others.extend(said.filter(|said| !typed.remarks.others.contains(said)));
            let name = keyword.as_str();
            self.note(schema, format!("no type is made of `{name}`: it is documented as it stands"));
        }
        Ok(())
    }

    /// The fields of a type, by their keys.
    fn fields_by_key(&self, ty: &Type) -> HashMap<&str, &Field> {
        self.fields_of(ty).iter().map(|field| (field.key.as_str(), field)).collect()
    }

    /// Tells in words what is simple enough of what no type is made of; gives the keywords that say no more than that.
    fn tell(&self, schema: &'c Schema, remarks: &mut Remarks, ty: &Type) -> Vec<Keyword> {
        if !tells_of_parts(schema) {
            return Vec::new();
        }
        let fields = self.fields_by_key(ty);
        let object = Object {
            is_sure: &|key| fields.get(key).is_some_and(|field| field.required),
            is_field: &|key, inner| fields.get(key).is_some_and(|field| field.place == inner.location),
        };
        let mut told = Vec::new();
        for (keywords, consequences) in object.consequences(schema) {
            told.extend(keywords);
            for consequence in consequences {
                if !remarks.consequences.contains(&consequence) {
                    remarks.consequences.push(consequence);
                }
            }
        }
        for keyword in CHOICES {
            if let Some(choice) = object.choice(schema, keyword)
                && !remarks.choices.contains(&choice)
            {
                remarks.choices.push(choice);
            }
        }
        if let Some(never) = schema.one(Keyword::Not).and_then(ruled_out) {
            told.push(Keyword::Not);
            if !remarks.never.contains(&never) {
                remarks.never.push(never);
            }
        }
        if let Some(contained) = object.contained(schema) {
            told.extend([Keyword::Contains, Keyword::MinContains, Keyword::MaxContains]);
            if !remarks.contained.contains(&contained) {
                remarks.contained.push(contained);
            }
        }
        if let Some(says) = schema.one(Keyword::PropertyNames).and_then(|names| self.said_of_keys(names)) {
            told.push(Keyword::PropertyNames);
            let said = says.into_iter().map(|says| (String::new(), says));
            for said in said.filter(|said| !remarks.keys.contains(said)).collect::<Vec<_>>() {
                remarks.keys.push(said);
            }
        }
        told
    }

    /// What a schema says of keys, which are texts, with what it includes and refers to; `None` where it is not simple. No key is
    /// out of a list of none.
    fn said_of_keys(&self, names: &'c Schema) -> Option<Vec<Says>> {
        let members = self.nameless_members(&[Member::new(names, &Way::new(""))]).ok()?;
        let is_never = |schema: &Schema| {
            let is_text = |types: &[JsonType]| types.contains(&JsonType::String);
            schema.boolean == Some(false) || schema.types.as_ref().is_some_and(|types| !is_text(types))
        };
        if members.iter().any(|member| is_never(member.schema)) {
            return Some(vec![Says::OneOf(Vec::new())]);
        }
        let all = members.iter().map(|member| says_itself(member.schema));
        let mut all = all.collect::<Option<Vec<_>>>()?.concat();
        all.retain(|says| !matches!(says, Says::Types(_)));
        Some(all)
    }

    /// Whether what a schema says only picks among the values of a type.
    pub(super) fn narrows(&self, typed: &Typed, member: &Member<'c>) -> bool {
        // What the member refers to, or includes, is looked at apart, and so is the branch that was chosen.
        let is_chosen = member.branches == Branches::Chosen;
        member.possible.is_empty()
            && member.schema.choices().count() <= usize::from(is_chosen)
            // What is required next to branches may be what tells them apart.
            && !(is_chosen && self.requires_more(&typed.ty, member.schema))
            && self.picks(&typed.ty, member.schema, 0)
    }

    /// The fields of a value, where it is an object.
    fn fields_of(&self, ty: &Type) -> &[Field] {
        match ty {
            Type::Shape(id) => self.shapes[id.0].kind.fields(),
            _ => &[],
        }
    }

    /// Whether a schema requires a key that a type does not always have.
    fn requires_more(&self, ty: &Type, schema: &Schema) -> bool {
        let fields = self.fields_of(ty);
        let is_required = |key: &str| fields.iter().any(|field| field.required && field.key == key);
        !schema.required.iter().all(|required| is_required(&required.key))
    }

    /// The same of a schema with what it includes and refers to; `depth` says how deep within the type it is.
    pub(super) fn only_picks(&self, ty: &Type, schema: &'c Schema, depth: usize) -> bool {
        // A schema that goes deeper than people write narrowing for is a type of its own.
        const DEEPEST: usize = 16;
        if depth > DEEPEST || schema.boolean == Some(false) || has_branches(schema) {
            return false;
        }
        let same = |target: &Schema| {
            let known = self.definitions.get(&target.location);
            known.is_some_and(|known| known.as_ref().is_some_and(|known| known.ty == *ty))
        };
        let is_same = schema.reference.is_none() || self.target(schema).is_ok_and(same);
        let parts = schema.list(Keyword::AllOf).unwrap_or_default();
        is_same
            && parts.iter().all(|part| self.only_picks(ty, part, depth + 1))
            && self.picks(ty, schema, depth)
    }

    /// Whether what a schema says by itself only picks among the values of a type.
    fn picks(&self, ty: &Type, schema: &'c Schema, depth: usize) -> bool {
        let lists_values = schema.lists().next().is_some();
        let types = match ty {
            Type::Shape(id) => match self.undecided.get(id) {
                Some(None) => return false,
                Some(Some(_)) if lists_values || schema.has(Keyword::Properties) => return false,
                Some(Some(json)) => vec![*json],
                None => ty.json_types(&self.shapes),
            },
            ty => ty.json_types(&self.shapes),
        };
        let is_of_type = |own: &JsonType| {
            types.contains(own)
                || *own == JsonType::Null
                || (*own == JsonType::Number && types.contains(&JsonType::Integer))
        };
        if schema.types.as_ref().is_some_and(|own| !own.iter().all(is_of_type)) {
            return false;
        }
        // Of a value of several types, the one that is left is its type.
        let is_left = |json: &JsonType| schema.types.as_ref().is_none_or(|own| own.contains(json));
        let is_of_several =
            matches!(ty, Type::Shape(id) if matches!(self.shapes[id.0].kind, ShapeKind::Types { .. }));
        if depth == 0 && is_of_several && !types.iter().all(is_left) {
            return false;
        }
        // What is said of values of another type: the definition may be of that type, too, where it just implies its own.
        let mut implied = schema.keywords.iter().filter_map(|keyword| keyword.implies());
        if !types.is_empty() && !implied.all(|implied| is_of_type(&implied)) {
            return false;
        }
        if lists_values && !matches!(ty, Type::Shape(_) | Type::Boolean) {
            return false;
        }
        if schema.constraints.format.is_some() && matches!(ty, Type::String | Type::Any) {
            return false;
        }
        let items = [Keyword::Items, Keyword::PrefixItems, Keyword::AdditionalItems];
        let has_items = items.iter().any(|keyword| schema.has(*keyword));
        let maps = [Keyword::PatternProperties, Keyword::UnevaluatedProperties];
        let has_maps = maps.iter().any(|keyword| schema.has(*keyword))
            || schema.one(Keyword::AdditionalProperties).is_some_and(|others| others.boolean.is_none());
        if has_items || has_maps || conditional_properties(schema) {
            return false;
        }
        let fields = self.fields_of(ty);
        let has_field = |key: &str| fields.iter().any(|field| field.key == key);
        let properties = schema.map(Keyword::Properties).into_iter().flatten();
        let known = properties.clone().all(|(key, inner)| {
            let field = fields.iter().find(|field| *field.key == **key);
            field.is_some_and(|field| self.only_picks(&field.ty, inner, depth + 1))
        });
        known && (schema.required.iter().all(|required| has_field(&required.key)) || fields.is_empty())
    }

    /// Notes the values out of those of a type that occur here, of the value and of what is in it.
    pub(super) fn remark_narrowing(&mut self, schema: &'c Schema, way: &str, remarks: &mut Remarks) {
        let nearest = schema.lists().last().map(|(_, values)| values);
        let null = schema.is_null().then_some([Value::Null].as_slice());
        if let Some(values) = nearest.or(null) {
            let values: Vec<Value> = values.to_vec();
            match way.is_empty() {
                true => remarks.narrowed = Some(values),
                false => remarks.inside.push((way.to_owned(), values)),
            }
        }
        let to = |key: &str| if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") };
        for required in schema.required.iter() {
            let key = to(&required.key);
            if !remarks.required.contains(&key) {
                remarks.required.push(key);
            }
        }
        if !way.is_empty() {
            let own = Constraints { constant: Rare::empty(), ..(*schema.constraints).clone() };
            if own != Constraints::default() {
                remarks.limits.push((way.to_owned(), own));
            }
            for part in schema.list(Keyword::AllOf).unwrap_or_default() {
                self.remark_narrowing(part, way, remarks);
            }
        }
        for (key, inner) in schema.map(Keyword::Properties).into_iter().flatten() {
            self.remark_narrowing(inner, &to(key), remarks);
        }
    }
}

/// The keywords of a schema that are documented as they stand where they are not simple, in one order, whichever it has them in.
fn quoted_of(schema: &Schema) -> Vec<Keyword> {
    let quoted = schema.keywords.iter().copied().filter(|keyword| keywords::is_quoted(*keyword));
    let mut quoted: Vec<Keyword> = quoted.collect();
    quoted.sort_unstable();
    quoted
}

/// Whether a schema says of parts of a value what the type of these does not.
fn tells_of_parts(schema: &Schema) -> bool {
    schema.keywords.iter().any(|keyword| keywords::is_quoted(*keyword) || CHOICES.contains(keyword))
}

fn has_branches(schema: &Schema) -> bool {
    CHOICES.into_iter().any(|keyword| schema.has(keyword))
}

/// Whether a condition describes keys.
fn conditional_properties(schema: &Schema) -> bool {
    let member = Member::new(schema, &Way::new(""));
    member.conditional().any(|(inner, _)| inner.all().iter().any(|inner| inner.has(Keyword::Properties)))
}
