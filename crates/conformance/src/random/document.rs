//! An event's schema of its payload, with its definitions: places in it, and what the crate `jsonschema` says of values.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// A draft of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Draft {
    /// Draft 4
    Draft4,
    /// Draft 6
    Draft6,
    /// Draft 7
    Draft7,
    /// Draft 2019-09
    Draft201909,
    /// Draft 2020-12
    Draft202012,
}

impl Draft {
    /// Every draft.
    pub const ALL: [Self; 5] =
        [Self::Draft4, Self::Draft6, Self::Draft7, Self::Draft201909, Self::Draft202012];

    /// What `$schema` says.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Draft4 => "http://json-schema.org/draft-04/schema#",
            Self::Draft6 => "http://json-schema.org/draft-06/schema#",
            Self::Draft7 => "http://json-schema.org/draft-07/schema#",
            Self::Draft201909 => "https://json-schema.org/draft/2019-09/schema",
            Self::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// Where definitions are.
    pub fn definitions(self) -> &'static str {
        if self >= Self::Draft201909 { "$defs" } else { "definitions" }
    }
}

/// Where the payload's schema is in [`Document::value`].
pub const PAYLOAD: &str = "/properties/data";

/// The schema of an event's payload, with its definitions.
pub struct Document {
    /// The draft that it is written in.
    pub draft: Draft,
    /// The definitions, and under [`PAYLOAD`] the payload.
    pub value: Value,
    validators: RefCell<HashMap<String, Option<Rc<Validator>>>>,
}

impl Document {
    /// A document of a payload's schema and of definitions.
    pub fn new(draft: Draft, payload: Value, definitions: Map<String, Value>) -> Self {
        Self::of_value(draft, json!({ draft.definitions(): definitions, "properties": { "data": payload } }))
    }

    /// A document whose [`value`](Self::value) is this.
    pub fn of_value(draft: Draft, value: Value) -> Self {
        Self { draft, value, validators: RefCell::default() }
    }

    /// The schema at a place.
    pub fn at(&self, pointer: &str) -> &Value {
        self.value.pointer(pointer).unwrap_or(&Value::Bool(true))
    }

    /// Where a reference leads, in this document.
    pub fn target(reference: &str) -> String {
        let encoded = reference.trim_start_matches('#').as_bytes();
        let mut bytes = Vec::new();
        let mut at = 0;
        while at < encoded.len() {
            let hex = encoded.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
            let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
            match byte.filter(|_| encoded[at] == b'%') {
                Some(byte) => {
                    bytes.push(byte);
                    at += 3;
                }
                None => {
                    bytes.push(encoded[at]);
                    at += 1;
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Whether a value is valid against the schema at a place.
    pub fn accepts(&self, pointer: &str, value: &Value) -> bool {
        let known = self.validators.borrow().get(pointer).cloned();
        let validator = known.unwrap_or_else(|| {
            let made = self.validator(pointer).map(Rc::new);
            self.validators.borrow_mut().insert(pointer.to_owned(), made.clone());
            made
        });
        validator.is_some_and(|validator| validator.is_valid(value))
    }

    fn validator(&self, pointer: &str) -> Option<Validator> {
        // What is around the payload is under a keyword that says nothing, so that references still lead there.
        let mut all = self.value.clone();
        let payload = all["properties"]["data"].take();
        let schema = json!({
            "$schema": self.draft.uri(),
            self.draft.definitions(): all[self.draft.definitions()],
            // Without a value that could be checked: a key that no value has.
            "properties": { NOWHERE: payload },
            "allOf": [{ "$ref": format!("#{}", encoded(&moved(pointer))) }],
        });
        let schema = with_references(&schema);
        jsonschema::options().should_validate_formats(true).build(&schema).ok()
    }
}

/// In place of `data` when a part of a payload is looked at.
const NOWHERE: &str = "nowhere\u{1}";

fn moved(pointer: &str) -> String {
    match pointer.strip_prefix(PAYLOAD) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("/properties/{NOWHERE}{rest}"),
        _ => pointer.to_owned(),
    }
}

/// References into the payload lead to where it is now, and `nullable` means something.
fn with_references(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let moved = |(key, value): (&String, &Value)| match value.as_str() {
                Some(text) if key == "$ref" => {
                    (key.clone(), Value::from(format!("#{}", encoded(&self::moved(&Document::target(text))))))
                }
                _ => (key.clone(), with_references(value)),
            };
            let mut moved = object.iter().map(moved).collect::<Map<_, _>>();
            if object.get("nullable") == Some(&Value::Bool(true)) {
                allow_null(&mut moved);
            }
            moved.into()
        }
        Value::Array(values) => values.iter().map(with_references).collect(),
        other => other.clone(),
    }
}

/// OpenAPI's `nullable`, in the words of JSON Schema.
fn allow_null(schema: &mut Map<String, Value>) {
    let types = schema.get("type").map(|types| match types {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    });
    if let Some(mut types) = types.filter(|types| !types.contains(&json!("null"))) {
        types.push(json!("null"));
        schema.insert("type".to_owned(), types.into());
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut)
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
    }
}

/// A JSON Pointer as the fragment of a URI.
pub fn encoded(pointer: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte);
    let one = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    pointer.bytes().map(one).collect()
}

/// A pointer one token longer.
pub fn child(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}
