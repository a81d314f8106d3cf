//! Objects, maps and tuples: what has parts by key or by position.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;
use webhook_schema::model::{Constraints, JsonType, Keyword, Required, Schema};
use webhook_schema::{Diagnostic, closest, counted, did_you_mean};

use super::annotations::{Named, described};
use super::clauses::Object;
use super::conditional::Possible;
use super::members::{Member, key, properties_of};
use super::others::{Rest, others_of};
use super::typed::Typed;
use super::types::is_surely;
use super::values;
use super::ways_to_branches::case;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Conditional, Field, Remarks, Says, ShapeId, ShapeKind, Type};
use crate::names::Way;
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// Whether a shape is an object or a union of objects.
    pub(super) fn holds_fields(&self, id: ShapeId) -> bool {
        matches!(
            self.shapes[id.0].kind,
            ShapeKind::Object { .. } | ShapeKind::Union { json: JsonType::Object, .. }
        )
    }

    /// The type of an object: a map where no key is described.
    pub(super) fn object(
        &mut self,
        members: &[Member<'c>],
        constraints: Constraints,
        way: &Way,
    ) -> Lowered<Typed> {
        let required = members.iter().flat_map(|member| member.schema.required.iter());
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
        self.refuse_keys(members)?;
        let describes =
            |member: &Member<'_>| member.schema.has(Keyword::Properties) || is_closed(member.schema);
        if !members.iter().any(describes) && self.conditional_properties(members)?.is_empty() {
            let rest = self.rest(members, way, |way| way.to("value"))?;
            let (item, remarks) = rest.unwrap_or_else(Rest::any).of_map();
            // Nothing else says of a map which keys it has.
            let required = required.into_iter().map(str::to_owned).collect();
            return Ok(Typed {
                remarks: Remarks { required, ..remarks },
                ..Typed::new(Type::Map(item), constraints)
            });
        }
        let remarks = Remarks { keys: never_there(members), ..Remarks::default() };
        Ok(Typed { constraints, remarks, ..Typed::shape(self.object_shape(members, way)?) })
    }

    /// Refuses a schema that allows no keys but its own, where another one is required, or more than these.
    fn refuse_closed(&mut self, members: &[Member<'c>], constraints: &Constraints) -> Lowered<()> {
        // That nothing describes a key was told where an example lacks it.
        let is_told = |NotAllowed { by, required, .. }: &NotAllowed<'_>| {
            self.diagnostics.has_error_at(&by.location_of_required(required))
        };
        if let Some(found) = not_allowed(members).filter(|found| !is_told(found)) {
            return Err(self.refuse_required(&found));
        }
        for schema in members.iter().map(|member| member.schema).filter(|schema| is_closed(schema)) {
            let own = schema.map(Keyword::Properties);
            let most = own.map_or(0, |own| own.len());
            if let Some(least) = constraints.min_properties.filter(|least| *least > most as u64) {
                let message = format!(
                    "no object is valid here: at least {} required, and {most} allowed",
                    counted(usize::try_from(least).unwrap_or(usize::MAX), "property is", "properties are")
                );
                let help = "require fewer, or allow others with `additionalProperties`";
                return Err(self.refuse_limits(members, Keyword::MinProperties, &message, help));
            }
        }
        Ok(())
    }

    fn refuse_required(&mut self, NotAllowed { closed, by, required }: &NotAllowed<'c>) -> Reported {
        let (key, own) = (&required.key, closed.map(Keyword::Properties));
        let meant = closest(key, own.into_iter().flatten().map(|(key, _)| &**key));
        let asking = by.location_of_required(required);
        let (closing, why, help) = match own.and_then(|own| own.get(&**key)) {
            Some(never) if never.values.as_ref().is_some_and(Vec::is_empty) => {
                let refused = values::of_empty_list(never.location_of(Keyword::Enum));
                return self.report(refused.label(asking, "a value is required"));
            }
            Some(never) => {
                (never.location.clone(), "it is never there", "allow it, or do not require it".to_owned())
            }
            None => (
                closed.location_of(Keyword::AdditionalProperties),
                "no other keys than those in `properties` are allowed",
                did_you_mean(meant, "describe it in `properties`, or do not require it"),
            ),
        };
        let message = format!("no object is valid here: `{key}` is required, and not allowed");
        let refused = Diagnostic::at_value(&rules::VALUE, asking, message, help);
        self.report(refused.label(closing, why))
    }

    fn object_shape(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<ShapeId> {
        let key = key(members, way);
        if let Some(&id) = self.open_objects.get(&key) {
            return Ok(id);
        }
        let named = (key.clone(), way.ident());
        if let Some(&id) = self.object_at.get(&named) {
            return Ok(id);
        }
        let schema = members.last().ok_or(Reported)?.schema;
        let id = self.new_shape(schema, way);
        self.object_at.insert(named, id);
        self.open_objects.insert(key.clone(), id);
        self.note_definition(id, members, way);
        let parts = self.parts_of_object(members, way);
        self.open_objects.remove(&key);
        let (fields, rest) = parts?;
        let (rest, keys) = rest.map(|rest| (rest.item, rest.keys)).unzip();
        let keys = keys.unwrap_or_default();
        self.finish_shape(id, schema, ShapeKind::Object { fields, rest, keys });
        Ok(id)
    }

    /// The fields of an object, and what its other keys hold.
    fn parts_of_object(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<(Vec<Field>, Option<Rest>)> {
        let fields = self.fields(members, way)?;
        // Next to fields, of which one may be called `value`.
        let rest = self.rest(members, way, |way| way.to("others").to("value"))?;
        Ok((fields, rest))
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
        self.without_ruled_out(members, &mut properties)?;
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
        let describing = self.describing(members, &conditional);
        let required = members.iter().flat_map(|member| member.schema.required.iter());
        let required: HashSet<&str> = required.map(|required| required.key.as_str()).collect();
        let object = Object { is_sure: &|key| required.contains(key), is_field: &|_, _| false };
        let nearest = members.last().ok_or(Reported)?;
        let mut result = Ok(());
        let mut fields = Vec::new();
        for (number, (key, described)) in properties.iter().enumerate() {
            // What cannot be lowered is reported, and the others are still looked at.
            let field = match number < firm {
                true => {
                    let inner = describing.of(key).iter().filter_map(|one| {
                        let schema = one.member.schema.map(Keyword::Properties)?.get(*key)?;
                        Some(Possible { schema, is_test: one.is_test })
                    });
                    let inner = self.with_parts(inner);
                    self.typed_with(described, inner, &way.to(key))
                        .map(|typed| self.field_of(key, described, typed))
                }
                false if described.is_empty() => {
                    let tests = describing.of(key).iter().filter(|one| one.is_test);
                    let mut tests =
                        tests.filter_map(|one| one.member.schema.map(Keyword::Properties)?.get(*key));
                    let place = tests.next().map_or(&nearest.schema.location, |test| &test.location);
                    Ok(Field { required: false, ..self.undescribed(key, place) })
                }
                false => {
                    let when = Self::conditions_of(key, &describing, &object);
                    self.conditional_field(key, described, when, &way.to(key))
                }
            };
            match field {
                Ok(field) => fields.push(field),
                Err(Reported) => result = Err(Reported),
            }
        }
        result?;
        let undescribed = self.undescribed_where(members, &conditional, &properties, &required)?;
        if !members.iter().any(|member| is_closed(member.schema)) {
            fields.extend(undescribed);
        }
        let mut required_where = self.required_where(members, &conditional, &object);
        for field in fields.iter_mut().filter(|field| !required.contains(field.key.as_str())) {
            if let Some(conditions) = required_where.remove(field.key.as_str()) {
                field.remarks.required_where = conditions;
            }
        }
        let mut places: HashMap<&str, usize> =
            properties.keys().enumerate().map(|(place, key)| (*key, place)).collect();
        for (by, required) in members.iter().flat_map(|member| required_by(member.schema)) {
            match places.entry(&required.key) {
                Entry::Occupied(known) => fields[*known.get()].required = true,
                Entry::Vacant(unknown) => {
                    unknown.insert(fields.len());
                    let place = by.location_of_required(required);
                    self.refuse_slip(&required.key, &place, properties.keys().copied());
                    fields.push(self.undescribed(&required.key, &place));
                }
            }
        }
        fields.shrink_to_fit();
        Ok(fields)
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
        when: Option<Conditional>,
        way: &Way,
    ) -> Lowered<Field> {
        // What one of them says is the same everywhere; what several make together goes by what is looked at, since elsewhere they
        // may be others.
        let (members, own) = match members {
            [] => return Err(Reported),
            [only] => (vec![only.clone()], &only.way),
            several => {
                let together = several.iter().map(|member| Member { way: way.clone(), ..member.clone() });
                (together.collect(), way)
            }
        };
        let members = &members[..];
        // Nor do lists of values go by a name from elsewhere, or elsewhere by one from here.
        let elsewhere = std::mem::take(&mut self.enum_at);
        let typed = self.one_of(members, own);
        self.enum_at = elsewhere;
        let mut typed = typed?;
        // Of a secret, any other value would be shown.
        let is_secret = typed.ty == Type::Secret;
        if when.as_ref().is_some_and(|when| when.is_open) && !is_secret {
            // Elsewhere, what several types have in common goes by that name without any other value.
            let is_from_elsewhere = own.ident() != way.ident() && self.goes_by(&typed.ty, own);
            let own = if is_from_elsewhere { own.to("either") } else { own.clone() };
            typed = self.or_other(members, typed, &own);
            typed.implied = true;
        }
        typed.remarks.conditional =
            when.map(|when| Conditional { is_open: when.is_open && !is_secret, ..when });
        Ok(self.field_of(key, members, typed))
    }

    /// The type of a value for which any one of several schemas holds, all of them at the same way.
    pub(super) fn one_of(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<Typed> {
        let all = self.each_of(members)?;
        self.united_if_several(members, all, way)
    }

    /// The type of a value by each of several schemas.
    pub(super) fn each_of(&mut self, members: &[Member<'c>]) -> Lowered<Vec<Typed>> {
        let mut all = Vec::new();
        for (number, member) in members.iter().enumerate() {
            // What is in one of them must not have the name of what is in another.
            let way = if number == 0 { member.way.clone() } else { member.way.to(&case(number)) };
            all.push(self.typed_by(&[Member { way: way.clone(), ..member.clone() }], &way)?);
        }
        Ok(all)
    }

    /// One type for values of one or of several.
    pub(super) fn united_if_several(
        &mut self,
        members: &[Member<'c>],
        all: Vec<Typed>,
        way: &Way,
    ) -> Lowered<Typed> {
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
            alias: members.iter().rev().find_map(|member| self.alias(member.schema, Named::Field)).into(),
            required: false,
            // Any value may be null, too, and an absent one is not the same.
            nullable: typed.nullable || (typed.ty == Type::Any && !typed.not_null),
            ty: typed.ty,
            told: None,
            implied: typed.implied,
            description,
            constraints: typed.constraints.into(),
            remarks: typed.remarks.into(),
            place: nearest.location.clone(),
        }
    }
}

/// Whether a schema allows no keys but those that it describes by name.
fn is_closed(schema: &Schema) -> bool {
    schema.one(Keyword::AdditionalProperties).is_some_and(|others| others.boolean == Some(false))
        && !schema.has(Keyword::PatternProperties)
}

/// A key that is required, and that a schema does not allow.
pub(super) struct NotAllowed<'c> {
    pub closed: &'c Schema,
    by: &'c Schema,
    required: &'c Required,
}

/// The first key that is required where a schema allows no keys but its own, or not this one.
pub(super) fn not_allowed<'c>(members: &[Member<'c>]) -> Option<NotAllowed<'c>> {
    let is_object = is_surely(members, JsonType::Object);
    let schemas = || members.iter().map(|member| member.schema);
    schemas().filter(|schema| is_closed(schema) || schema.never_there().next().is_some()).find_map(|closed| {
        let own = closed.map(Keyword::Properties);
        let is_own = |key: &str| own.is_some_and(|own| own.contains_key(key));
        let is_allowed = |key: &str| !closed.rules_out(key) && (is_own(key) || !is_closed(closed));
        let others = schemas().filter(|_| is_object);
        let mut required = std::iter::once(closed).chain(others).flat_map(required_by);
        let (by, required) = required.find(|(_, required)| !is_allowed(&required.key))?;
        Some(NotAllowed { closed, by, required })
    })
}

/// What says that some keys are never there, which are no fields.
fn never_there(members: &[Member<'_>]) -> Vec<(String, Says)> {
    let never = members.iter().flat_map(|member| member.schema.never_there());
    let never: BTreeSet<&str> = never.map(|(key, _)| key).collect();
    let never: Vec<Value> = never.into_iter().map(Value::from).collect();
    if never.is_empty() { Vec::new() } else { vec![(String::new(), Says::NoneOf(never))] }
}

/// The properties that a schema requires, with itself.
fn required_by(schema: &Schema) -> impl Iterator<Item = (&Schema, &Required)> {
    schema.required.iter().map(move |required| (schema, required))
}
