//! What an author asks for, and why it cannot be had.

/// An event to add.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// Its name, as deliveries will have it.
    pub name: &'a str,
    /// Its name in Rust, where the one that is made of its name is something else's.
    pub rust_name: Option<&'a str>,
    /// The event whose schema and example its own start from; by default, the smallest of its family.
    pub like: Option<&'a str>,
    /// What fires it, what does not, and what to do with it.
    pub description: Option<&'a str>,
}

/// A family to add.
#[derive(Clone, Copy, Debug)]
pub struct NewFamily<'a> {
    /// Its name, which becomes a crate name, a feature and a module.
    pub name: &'a str,
    /// Its name as people write it.
    pub title: &'a str,
    /// What its events are about.
    pub description: Option<&'a str>,
}

/// Why nothing can be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

pub(super) fn refusal(message: String, help: impl Into<String>) -> Refusal {
    Refusal { message, help: help.into() }
}
