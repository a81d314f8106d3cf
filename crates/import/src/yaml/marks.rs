//! Where the parts of a value are in its text, and how large they are.

use webhook_schema::tokens;

/// Bytes of a string that count as one more value.
const BYTES_OF_VALUE: usize = 64;

/// Where the parts of a value are, in characters from the start of the text.
#[derive(Clone, Debug)]
pub struct Marks {
    at: usize,
    /// Where a property's name is, for a property.
    key: Option<usize>,
    /// In the order of the value's.
    pub(super) parts: Vec<(String, Marks)>,
    /// How many values it is, with those in it; a long string counts as several.
    pub(super) size: usize,
    /// How many levels of values are in it.
    pub(super) height: usize,
}

impl Marks {
    pub(super) fn of(at: usize) -> Self {
        Self { at, key: None, parts: Vec::new(), size: 1, height: 0 }
    }

    /// Of a string, which may be long.
    pub(super) fn of_text(at: usize, text: &str) -> Self {
        Self { size: 1 + text.len() / BYTES_OF_VALUE, ..Self::of(at) }
    }

    pub(super) fn add(&mut self, name: String, part: Self) {
        self.size += part.size + name.len() / BYTES_OF_VALUE;
        self.height = self.height.max(part.height + 1);
        self.parts.push((name, part));
    }

    /// Adds a property whose name is at `key`.
    pub(super) fn add_property(&mut self, name: String, key: usize, value: Self) {
        self.add(name, Self { key: Some(key), ..value });
    }

    /// The byte of the value at a pointer, or of the deepest value on the way to it.
    pub fn value(&self, text: &str, pointer: &str) -> usize {
        byte(text, self.deepest(pointer).at)
    }

    /// The same for the name of a property.
    pub fn key(&self, text: &str, pointer: &str) -> usize {
        let marks = self.deepest(pointer);
        byte(text, marks.key.unwrap_or(marks.at))
    }

    fn deepest(&self, pointer: &str) -> &Self {
        let mut marks = self;
        for token in tokens(pointer) {
            let Some((_, next)) = marks.parts.iter().find(|(name, _)| *name == token) else { break };
            marks = next;
        }
        marks
    }
}

/// The byte that a character begins at.
pub(super) fn byte(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(at, _)| at)
}
