//! Random valid bodies of an event, made from its schema.
//!
//! Knows the keywords that the catalog's schemas use, and reaches for the edges of what they allow: the longest
//! numbers, empty lists, escapes, every way to write a time. Does not know the generated crates, and shares nothing
//! with the generator under test but the loading of the catalog.

use fastrand::Rng;
use serde_json::{Map, Number, Value};
use webhook_catalog::Catalog;
use webhook_catalog::model::Event;

/// Makes bodies of one event.
pub struct Generator<'c> {
    catalog: &'c Catalog,
    event: &'c Event,
    rng: Rng,
}

impl<'c> Generator<'c> {
    /// Bodies of `event`; the same seed gives the same bodies.
    pub fn new(catalog: &'c Catalog, event: &'c Event, seed: u64) -> Generator<'c> {
        Generator { catalog, event, rng: Rng::with_seed(seed) }
    }

    /// The next body.
    ///
    /// # Panics
    ///
    /// When the schema uses a keyword that this does not know: then it has to be taught.
    pub fn body(&mut self) -> Value {
        let schema = self.catalog.schema(self.event).expect("a sound schema");
        self.value(&self.event.schema.clone(), &schema.value)
    }

    fn value(&mut self, file: &str, schema: &'c Value) -> Value {
        let Some(schema) = schema.as_object() else { return Value::String("anything".into()) };
        if let Some(reference) = schema.get("$ref") {
            let (place, target) = self.resolve(file, reference);
            return self.value(&place, target);
        }
        if let Some(branches) = ["oneOf", "anyOf"].iter().find_map(|key| schema.get(*key)?.as_array()) {
            let branch = &branches[self.rng.usize(..branches.len())];
            return self.value(file, branch);
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return values[self.rng.usize(..values.len())].clone();
        }
        let names: Vec<&str> = match schema.get("type") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(name) => name.as_str().into_iter().collect(),
            None => vec!["object"],
        };
        match names[self.rng.usize(..names.len())] {
            "null" => Value::Null,
            "boolean" => Value::Bool(self.rng.bool()),
            "integer" => self.integer(schema),
            "number" => self.number(schema),
            "string" => Value::String(self.string(schema)),
            "array" => self.array(file, schema),
            "object" => Value::Object(self.object(file, schema)),
            other => panic!("type {other}"),
        }
    }

    fn resolve(&self, file: &str, reference: &Value) -> (String, &'c Value) {
        let reference = reference.as_str().expect("a reference is a text");
        let (place, target) = self.catalog.resolve(file, reference).expect("a sound reference");
        (place.file, target)
    }

    fn object(&mut self, file: &str, schema: &'c Map<String, Value>) -> Map<String, Value> {
        let mut members: Vec<(String, String, &'c Value)> = Vec::new();
        let mut required = Vec::new();
        self.gather(file, schema, &mut members, &mut required);
        let mut object = Map::new();
        for (key, file, schema) in members {
            // What is described twice, as the event's name is, has to fit both; the last is the narrowest.
            if required.contains(&key) || self.rng.bool() {
                let value = self.value(&file, schema);
                object.insert(key, value);
            }
        }
        object
    }

    fn gather(
        &self,
        file: &str,
        schema: &'c Map<String, Value>,
        members: &mut Vec<(String, String, &'c Value)>,
        required: &mut Vec<String>,
    ) {
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let (file, part) = match part.get("$ref") {
                Some(reference) => self.resolve(file, reference),
                None => (file.to_owned(), part),
            };
            self.gather(&file, part.as_object().expect("a part is an object schema"), members, required);
        }
        let keys = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        required.extend(keys.filter_map(Value::as_str).map(str::to_owned));
        for (key, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            members.push((key.clone(), file.to_owned(), schema));
        }
    }

    fn array(&mut self, file: &str, schema: &'c Map<String, Value>) -> Value {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let most = schema.get("maxItems").and_then(Value::as_u64).unwrap_or(least + 4);
        let items = schema.get("items").expect("an array says what its items are");
        let is_set = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let mut values: Vec<Value> = Vec::new();
        for _ in 0..self.rng.u64(least..=most) {
            let value = self.value(file, items);
            if !(is_set && values.contains(&value)) {
                values.push(value);
            }
        }
        Value::Array(values)
    }

    fn integer(&mut self, schema: &Map<String, Value>) -> Value {
        let least = schema.get("minimum").and_then(Value::as_i64);
        let most = schema.get("maximum").and_then(Value::as_u64);
        match (least, most) {
            (Some(least @ 0..), None) => {
                let least = least as u64;
                pick(&mut self.rng, |rng| [least, least + 1, 1 << 53, u64::MAX, rng.u64(least..)]).into()
            }
            (None, None) => pick(&mut self.rng, |rng| [0, -1, 1, i64::MIN, i64::MAX, rng.i64(..)]).into(),
            (least, most) => {
                let (least, most) = (least.unwrap_or(0), most.map_or(i64::MAX, |most| most as i64));
                pick(&mut self.rng, |rng| [least, most, rng.i64(least..=most)]).into()
            }
        }
    }

    fn number(&mut self, schema: &Map<String, Value>) -> Value {
        let least = schema.get("minimum").and_then(Value::as_f64).unwrap_or(-1e9);
        let most = schema.get("maximum").and_then(Value::as_f64).unwrap_or(1e9);
        let share = self.rng.f64();
        let inside = least + share * (most - least);
        let value = match self.rng.u8(..4) {
            // Whole numbers come without a fraction, as JavaScript writes them.
            0 => return (least.ceil() as i64).into(),
            1 => return ((most.floor()) as i64).into(),
            2 => (inside * 100.0).round() / 100.0,
            _ => inside,
        };
        Number::from_f64(value.clamp(least, most)).map_or(Value::Null, Value::Number)
    }

    fn string(&mut self, schema: &Map<String, Value>) -> String {
        if schema.get("format").and_then(Value::as_str) == Some("date-time") {
            return self.timestamp();
        }
        if schema.get("format").and_then(Value::as_str) == Some("uri") {
            return format!("https://a.example/{}?q=%20#x", self.rng.u32(..));
        }
        if let Some(pattern) = schema.get("pattern") {
            panic!("pattern {pattern}: say which texts fit it");
        }
        let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0) as usize;
        let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(least as u64 + 24) as usize;
        const LETTERS: &[char] =
            &['a', 'Z', '0', '-', '_', ' ', '"', '\\', '\n', '\u{7f}', '\u{1}', 'é', '中', '🦀', '/'];
        (0..self.rng.usize(least..=most)).map(|_| LETTERS[self.rng.usize(..LETTERS.len())]).collect()
    }

    fn timestamp(&mut self) -> String {
        let rng = &mut self.rng;
        let (year, month, day) = (rng.u32(1970..2100), rng.u32(1..=12), rng.u32(1..=28));
        let (hour, minute, second) = (rng.u32(..24), rng.u32(..60), rng.u32(..60));
        let fraction = ["", ".5", ".000", ".123456", ".123456789", ".100000000000"];
        let offset = ["Z", "+00:00", "-00:00", "+05:30", "-11:59"];
        let (fraction, offset) = (fraction[rng.usize(..fraction.len())], offset[rng.usize(..offset.len())]);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}")
    }
}

fn pick<T: Copy, const N: usize>(rng: &mut Rng, of: impl FnOnce(&mut Rng) -> [T; N]) -> T {
    let all = of(rng);
    all[rng.usize(..N)]
}
