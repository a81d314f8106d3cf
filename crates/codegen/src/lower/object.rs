//! Objects, maps and tuples: what has parts by key or by position.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use indexmap::IndexMap;
use webhook_catalog::NamePattern;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};
use webhook_schema::{Diagnostic, Rare, closest, did_you_mean};

use super::annotations::{Named, described};
use super::branches::case;
use super::conditional::Possible;
use super::members::{Member, key};
use super::typed::Typed;
use super::types::{common_types, intersection};
use super::{Lowered, Lowering, Reported};
use crate::ir::{Arm, Field, Item, ShapeId, ShapeKind, Type};
use crate::names::Way;
use crate::rules;

/// Properties by key, each with what is said of it.
pub(super) type Properties<'c> = IndexMap<&'c str, Vec<Member<'c>>>;

/// What is said of keys without naming them.
struct Other<'c> {
    /// Which of the members says so.
    number: usize,
    is_about: Box<dyn Fn(&str) -> bool + 'c>,
    member: Member<'c>,
    /// The types that it allows; `None` for any.
    types: Option<BTreeSet<JsonType>>,
}

impl<'c> Lowering<'c, '_> {
    /// Whether a shape is an object or a union of objects.
    pub(super) fn holds_fields(&self, id: ShapeId) -> bool {
        matches!(self.shapes[id.0].kind, ShapeKind::Object { .. } | ShapeKind::Union { .. })
    }

    /// The type of an object: a map where no key is described.
    pub(super) fn object(
        &mut self,
        members: &[Member<'c>],
        constraints: Constraints,
        way: &Way,
    ) -> Lowered<Typed> {
        let required = members.iter().flat_map(|member| &member.schema.required);
        let required: BTreeSet<&str> = required.map(|required| required.key.as_str()).collect();
        if let Some(most) = constraints.max_properties.filter(|most| (required.len() as u64) > *most) {
            let message = format!(
                "no value is valid here: {} are required, and at most {most} allowed",
                required.len()
            );
            let help = "allow more, or require fewer";
            return Err(self.refuse_limits(members, Keyword::MaxProperties, &message, help));
        }
        self.refuse_closed(members, &constraints)?;
        let describes =
            |member: &Member<'_>| member.schema.has(Keyword::Properties) || is_closed(member.schema);
        if !members.iter().any(describes) && self.conditional_properties(members)?.is_empty() {
            let rest = self.rest(members, way, |way| way.to("value"))?;
            let item = rest.unwrap_or_else(|| Box::new(Item { ty: Type::Any, nullable: false }));
            return Ok(Typed::new(Type::Map(item), constraints));
        }
        Ok(Typed { constraints, ..Typed::shape(self.object_shape(members, way)?) })
    }

    /// Refuses a schema that allows no keys but its own, where another one is required, or more than these.
    fn refuse_closed(&mut self, members: &[Member<'c>], constraints: &Constraints) -> Lowered<()> {
        // Where nothing says that it is an object, a value of another type may be meant.
        let is_object = |member: &Member<'_>| member.schema.types.as_deref() == Some(&[JsonType::Object]);
        let is_object = members.iter().any(is_object);
        for schema in members.iter().map(|member| member.schema).filter(|schema| is_closed(schema)) {
            let own = schema.map(Keyword::Properties);
            let is_own = |key: &str| own.is_some_and(|own| own.contains_key(key));
            let closing = schema.location_of(Keyword::AdditionalProperties);
            let others = members.iter().map(|member| member.schema).filter(|_| is_object);
            let mut required = std::iter::once(schema).chain(others).flat_map(|schema| &schema.required);
            if let Some(required) = required.find(|required| !is_own(&required.key)) {
                let key = &required.key;
                let meant = closest(key, own.into_iter().flatten().map(|(key, _)| key.as_str()));
                let help = did_you_mean(meant, "describe it in `properties`, or do not require it");
                let message = format!("no object is valid here: `{key}` is required, and not allowed");
                let refused = Diagnostic::at_value(&rules::VALUE, required.location.clone(), message, help);
                return Err(self
                    .report(refused.label(closing, "no other keys than those in `properties` are allowed")));
            }
            let most = own.map_or(0, |own| own.len());
            if let Some(least) = constraints.min_properties.filter(|least| *least > most as u64) {
                let message = format!(
                    "no object is valid here: at least {least} properties are required, and {most} allowed"
                );
                let help = "require fewer, or allow others with `additionalProperties`";
                return Err(self.refuse_limits(members, Keyword::MinProperties, &message, help));
            }
        }
        Ok(())
    }

    fn object_shape(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<ShapeId> {
        let key = key(members, way);
        if let Some(&id) = self.shape_at.get(&key) {
            return Ok(id);
        }
        let schema = members.last().ok_or(Reported)?.schema;
        let id = self.new_shape(schema, way);
        self.shape_at.insert(key, id);
        self.note_definition(id, members, way);
        let fields = self.fields(members, way)?;
        // Next to fields, of which one may be called `value`.
        let rest = self.rest(members, way, |way| way.to("others").to("value"))?;
        self.finish_shape(id, schema, ShapeKind::Object { fields, rest });
        Ok(id)
    }

    /// Notes the shape of the definition that is being looked at, for what in it refers to it. An object of one of its branches,
    /// or next to its other types, is not what it is as a whole.
    fn note_definition(&mut self, id: ShapeId, members: &[Member<'c>], way: &Way) {
        let Some((at, None)) = self.open_definitions.last() else { return };
        let Some(definition) = self.catalog.at(at).filter(|_| way.is_root()) else { return };
        let whole = self.members(&[Member::new(definition, way)]);
        if whole.is_ok_and(|whole| self::key(&whole, way) == self::key(members, way))
            && let Some((_, itself)) = self.open_definitions.last_mut()
        {
            *itself = Some(id);
        }
    }

    /// The fields of an object: those of what it includes first, then its own. What is described under a condition only
    /// is optional.
    pub(super) fn fields(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<Vec<Field>> {
        let mut properties = properties_of(members);
        self.add_others(members, &mut properties)?;
        let firm = properties.len();
        // Where the condition does not hold, what is said of all other keys does.
        let others: Vec<Member<'c>> = members.iter().filter_map(others_of).collect();
        for (key, mut described) in self.conditional_properties(members)? {
            if !described.is_empty() {
                described.extend(others.iter().cloned());
            }
            properties.entry(key).or_insert(described);
        }
        let conditional = self.conditional_members(members)?;
        let nearest = members.last().ok_or(Reported)?;
        let place = nearest.schema.location.clone();
        let mut result = Ok(());
        let mut fields = Vec::new();
        for (number, (key, described)) in properties.iter().enumerate() {
            // What cannot be lowered is reported, and the others are still looked at.
            let field = match number < firm {
                true => {
                    let inner = conditional.iter().filter_map(|one| {
                        let schema = one.member.schema.map(Keyword::Properties)?.get(*key)?;
                        Some(Possible { schema, is_test: one.is_test })
                    });
                    let inner = self.with_parts(inner);
                    self.typed_with(described, inner, &way.to(key))
                        .map(|typed| self.field_of(key, described, typed))
                }
                false if described.is_empty() => Ok(Field { required: false, ..undescribed(key, &place) }),
                false => {
                    let has_others = self.has_other_values(key, members, &conditional);
                    self.conditional_field(key, described, has_others, &way.to(key))
                }
            };
            match field {
                Ok(field) => fields.push(field),
                Err(Reported) => result = Err(Reported),
            }
        }
        result?;
        let mut places: HashMap<&str, usize> =
            properties.keys().enumerate().map(|(place, key)| (*key, place)).collect();
        for required in members.iter().flat_map(|member| &member.schema.required) {
            match places.entry(&required.key) {
                Entry::Occupied(known) => fields[*known.get()].required = true,
                Entry::Vacant(unknown) => {
                    unknown.insert(fields.len());
                    self.refuse_slip(&required.key, &required.location, properties.keys().copied());
                    fields.push(undescribed(&required.key, &required.location));
                }
            }
        }
        fields.shrink_to_fit();
        Ok(fields)
    }

    /// What a schema says of the keys that it does not describe holds for those, too, that another one describes, and what it
    /// says of the keys that match a pattern for all that do; but not where they rule each other out, which nobody means.
    fn add_others(&mut self, members: &[Member<'c>], properties: &mut Properties<'c>) -> Lowered<()> {
        let others = self.others(members)?;
        if others.is_empty() {
            return Ok(());
        }
        for (key, described) in properties {
            let Ok(mut types) = common_types(&self.members(described)?) else { continue };
            let mut all = Vec::new();
            let own = types.clone();
            let says_more =
                |other: &&Other<'c>| !own.as_ref().is_some_and(|own| only_allows(other.member.schema, own));
            for other in others.iter().filter(|other| (other.is_about)(key)).filter(says_more) {
                let both = match (&types, &other.types) {
                    (Some(own), Some(others)) => Some(intersection(own, others)),
                    (own, others) => own.clone().or_else(|| others.clone()),
                };
                if both.as_ref().is_none_or(|both| !both.is_empty()) {
                    types = both;
                    all.push(other.member.clone());
                    let own = members.iter().rposition(|member| {
                        member.schema.map(Keyword::Properties).is_some_and(|own| own.contains_key(*key))
                    });
                    // What a branch adds to a key next to it is the branch's own.
                    if own.is_some_and(|own| own < other.number) {
                        let way = members[other.number].way.to(key);
                        let of_way = described.iter_mut().filter(|one| one.way.root() == way.root());
                        of_way.for_each(|one| one.way = way.clone());
                    }
                }
            }
            self.looked_at += all.len();
            all.reverse();
            all.append(described);
            *described = all;
        }
        Ok(())
    }

    /// What members say of keys without naming them, as far as any value is valid by it.
    fn others(&self, members: &[Member<'c>]) -> Lowered<Vec<Other<'c>>> {
        let mut others = Vec::new();
        let mut add = |number: usize, schema, is_about| {
            let member = Member::new(schema, &members[number].way.to("value"));
            if let Ok(types) = common_types(&self.members(std::slice::from_ref(&member))?) {
                others.push(Other { number, is_about, member, types });
            }
            Ok(())
        };
        for (number, member) in members.iter().enumerate() {
            let schema = member.schema;
            let rest = schema.one(Keyword::AdditionalProperties).filter(|rest| has_keywords(rest));
            if let Some(rest) = rest.filter(|_| !schema.has(Keyword::PatternProperties)) {
                let own = schema.map(Keyword::Properties);
                let is_own = move |key: &str| own.is_some_and(|own| own.contains_key(key));
                add(number, rest, Box::new(move |key: &str| !is_own(key)))?;
            }
            for (pattern, schema) in schema.map(Keyword::PatternProperties).into_iter().flatten() {
                if has_keywords(schema) {
                    let pattern = NamePattern::new(pattern);
                    add(number, schema, Box::new(move |key: &str| pattern.matches(key)))?;
                }
            }
        }
        Ok(others)
    }

    pub(super) fn field(&mut self, key: &str, members: &[Member<'c>]) -> Lowered<Field> {
        let [first, ..] = members else { return Err(Reported) };
        // The last one is the nearest: it knows best what is meant here.
        let nearest = members.last().map_or(first, |nearest| nearest);
        let typed = self.typed_by(members, &nearest.way)?;
        Ok(self.field_of(key, members, typed))
    }

    /// A field that several schemas describe, of which not all hold at once, and maybe none.
    fn conditional_field(
        &mut self,
        key: &str,
        members: &[Member<'c>],
        has_other_values: bool,
        way: &Way,
    ) -> Lowered<Field> {
        let [first, ..] = members else { return Err(Reported) };
        let is_of_one = members.iter().all(|member| member.way.root() == first.way.root());
        let way = if is_of_one { &first.way } else { way };
        let mut typed = self.one_of(members, way)?;
        // Of a secret, any other value would be shown.
        if has_other_values && typed.ty != Type::Secret {
            typed = self.or_other(members, typed, way);
            typed.implied = true;
            typed.remarks.conditional = true;
        }
        Ok(self.field_of(key, members, typed))
    }

    /// The type of a value for which any one of several schemas holds, all of them at the same way.
    pub(super) fn one_of(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<Typed> {
        let mut all = Vec::new();
        for (number, member) in members.iter().enumerate() {
            // What is in one of them must not have the name of what is in another.
            let way = if number == 0 { member.way.clone() } else { member.way.to(&case(number)) };
            all.push(self.typed_by(&[Member { way: way.clone(), ..member.clone() }], &way)?);
        }
        match &all[..] {
            [only] => Ok(only.clone()),
            _ => self.united(members, all, way),
        }
    }

    fn field_of(&mut self, key: &str, members: &[Member<'c>], typed: Typed) -> Field {
        let nearest = members[members.len() - 1].schema;
        let said = members.iter().rev().find_map(|member| described(member.schema)).or(typed.description);
        // A shape that nothing describes was reported there, and not of all that refers to it.
        let says_itself = |kind: &ShapeKind| matches!(kind, ShapeKind::Types { .. } | ShapeKind::Named(_));
        let is_reported = match &typed.ty {
            Type::Shape(id) => {
                let shape = &self.shapes[id.0];
                shape.place != nearest.location && !says_itself(&shape.kind)
            }
            _ => false,
        };
        let description = match said {
            None if is_reported => Default::default(),
            said => self.description(nearest, said),
        };
        Field {
            key: key.to_owned(),
            alias: members.iter().rev().find_map(|member| self.alias(member.schema, Named::Field)),
            required: false,
            // Any value may be null, too, and an absent one is not the same.
            nullable: typed.nullable || matches!(typed.ty, Type::Any),
            ty: typed.ty,
            implied: typed.implied,
            description,
            constraints: typed.constraints.into(),
            remarks: typed.remarks.into(),
            place: nearest.location.clone(),
        }
    }

    /// What the keys hold that have no description of their own, where something is said of that.
    fn rest(
        &mut self,
        members: &[Member<'c>],
        way: &Way,
        step: fn(&Way) -> Way,
    ) -> Lowered<Option<Box<Item>>> {
        // What is said under a condition does not hold for all; what is read is kept whatever it is.
        if self.conditional_members(members)?.iter().any(|part| !rest_of(&part.member).is_empty()) {
            return Ok(Some(Box::new(Item { ty: Type::Any, nullable: false })));
        }
        let stepped = |member: &Member<'c>| {
            let way = step(&member.way);
            rest_of(member).into_iter().map(move |rest| Member { way: way.clone(), ..rest })
        };
        let (all, way): (Vec<Member<'c>>, Way) = (members.iter().flat_map(stepped).collect(), step(way));
        let apart = [Keyword::PatternProperties, Keyword::UnevaluatedProperties];
        let differ = members.iter().any(|member| apart.iter().any(|keyword| member.schema.has(*keyword)));
        let typed = match &all[..] {
            [] => return Ok(None),
            // All hold that is said of other keys, where that is about the same ones.
            several if !differ && common_types(&self.members(several)?).is_ok() => {
                self.typed_by(several, &way)?
            }
            several => self.one_of(several, &way)?,
        };
        let typed = if leaves_others_open(members) { self.or_other(&all, typed, &way) } else { typed };
        let [first, ..] = &all[..] else { return Ok(None) };
        Ok(Some(self.item(typed, first.schema, &way)))
    }

    /// A type next to which there may be any other value: an event is not lost for one that no pattern is about, or that a
    /// condition leaves open.
    fn or_other(&mut self, members: &[Member<'c>], typed: Typed, way: &Way) -> Typed {
        let typed = Typed { nullable: true, ..typed };
        // What is a value out of a list may be any other already.
        if matches!(typed.ty, Type::Shape(id) if self.keeps_any(id)) {
            return typed;
        }
        let arms = self.arms_of(&typed.ty, &typed.constraints).unwrap_or_default();
        let Some(first) = members.first().filter(|_| !arms.is_empty()) else {
            return Typed { ty: Type::Any, ..typed };
        };
        // The names of these, and of the objects that they are unions of.
        let shapes = arms.iter().filter_map(|(_, ty, _)| ty.shape()).flat_map(|id| {
            let union = self.unions.iter().find(|union| union.union == id);
            union.into_iter().flat_map(|union| &union.objects).copied().chain([id])
        });
        let taken: Vec<&str> = shapes.map(|id| self.shapes[id.0].ident.as_str()).collect();
        let ways = [way.clone(), way.to("either"), way.to("or_other")];
        let way = ways.iter().find(|way| !taken.contains(&way.ident().as_str())).unwrap_or(way).clone();
        let id = self.new_shape(first.schema, &way);
        let arms = arms.into_iter().map(|(json, ty, constraints)| Arm { json, ty, constraints }).collect();
        self.finish_shape(id, first.schema, ShapeKind::Types { arms, is_open: true });
        Typed { ty: Type::Shape(id), constraints: Constraints::default(), ..typed }
    }

    /// Whether a shape has a variant for any value that is none of its others.
    fn keeps_any(&self, id: ShapeId) -> bool {
        match &self.shapes[id.0].kind {
            ShapeKind::Types { is_open, .. } => *is_open,
            ShapeKind::Enum(values) => values.iter().any(|value| !value.value.is_string()),
            _ => false,
        }
    }
}

/// Whether all that a schema says of values of some types is that they may be of these: it lists types, of which some may be
/// limited that do not occur here.
fn only_allows(schema: &Schema, types: &BTreeSet<JsonType>) -> bool {
    let choices = [Keyword::AnyOf, Keyword::OneOf];
    let says = |keyword: &&Keyword| !keyword.is_annotation() && !choices.contains(keyword);
    let lists: Vec<&[Schema]> = choices.into_iter().filter_map(|keyword| schema.list(keyword)).collect();
    let ([branches], None) = (&lists[..], schema.keywords.iter().find(says)) else { return false };
    let own = |branch: &Schema| branch.types.iter().flatten().copied().collect::<BTreeSet<_>>();
    let is_bare =
        |branch: &Schema| branch.keywords.iter().all(|own| *own == Keyword::Type || own.is_annotation());
    let meets = |branch: &&Schema| branch.types.is_none() || !intersection(&own(branch), types).is_empty();
    let mut here = branches.iter().filter(meets).peekable();
    here.peek().is_some()
        && here.all(|branch| branch.types.is_some() && is_bare(branch))
        && types.iter().all(|ty| branches.iter().any(|branch| ty.is_among(&own(branch))))
}

/// Whether a schema is more than `true`, `false` or `{}`.
fn has_keywords(schema: &Schema) -> bool {
    schema.boolean.is_none() && !schema.keywords.is_empty()
}

/// What a schema says of keys that have no description of their own.
fn rest_of<'c>(member: &Member<'c>) -> Vec<Member<'c>> {
    let patterns = member.schema.map(Keyword::PatternProperties).into_iter().flat_map(|map| map.values());
    // `true` and `{}` say of which keys there may be any value, and `false` which ones there are not.
    let patterns = patterns.filter(|schema| schema.boolean != Some(false));
    let patterns = patterns.map(|schema| Member::new(schema, &member.way.to("value")));
    others_of(member).into_iter().chain(patterns).collect()
}

/// What a schema says of keys that it neither names nor has a pattern for.
fn others_of<'c>(member: &Member<'c>) -> Option<Member<'c>> {
    let keywords = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
    let others = keywords.into_iter().find_map(|keyword| member.schema.one(keyword))?;
    // `true` and `{}` say nothing, and `false` that there are none.
    (!others.keywords.is_empty()).then(|| Member::new(others, &member.way.to("value")))
}

/// Whether keys that match no pattern may hold anything.
fn leaves_others_open(members: &[Member<'_>]) -> bool {
    let closes = |schema: &Schema| {
        let others = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
        let mut others = others.into_iter().filter_map(|keyword| schema.one(keyword));
        others.any(|others| others.boolean == Some(false) || !others.keywords.is_empty())
    };
    members.iter().any(|member| member.schema.has(Keyword::PatternProperties))
        && !members.iter().any(|member| closes(member.schema))
}

pub(super) fn properties_of<'c>(members: &[Member<'c>]) -> Properties<'c> {
    let mut properties = Properties::new();
    for member in members {
        for (key, schema) in member.schema.map(Keyword::Properties).into_iter().flatten() {
            // A key that may not be there is not a field.
            if schema.boolean != Some(false) {
                properties.entry(key.as_str()).or_default().push(Member::new(schema, &member.way.to(key)));
            }
        }
    }
    properties
}

/// Whether a schema allows no keys but those that it describes by name.
fn is_closed(schema: &Schema) -> bool {
    schema.one(Keyword::AdditionalProperties).is_some_and(|others| others.boolean == Some(false))
        && !schema.has(Keyword::PatternProperties)
}

/// A key that is always there, of whose value nothing is said.
fn undescribed(key: &str, place: &webhook_schema::Location) -> Field {
    Field {
        key: key.to_owned(),
        alias: None,
        ty: Type::Any,
        implied: false,
        required: true,
        nullable: true,
        description: Default::default(),
        constraints: Rare::default(),
        remarks: Rare::default(),
        place: place.clone(),
    }
}
