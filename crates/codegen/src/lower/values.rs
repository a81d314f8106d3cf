//! Values out of a list, and strings of a kind.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};
use webhook_schema::validate::{Own, identity};
use webhook_schema::{Diagnostic, Location};

use super::annotations::{ENUM_DESCRIPTIONS, enum_names, enum_texts, examples};
use super::members::{Member, key};
use super::typed::Typed;
use super::types::{has_type, in_words};
use super::{Lowered, Lowering, Reported};
use crate::ir::{EnumValue, ShapeKind, Type};
use crate::markup::code;
use crate::names::Way;
use crate::rules;
use crate::words::integers::is_beyond_64_bits;
use crate::words::{self, text_of};

/// A list of the only values, or the only one.
struct List<'c> {
    keyword: Keyword,
    values: &'c [Value],
    at: Location,
}

/// A list of no values.
pub(super) fn of_empty_list(at: Location) -> Diagnostic {
    let message = "no value is valid here: the list is empty";
    Diagnostic::at_value(&rules::VALUE, at, message, "list the values, or remove it")
}

impl<'c> Lowering<'c, '_> {
    /// The only values, where the schemas list them; those of other types are left out.
    pub(super) fn values(
        &mut self,
        members: &[Member<'c>],
        types: Option<&BTreeSet<JsonType>>,
    ) -> Lowered<Option<Vec<Value>>> {
        let mut common: Option<Vec<Value>> = None;
        let mut lists: Vec<List<'c>> = Vec::new();
        for member in members {
            let schema = member.schema;
            for (keyword, values) in schema.lists() {
                let known: Option<BTreeSet<String>> =
                    common.as_ref().map(|common| common.iter().map(identity).collect());
                let is_common =
                    |value: &&Value| known.as_ref().is_none_or(|known| known.contains(&identity(value)));
                let is_of_type = |value: &&Value| types.is_none_or(|types| has_type(types, value));
                let (mut both, mut seen) = (Vec::new(), BTreeSet::new());
                for value in values.iter().filter(is_common).filter(is_of_type) {
                    // What is listed twice is one value.
                    if seen.insert(identity(value)) {
                        both.push(value.clone());
                    }
                }
                let list = List { keyword, values, at: schema.location_of(keyword) };
                if both.is_empty() {
                    let is_of_no_type = !values.iter().any(|value| is_of_type(&value));
                    let (message, help) = match types {
                        _ if values.is_empty() => return Err(self.report(of_empty_list(list.at))),
                        Some(types) if is_of_no_type && keyword == Keyword::Const => (
                            format!(
                                "no value is valid here: the `const` is not of the type {}",
                                in_words(types)
                            ),
                            "write a value of that type, or correct the type",
                        ),
                        Some(types) if is_of_no_type => (
                            format!(
                                "no value is valid here: none that is listed is of the type {}",
                                in_words(types)
                            ),
                            "list values of that type, or correct the type",
                        ),
                        _ => {
                            self.forget_what_follows_from(members);
                            return Err(self.refuse_lists(&list, &lists));
                        }
                    };
                    return Err(self.refuse(&rules::VALUE, &list.at, &message, help));
                }
                lists.push(list);
                let left_out = values.iter().filter(|value| !is_of_type(value)).map(Value::to_string);
                let left_out: Vec<String> = left_out.collect();
                if let Some(types) = types.filter(|_| !left_out.is_empty()) {
                    let (values, types) = (left_out.join(", "), in_words(types));
                    let message =
                        format!("listed, but not of the type {types}, and so never valid: {values}");
                    self.note(schema, message);
                }
                common = Some(both);
            }
        }
        if let Some(values) = &common {
            self.refuse_ruled_out(members, values)?;
        }
        Ok(common)
    }

    /// Refuses a list that has no value in common with others: with one of them, or with all.
    fn refuse_lists(&mut self, list: &List<'c>, others: &[List<'c>]) -> Reported {
        let has = |other: &&List<'c>, value| other.values.iter().any(|one| identity(one) == identity(value));
        let is_apart = |other: &&List<'c>| !list.values.iter().any(|value| has(other, value));
        let Some(other) = others.iter().find(is_apart).or(others.last()) else { return Reported };
        let only =
            |list: &List<'c>| list.values.first().map(|value| code(&text_of(value))).unwrap_or_default();
        let (message, help, label) = match (other.keyword, list.keyword) {
            (Keyword::Const, Keyword::Const) => (
                format!("expected {}, as the other `const` says, found {}", only(other), only(list)),
                "correct one of them, or remove it",
                "the other `const`",
            ),
            (_, Keyword::Const) => {
                (format!("{} is not in the list", only(list)), "list it, or correct the `const`", "the list")
            }
            (Keyword::Const, _) => (
                format!("the `const` {} is not in this list", only(other)),
                "list it, or correct the `const`",
                "the `const`",
            ),
            _ => (
                "none that is listed is in the other list, too".to_owned(),
                "list a value in both, or remove one",
                "the other list",
            ),
        };
        let message = format!("no value is valid here: {message}");
        let refused = Diagnostic::at_value(&rules::VALUE, list.at.clone(), message, help);
        self.report(refused.label(other.at.clone(), label))
    }

    /// Refuses limits that none of the listed values keeps to. Where some do, the others are idle, which is a matter of taste.
    fn refuse_ruled_out(&mut self, members: &[Member<'c>], values: &[Value]) -> Lowered<()> {
        // As OpenAPI 3.0 has it: null is valid whatever is listed.
        if members.iter().any(|member| member.schema.nullable) {
            return Ok(());
        }
        let mut left: Vec<&Value> = values.iter().collect();
        for member in members {
            let own = Own::new(member.schema);
            if own.is_empty() {
                continue;
            }
            let mut keyword = None;
            left.retain(|value| match ruled_out_by(member.schema, &own, value) {
                Some(by) => {
                    keyword = Some(by);
                    false
                }
                None => true,
            });
            if let (true, Some(at)) = (left.is_empty(), keyword) {
                self.forget_what_follows_from(members);
                let message = "no value is valid here: this rules out each value that is listed";
                let help = "list a value that it allows, or correct it";
                return Err(self.refuse(&rules::VALUE, &at, message, help));
            }
        }
        Ok(())
    }

    /// A definition that is a plain string names a kind of identifier.
    pub(super) fn id_shape(&mut self, schema: &'c Schema, way: &Way) -> Option<Typed> {
        const MORE: [Keyword; 6] =
            [Keyword::Enum, Keyword::Const, Keyword::Ref, Keyword::AllOf, Keyword::AnyOf, Keyword::OneOf];
        let is_plain = schema.types.as_deref() == Some(&[JsonType::String])
            && !MORE.iter().any(|keyword| schema.has(*keyword))
            && !matches!(schema.constraints.format.as_deref(), Some("date-time" | "password"));
        if !is_plain {
            return None;
        }
        let kind = ShapeKind::Id {
            constraints: Box::new((*schema.constraints).clone()),
            examples: examples(schema),
        };
        let id = self.new_shape(schema, way);
        self.finish_shape(id, schema, kind);
        Some(Typed { nullable: schema.nullable, ..Typed::shape(id) })
    }

    /// The type of a value out of a list; `None` where its type of JSON says all that a type can say.
    pub(super) fn typed_by_values(
        &mut self,
        members: &[Member<'c>],
        values: &[Value],
        constraints: &Constraints,
        way: &Way,
    ) -> Option<Typed> {
        let others: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
        let is_scalar = |value: &&Value| !value.is_object() && !value.is_array();
        let nearest = nearest_list(members, values.len());
        let only = match (&others[..], nearest) {
            ([only], Some(member)) if is_scalar(only) => self.alternative(member.schema, only),
            _ => None,
        };
        let narrowed = |ty: Type| {
            let mut typed = Typed { only: only.clone(), ..Typed::new(ty, constraints.clone()) };
            typed.remarks.narrowed = Some(values.to_vec());
            Some(typed)
        };
        if others.is_empty() {
            return narrowed(Type::Any);
        }
        let is_text = others.iter().all(|value| value.is_string());
        let has_types_by_itself =
            !is_text && (others.len() == 1 || others.iter().all(|value| value.is_boolean()));
        if has_types_by_itself || !others.iter().all(is_scalar) {
            let mut types: Vec<JsonType> = others.iter().map(|value| JsonType::of_value(value)).collect();
            types.sort_unstable();
            types.dedup();
            return match types[..] {
                // Of objects and arrays, the other keywords say more than a list does.
                [JsonType::Object | JsonType::Array] => None,
                [JsonType::Boolean] if others.len() > 1 => {
                    let mut typed = Typed::new(Type::Boolean, constraints.clone());
                    let listed = nearest.map(|member| self.enum_values(member.schema, &others));
                    let meanings =
                        listed.into_iter().flatten().filter_map(|it| Some((it.value, it.meaning?)));
                    typed.remarks.meanings = meanings.collect();
                    Some(typed)
                }
                [JsonType::Boolean] => narrowed(Type::Boolean),
                [JsonType::Integer] => {
                    let unsigned = constraints.is_never_negative();
                    if others.iter().any(|value| is_beyond_64_bits(value)) {
                        if is_number(members) {
                            return narrowed(Type::Number);
                        }
                        if let Some(at) = members.iter().rev().find_map(|member| list(member.schema)) {
                            self.warn_of_long_integer(at, unsigned, "correct the value");
                        }
                    }
                    narrowed(Type::Integer { unsigned })
                }
                [JsonType::Number] => narrowed(Type::Number),
                _ => narrowed(Type::Any),
            };
        }
        let member = nearest?;
        let (schema, way) =
            match std::ptr::eq(member, members.iter().rfind(|member| listed_by(member.schema) > 0)?) {
                true => (member.schema, way),
                false => (member.schema, &member.way),
            };
        let key = key(members, way);
        if let Some(&id) = self.enum_at.get(&key) {
            return Some(Typed::shape(id));
        }
        let id = self.new_shape(schema, way);
        self.enum_at.insert(key, id);
        self.note_limits_of_list(members, &others);
        let values = self.enum_values(schema, &others);
        self.finish_shape(id, schema, ShapeKind::Enum(values));
        Some(Typed::shape(id))
    }

    /// The only value of a schema, which may be one of several alternatives: it goes by the name of that.
    fn alternative(&self, schema: &Schema, value: &Value) -> Option<EnumValue> {
        let value = self.enum_values(schema, &[value]).pop()?;
        let alias = value.alias.or_else(|| self.name_of_alternative(&schema.location));
        Some(EnumValue { alias, ..value })
    }

    /// Values that a schema lists.
    fn enum_values(&self, schema: &Schema, values: &[&Value]) -> Vec<EnumValue> {
        let listed = schema.values.as_deref().unwrap_or_default().iter().enumerate();
        let places: HashMap<String, usize> = listed.map(|(at, value)| (identity(value), at)).collect();
        let values = values.iter();
        values.map(|value| self.enum_value(schema, value, places.get(&identity(value)).copied())).collect()
    }

    /// A value that a schema has, `at` a position of its list, or as the only one.
    fn enum_value(&self, schema: &Schema, value: &Value, at: Option<usize>) -> EnumValue {
        let place = match at {
            Some(at) => schema.location_of(Keyword::Enum).shared_child(&at.to_string(), &self.pointers),
            None => schema.location_of(Keyword::Const),
        };
        // A text says itself what it goes by, and says it in any other tool.
        let listed = at.filter(|_| !value.is_string()).and_then(|at| enum_names(schema)?.get(at).cloned());
        let described = || at.and_then(|at| enum_texts(schema, &ENUM_DESCRIPTIONS)?.get(at).copied());
        let said = || described().filter(|text| !text.trim().is_empty()).map(str::to_owned);
        let is_only = |values: &Vec<Value>| values.len() == 1;
        let is_its_own = schema.constraints.constant.is_some() || schema.values.as_ref().is_some_and(is_only);
        EnumValue {
            value: value.clone(),
            alias: self.alias_of_value(schema, &place, value).or(listed),
            meaning: is_its_own.then(|| self.meaning(schema)).flatten().or_else(said),
            place,
        }
    }

    /// What a schema of one value says of it.
    fn meaning(&self, schema: &Schema) -> Option<String> {
        let own = &schema.annotations;
        let title = || self.title(schema).as_deref().map(words::sentence);
        let said = own.description.as_deref().map(str::to_owned).or_else(title);
        let deprecated = own.deprecated.then(|| "Deprecated.".to_owned());
        let said: Vec<String> = said.into_iter().chain(deprecated).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}

/// The first limit of a schema that a value violates. By the newer drafts, a format is an annotation.
pub(super) fn ruled_out_by(schema: &Schema, limits: &Own, value: &Value) -> Option<Location> {
    limits.ruled_out_by(value).filter(|by| *by != schema.location_of(Keyword::Format))
}

/// How many values a schema lists.
pub(super) fn listed_by(schema: &Schema) -> usize {
    match (&*schema.constraints.constant, &*schema.values) {
        (Some(_), _) => 1,
        (None, Some(values)) => values.iter().map(identity).collect::<BTreeSet<_>>().len(),
        (None, None) => 0,
    }
}

/// Of those that list just these values, the last one, which is the nearest, or else of all that list any.
fn nearest_list<'m, 'c>(members: &'m [Member<'c>], values: usize) -> Option<&'m Member<'c>> {
    let by_number = |number: usize| members.iter().rfind(|member| listed_by(member.schema) == number);
    by_number(values).or_else(|| members.iter().rfind(|member| listed_by(member.schema) > 0))
}

/// Where a schema lists the values.
fn list(schema: &Schema) -> Option<Location> {
    let constant = schema.constraints.constant.is_some().then_some(Keyword::Const);
    let keyword = constant.or(schema.values.is_some().then_some(Keyword::Enum))?;
    Some(schema.location_of(keyword))
}

/// Whether schemas say that a value is a number, and none that it is an integer.
fn is_number(members: &[Member<'_>]) -> bool {
    let says = |ty: JsonType| {
        members.iter().any(|member| member.schema.types.as_ref().is_some_and(|types| types.contains(&ty)))
    };
    says(JsonType::Number) && !says(JsonType::Integer)
}
