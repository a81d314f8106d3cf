//! The way to a value in a payload, as people read it, and as the anchor of a page.

use webhook_contract::Text;

use crate::ir::Type;
use crate::render::markdown::links::plain;

/// The way to a value.
#[derive(Clone)]
pub struct Way {
    /// As people write it; empty for the root only.
    pub path: String,
    /// Its anchor on the page.
    pub anchor: String,
    /// The anchor of the item that it is in: what is under any key of a map has none of its own.
    pub item: String,
}

impl Way {
    pub fn root(anchor: &str) -> Self {
        Self { path: String::new(), anchor: plain(anchor), item: plain(anchor) }
    }

    /// To a payload: its anchor has the way to it, and begins with a word where it has none.
    pub fn of_payload(keys: &[Text]) -> Self {
        let Some((first, others)) = keys.split_first() else { return Self::root("event") };
        others.iter().fold(Self::root(first), |way, key| Self { path: String::new(), ..way.to(key) })
    }

    pub fn to(&self, key: &str) -> Self {
        let shown = if key.is_empty() { "\"\"" } else { key };
        let path = if self.path.is_empty() { shown.to_owned() } else { format!("{}.{shown}", self.path) };
        Self::item(path, format!("{}.{}", self.anchor, step(key)))
    }

    fn item(path: String, anchor: String) -> Self {
        Self { path, item: anchor.clone(), anchor }
    }

    /// To what has no key of its own: an item, or what is under any key.
    pub fn along(&self, steps: &str) -> Self {
        let apart_from_lists = steps.replace("[]", "");
        let colon = if apart_from_lists.is_empty() { "" } else { ":" };
        let anchor = format!("{}{colon}{}", self.anchor, step(&apart_from_lists));
        Self { path: format!("{}{steps}", self.path), anchor, item: self.item.clone() }
    }

    /// To what a list holds that is one of several types: another of these may have fields of the same names.
    pub fn along_list(&self, steps: &str) -> Self {
        let way = self.along(steps);
        Self { anchor: format!("{}:array", way.anchor), ..way }
    }

    /// To a variant of a union: how it is told from the others, and its name.
    pub fn variant(&self, told: &str, name: &str) -> Self {
        let space = if self.path.is_empty() { "" } else { " " };
        let path = format!("{}{space}({told})", self.path);
        Self::item(path, format!("{}:{}", self.anchor, step(name)))
    }
}

/// A name as one step of an anchor: dots and colons stand between steps.
fn step(name: &str) -> String {
    plain(name).replace('.', "~2E")
}

/// The way to what lists and maps hold, and its type.
pub fn descend(ty: &Type) -> (String, &Type) {
    match ty {
        Type::List(item) => {
            let (steps, innermost) = descend(&item.ty);
            (format!("[]{steps}"), innermost)
        }
        Type::Map(item) => {
            let (steps, innermost) = descend(&item.ty);
            (format!(".{{key}}{steps}"), innermost)
        }
        _ => (String::new(), ty),
    }
}
