//! Whether a schema is valid in its draft: what the meta-schemas say of the values of keywords.

use serde_json::{Map, Value};

use super::equal::are_distinct;
use super::error::{Error, Found, Kind};
use super::pattern::Pattern;
use crate::location::{Location, join};
use crate::model::{Dialect, JsonType, Keyword};
use crate::number::{compare, is_whole, is_written_whole};

/// Where a schema and those in it are not valid in a draft, by what the meta-schema of the draft says of each keyword. As
/// far as a string is a URI, that is for whoever follows it to say.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::model::Dialect;
/// use webhook_schema::validate::{Kind, check_schema};
///
/// let [error] = &check_schema(&json!({ "items": { "minItems": -1 } }), Dialect::Draft7)[..] else { panic!("one") };
/// assert_eq!((error.pointer.as_str(), &error.kind), ("/items/minItems", &Kind::Minimum(0.into())));
/// ```
pub fn check_schema(schema: &Value, dialect: Dialect) -> Vec<Error> {
    let mut checker = Checker { dialect, errors: Vec::new(), open: vec![(String::new(), schema, false)] };
    while let Some((pointer, schema, or_boolean)) = checker.open.pop() {
        checker.schema(&pointer, schema, or_boolean);
    }
    checker.errors
}

/// Where the value of one keyword is not what the meta-schema of a draft says of it; what is said in the schemas that it holds is
/// not looked at.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::model::{Dialect, JsonType, Keyword};
/// use webhook_schema::validate::{Kind, check_keyword};
///
/// let value = json!({ "a": { "minItems": -1 }, "b": 5 });
/// let [error] = &check_keyword(Keyword::Properties, &value, Dialect::Draft202012)[..] else { panic!("one") };
/// assert_eq!((error.pointer.as_str(), &error.kind), ("/b", &Kind::Type(vec![JsonType::Boolean, JsonType::Object])));
/// ```
pub fn check_keyword(keyword: Keyword, value: &Value, dialect: Dialect) -> Vec<Error> {
    let mut checker = Checker { dialect, errors: Vec::new(), open: Vec::new() };
    if let Some(shape) = shape(keyword, dialect) {
        checker.value("", shape, value);
    }
    for (pointer, schema, or_boolean) in std::mem::take(&mut checker.open) {
        if !schema.is_object() {
            checker.schema(&pointer, schema, or_boolean);
        }
    }
    checker.errors
}

/// What the value of a keyword is.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    /// A name without characters that mean something in a URI.
    Anchor,
    /// A URI without a fragment, except for an empty one.
    Id,
    Regex,
    Boolean,
    Number,
    Positive,
    Count,
    Array,
    Types,
    Texts {
        one_or_more: bool,
    },
    Schema,
    SchemaOrBoolean,
    Schemas,
    SchemaOrSchemas,
    SchemaByName,
    SchemaByRegex,
    TextsByName,
    SchemaOrTextsByName,
    BooleanByName,
    /// Schemas by name, where it happens to be that.
    PerhapsSchemas,
}

/// The shape of a keyword's value in a draft; `None` where it may be anything.
fn shape(keyword: Keyword, dialect: Dialect) -> Option<Shape> {
    use Keyword::*;
    let is_draft4 = dialect == Dialect::Draft4;
    let is_old = dialect < Dialect::Draft201909;
    Some(match keyword {
        Schema | OldId | DynamicRef | RecursiveRef | Comment | Title | Description | Format
        | ContentEncoding | ContentMediaType => Shape::Text,
        Ref if is_draft4 => return None,
        Ref => Shape::Text,
        Id if is_old => Shape::Text,
        Id => Shape::Id,
        Anchor | DynamicAnchor => Shape::Anchor,
        Pattern => Shape::Regex,
        Deprecated if is_old => return None,
        RecursiveAnchor | Deprecated | ReadOnly | WriteOnly | UniqueItems => Shape::Boolean,
        ExclusiveMinimum | ExclusiveMaximum if is_draft4 => Shape::Boolean,
        Minimum | Maximum | ExclusiveMinimum | ExclusiveMaximum => Shape::Number,
        MultipleOf => Shape::Positive,
        MinLength | MaxLength | MinItems | MaxItems | MinContains | MaxContains | MinProperties
        | MaxProperties => Shape::Count,
        Examples | Enum => Shape::Array,
        Type => Shape::Types,
        Required => Shape::Texts { one_or_more: is_draft4 },
        AdditionalItems | AdditionalProperties => Shape::SchemaOrBoolean,
        Contains
        | UnevaluatedItems
        | UnevaluatedProperties
        | PropertyNames
        | ContentSchema
        | Not
        | If
        | Then
        | Else => Shape::Schema,
        Items if dialect == Dialect::Draft202012 => Shape::Schema,
        Items => Shape::SchemaOrSchemas,
        PrefixItems | AllOf | AnyOf | OneOf => Shape::Schemas,
        Defs if is_old => Shape::PerhapsSchemas,
        Defs | Definitions | Properties | DependentSchemas => Shape::SchemaByName,
        PatternProperties => Shape::SchemaByRegex,
        DependentRequired => Shape::TextsByName,
        Dependencies => Shape::SchemaOrTextsByName,
        Vocabulary => Shape::BooleanByName,
        Default | Const => return None,
    })
}

/// The names of types in the order of the meta-schemas.
const TYPES: [JsonType; 7] = [
    JsonType::Array,
    JsonType::Boolean,
    JsonType::Integer,
    JsonType::Null,
    JsonType::Number,
    JsonType::Object,
    JsonType::String,
];

struct Checker<'v> {
    dialect: Dialect,
    errors: Vec<Error>,
    /// Schemas that are still to be looked at, with whether one may be a boolean whatever the draft.
    open: Vec<(String, &'v Value, bool)>,
}

impl<'v> Checker<'v> {
    fn schema(&mut self, pointer: &str, schema: &'v Value, or_boolean: bool) {
        let is_draft4 = self.dialect == Dialect::Draft4;
        let Value::Object(keywords) = schema else {
            let types = match or_boolean || !is_draft4 {
                true if schema.is_boolean() => return,
                true => vec![JsonType::Boolean, JsonType::Object],
                false => vec![JsonType::Object],
            };
            return self.fail(pointer, schema, Kind::Type(types));
        };
        for (name, value) in keywords {
            let keyword = Keyword::of(name, self.dialect);
            // The later drafts say no more of it, but their meta-schemas do.
            let keyword =
                keyword.or((name == Keyword::Dependencies.as_str()).then_some(Keyword::Dependencies));
            if let Some(shape) = keyword.and_then(|keyword| shape(keyword, self.dialect)) {
                self.value(&join(pointer, name), shape, value);
            }
        }
        for (exclusive, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            let is_switch = keywords.get(exclusive).is_some_and(Value::is_boolean);
            if is_draft4 && is_switch && !keywords.contains_key(limit) {
                self.fail(pointer, schema, Kind::Required(limit.to_owned()));
            }
        }
    }

    fn value(&mut self, pointer: &str, shape: Shape, value: &'v Value) {
        let (dialect, text) = (self.dialect, value.as_str());
        match shape {
            Shape::Text => self.expect(pointer, value, text.is_some(), JsonType::String),
            Shape::Anchor => match text {
                Some(text) if !is_anchor(text, dialect) => {
                    self.fail(pointer, value, Kind::Pattern(anchor_pattern(dialect).into()));
                }
                text => self.expect(pointer, value, text.is_some(), JsonType::String),
            },
            Shape::Id => match text {
                Some(text) if text.strip_suffix('#').unwrap_or(text).contains('#') => {
                    self.fail(pointer, value, Kind::Pattern("^[^#]*#?$".into()));
                }
                text => self.expect(pointer, value, text.is_some(), JsonType::String),
            },
            Shape::Regex => match text {
                Some(text) => {
                    if let Err(error) = Pattern::new(text) {
                        self.fail(pointer, value, Kind::Regex { is_name: false, error });
                    }
                }
                None => self.expect(pointer, value, false, JsonType::String),
            },
            Shape::Boolean => self.expect(pointer, value, value.is_boolean(), JsonType::Boolean),
            Shape::Number => self.expect(pointer, value, value.is_number(), JsonType::Number),
            Shape::Positive => match value.as_number() {
                Some(number) if compare(number, &0.into()).is_le() => {
                    self.fail(pointer, value, Kind::ExclusiveMinimum(0.into()));
                }
                number => self.expect(pointer, value, number.is_some(), JsonType::Number),
            },
            Shape::Count => {
                let is_integer = |number: &&serde_json::Number| {
                    if dialect == Dialect::Draft4 { is_written_whole(number) } else { is_whole(number) }
                };
                match value.as_number().filter(is_integer) {
                    Some(number) if compare(number, &0.into()).is_lt() => {
                        self.fail(pointer, value, Kind::Minimum(0.into()));
                    }
                    number => self.expect(pointer, value, number.is_some(), JsonType::Integer),
                }
            }
            Shape::Array => self.expect(pointer, value, value.is_array(), JsonType::Array),
            Shape::Types => self.types(pointer, value),
            Shape::Texts { one_or_more } => self.texts(pointer, value, one_or_more),
            Shape::Schema => self.open.push((pointer.to_owned(), value, false)),
            Shape::SchemaOrBoolean => self.open.push((pointer.to_owned(), value, true)),
            Shape::Schemas => self.schemas(pointer, value),
            Shape::SchemaOrSchemas => match value {
                Value::Array(_) => self.schemas(pointer, value),
                Value::Object(_) => self.open.push((pointer.to_owned(), value, false)),
                Value::Bool(_) if dialect > Dialect::Draft4 => {}
                other => {
                    let mut types = vec![JsonType::Array, JsonType::Object];
                    types.extend((dialect > Dialect::Draft4).then_some(JsonType::Boolean));
                    types.sort_unstable_by_key(|ty| ty.as_str());
                    self.fail(pointer, other, Kind::Type(types));
                }
            },
            Shape::SchemaByName => {
                let entries = self.entries(pointer, value);
                self.open.extend(entries.map(|(pointer, _, value)| (pointer, value, false)));
            }
            Shape::SchemaByRegex => {
                for (pointer, name, schema) in self.entries(pointer, value) {
                    if let Err(error) = Pattern::new(name) {
                        let name = Value::from(name.as_str());
                        self.fail(&pointer, &name, Kind::Regex { is_name: true, error });
                    }
                    self.open.push((pointer, schema, false));
                }
            }
            Shape::TextsByName => {
                for (pointer, _, value) in self.entries(pointer, value) {
                    self.texts(&pointer, value, false);
                }
            }
            Shape::SchemaOrTextsByName => {
                for (pointer, _, value) in self.entries(pointer, value) {
                    match value {
                        Value::Array(_) => self.texts(&pointer, value, dialect == Dialect::Draft4),
                        Value::Object(_) => self.open.push((pointer, value, false)),
                        Value::Bool(_) if dialect > Dialect::Draft4 => {}
                        other => {
                            let types = vec![JsonType::Array, JsonType::Object];
                            self.fail(&pointer, other, Kind::Type(types));
                        }
                    }
                }
            }
            Shape::BooleanByName => {
                for (pointer, _, value) in self.entries(pointer, value) {
                    self.expect(&pointer, value, value.is_boolean(), JsonType::Boolean);
                }
            }
            Shape::PerhapsSchemas => {
                let entries = value.as_object().into_iter().flatten();
                let schemas = entries.filter(|(_, value)| value.is_object());
                self.open.extend(schemas.map(|(name, value)| (join(pointer, name), value, false)));
            }
        }
    }

    fn types(&mut self, pointer: &str, value: &'v Value) {
        let name = |value: &Value| TYPES.iter().any(|ty| value.as_str() == Some(ty.as_str()));
        let all = || TYPES.iter().map(|ty| Value::from(ty.as_str())).collect();
        match value {
            Value::Array(names) => {
                self.list(pointer, value, true, true);
                for (index, one) in names.iter().enumerate().filter(|(_, one)| !name(one)) {
                    self.fail(&format!("{pointer}/{index}"), one, Kind::Enum(all()));
                }
            }
            one if one.is_string() && name(one) => {}
            other if other.is_string() => self.fail(pointer, other, Kind::Enum(all())),
            other => self.fail(pointer, other, Kind::Type(vec![JsonType::Array, JsonType::String])),
        }
    }

    fn texts(&mut self, pointer: &str, value: &'v Value, one_or_more: bool) {
        self.list(pointer, value, one_or_more, true);
        for (index, text) in value.as_array().into_iter().flatten().enumerate() {
            self.expect(&format!("{pointer}/{index}"), text, text.is_string(), JsonType::String);
        }
    }

    fn schemas(&mut self, pointer: &str, value: &'v Value) {
        self.list(pointer, value, true, false);
        let schemas = value.as_array().into_iter().flatten().enumerate();
        self.open.extend(schemas.map(|(index, schema)| (format!("{pointer}/{index}"), schema, false)));
    }

    /// Reports what is not an array, and one that is empty or has an item twice where it must not.
    fn list(&mut self, pointer: &str, value: &Value, one_or_more: bool, is_distinct: bool) {
        match value {
            Value::Array(items) if one_or_more && items.is_empty() => {
                self.fail(pointer, value, Kind::MinItems(1));
            }
            Value::Array(items) if is_distinct && !are_distinct(items) => {
                self.fail(pointer, value, Kind::UniqueItems);
            }
            value => self.expect(pointer, value, value.is_array(), JsonType::Array),
        }
    }

    /// What an object holds, with the pointers of that; reports what is not an object.
    fn entries(
        &mut self,
        pointer: &str,
        value: &'v Value,
    ) -> impl Iterator<Item = (String, &'v String, &'v Value)> + use<'v> {
        self.expect(pointer, value, value.is_object(), JsonType::Object);
        let entries: Option<&Map<String, Value>> = value.as_object();
        let pointer = pointer.to_owned();
        entries.into_iter().flatten().map(move |(name, value)| (join(&pointer, name), name, value))
    }

    fn expect(&mut self, pointer: &str, value: &Value, is_expected: bool, ty: JsonType) {
        if !is_expected {
            self.fail(pointer, value, Kind::Type(vec![ty]));
        }
    }

    fn fail(&mut self, pointer: &str, value: &Value, kind: Kind) {
        let error = self.error(pointer, value, kind);
        self.errors.push(error);
    }

    /// The keyword is one of the meta-schema, which goes by its URI.
    fn error(&self, pointer: &str, value: &Value, kind: Kind) -> Error {
        let keyword = Location::new(self.dialect.uri(), "");
        Error { pointer: pointer.to_owned(), found: Found::of(value), keyword, kind }
    }
}

fn anchor_pattern(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Draft201909 => "^[A-Za-z][-A-Za-z0-9.:_]*$",
        _ => "^[A-Za-z_][-A-Za-z0-9._]*$",
    }
}

fn is_anchor(text: &str, dialect: Dialect) -> bool {
    let (first, others) = if dialect == Dialect::Draft201909 { ("", "-.:_") } else { ("_", "-._") };
    text.starts_with(|c: char| c.is_ascii_alphabetic() || first.contains(c))
        && text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}
