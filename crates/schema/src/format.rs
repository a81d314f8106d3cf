//! A JSON text as this project lays it out: keys in a fixed order, two spaces, and nothing else changed.
//!
//! Numbers and strings are copied as they are written. What its author began on a line of its own stays over several lines;
//! anything else stays on one line while that has room for it. Formatting what was formatted changes nothing.

mod order;

use jsonc_parser::ast::{ObjectProp, Value as Ast};
use jsonc_parser::common::Ranged;

pub use order::Order;

/// Characters of the longest line that an object or an array is put on.
const WIDTH: usize = 120;

/// A text as it should be, with a line end; `None` where it is not JSON.
///
/// ```
/// use webhook_schema::format::{Order, formatted};
///
/// let text = "{\n\"type\":\"string\",   \"description\": \"A name.\", \"examples\":[ \"a\" ]}";
/// let expected = "{\n  \"description\": \"A name.\",\n  \"type\": \"string\",\n  \"examples\": [\"a\"]\n}\n";
/// assert_eq!(formatted(text, Order::Schema).as_deref(), Some(expected));
/// ```
pub fn formatted(text: &str, order: Order<'_>) -> Option<String> {
    let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default()).ok()?;
    let mut printer = Printer { source: text, text: String::new(), column: 0 };
    printer.value(&parsed.value?, order, 0);
    Some(printer.text + "\n")
}

struct Printer<'a> {
    source: &'a str,
    text: String,
    /// Characters in the last line of `text`.
    column: usize,
}

impl<'a> Printer<'a> {
    fn value(&mut self, value: &Ast<'_>, order: Order<'_>, depth: usize) {
        if let Some(line) = self.on_one_line(value, order) {
            // After the value there may be a comma.
            if !is_container(value) || self.column + line.chars().count() < WIDTH {
                return self.write(&line);
            }
        }
        match value {
            Ast::Object(object) => {
                self.write("{");
                for (number, property) in order.sorted(&object.properties).into_iter().enumerate() {
                    self.begin_line(number, depth + 1);
                    self.write(self.slice(&property.name));
                    self.write(": ");
                    self.value(&property.value, order.within(property.name.as_str()), depth + 1);
                }
                self.end_line(depth);
                self.write("}");
            }
            Ast::Array(array) => {
                self.write("[");
                for (number, item) in array.elements.iter().enumerate() {
                    self.begin_line(number, depth + 1);
                    self.value(item, order.of_item(), depth + 1);
                }
                self.end_line(depth);
                self.write("]");
            }
            leaf => self.write(self.slice(leaf)),
        }
    }

    /// A value on one line; `None` where its author began something within it on a line of its own.
    fn on_one_line(&self, value: &Ast<'_>, order: Order<'_>) -> Option<String> {
        match value {
            Ast::Object(object) if object.properties.is_empty() => Some("{}".to_owned()),
            Ast::Array(array) if array.elements.is_empty() => Some("[]".to_owned()),
            Ast::Object(object) => {
                let first = object.properties.iter().map(Ranged::start).min()?;
                self.is_one_line(object.start(), first).then_some(())?;
                let entry = |property: &ObjectProp<'_>| {
                    let value = self.on_one_line(&property.value, order.within(property.name.as_str()))?;
                    Some(format!("{}: {value}", self.slice(&property.name)))
                };
                let entries = order.sorted(&object.properties).into_iter().map(entry);
                Some(format!("{{ {} }}", entries.collect::<Option<Vec<_>>>()?.join(", ")))
            }
            Ast::Array(array) => {
                self.is_one_line(array.start(), array.elements[0].start()).then_some(())?;
                let items = array.elements.iter().map(|item| self.on_one_line(item, order.of_item()));
                Some(format!("[{}]", items.collect::<Option<Vec<_>>>()?.join(", ")))
            }
            leaf => Some(self.slice(leaf).to_owned()),
        }
    }

    fn is_one_line(&self, from: usize, to: usize) -> bool {
        !self.source[from..to].contains('\n')
    }

    fn slice<R: Ranged>(&self, part: &R) -> &'a str {
        &self.source[part.start()..part.end()]
    }

    fn write(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.chars().count();
    }

    fn begin_line(&mut self, number: usize, depth: usize) {
        if number > 0 {
            self.text.push(',');
        }
        self.end_line(depth);
    }

    fn end_line(&mut self, depth: usize) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", depth));
        self.column = 2 * depth;
    }
}

fn is_container(value: &Ast<'_>) -> bool {
    matches!(value, Ast::Object(_) | Ast::Array(_))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn plain(text: &str) -> Option<String> {
        formatted(text, Order::AsWritten)
    }

    #[test]
    fn what_is_short_stays_on_its_line_and_what_was_begun_on_a_new_one_does_not() {
        assert_eq!(plain("[ 1,2 ,{\"a\" :{} }]").as_deref(), Some("[1, 2, { \"a\": {} }]\n"));
        assert_eq!(plain("[\n1,[2, 3]\n]").as_deref(), Some("[\n  1,\n  [2, 3]\n]\n"));
        assert_eq!(plain("{\"a\": [\n1]}").as_deref(), Some("{\n  \"a\": [\n    1\n  ]\n}\n"));
        let long = format!("{{\"a\": [{}]}}", ["\"0123456789\""; 10].join(","));
        let shown = plain(&long).expect("JSON");
        assert!(
            shown.lines().count() == 14 && shown.lines().all(|line| line.chars().count() <= WIDTH),
            "{shown}"
        );
        assert_eq!(plain("{"), None);
        assert_eq!(plain(""), None);
    }

    #[test]
    fn nothing_is_lost_and_a_second_time_changes_nothing() {
        let text = r#"{"properties": {"z": {"type": "string", "x-a": 1, "description": "é\u00e9\/"}, "a": true},
            "required": ["z"], "$defs": {}, "minimum": 1.0e+2, "description": "", "enum": [{"type": 1, "$id": 2}], "x": 1.10,
            "items": [{"type": "a", "$ref": "b"}], "$schema": "s"}"#;
        for order in [Order::AsWritten, Order::Schema] {
            let once = formatted(text, order).expect("JSON");
            assert_eq!(formatted(&once, order).as_deref(), Some(once.as_str()));
            let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
            assert_eq!(value(&once), value(text));
            for kept in [r"é\u00e9\/", "1.0e+2", "1.10", "{ \"type\": 1, \"$id\": 2 }"] {
                assert!(once.contains(kept), "{kept} in\n{once}");
            }
        }
        let once = formatted(text, Order::Schema).expect("JSON");
        let place = |text: &str| once.find(text).unwrap_or_else(|| panic!("{text} in {once}"));
        // The author's names stay in their order, and a keyword that nobody knows after the one that it followed.
        assert!(place("\"$schema\"") < place("\"properties\"") && place("\"z\": {") < place("\"a\": true"));
        assert!(
            once.contains("\"description\": \"é\\u00e9\\/\", \"type\": \"string\", \"x-a\": 1"),
            "{once}"
        );
        assert!(once.contains("{ \"$ref\": \"b\", \"type\": \"a\" }"), "{once}");
    }

    #[test]
    fn an_index_has_the_order_of_its_model() {
        let model = json!({
            "properties": { "name": {}, "list": { "items": { "$ref": "#/$defs/Item" } }, "map": { "additionalProperties": { "$ref": "#/$defs/Item" } } },
            "$defs": { "Item": { "oneOf": [{ "properties": { "b": {}, "a": {} } }, { "const": 1 }] } }
        });
        let text = r#"{"map": {"z": {"a": 1, "b": 2}, "c": 1}, "list": [{"a": 1, "b": 2}], "name": ""}"#;
        let expected = "{ \"name\": \"\", \"list\": [{ \"b\": 2, \"a\": 1 }], \"map\": { \"z\": { \"b\": 2, \"a\": 1 }, \"c\": 1 } }\n";
        assert_eq!(formatted(text, Order::model(&model)).as_deref(), Some(expected));
    }
}
