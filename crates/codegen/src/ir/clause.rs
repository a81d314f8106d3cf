//! What a schema says of an object in a few facts: conditions, and what holds under them. What takes more is no clause.

use serde_json::Value;

use super::{Constraints, JsonType};

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// One of several values.
    OneOf(Vec<Value>),
    /// None of several values.
    NoneOf(Vec<Value>),
    /// Of one of several types.
    Types(Vec<JsonType>),
    /// Of none of several types.
    NoneOfTypes(Vec<JsonType>),
    /// Within limits.
    Keeps(Box<Constraints>),
}

/// Something about one key of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The key.
    pub key: String,
    /// What holds of it.
    pub about: About,
}

/// What holds of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// It is there.
    Present,
    /// It is not there.
    Absent,
    /// Its value.
    Value(Says, Presence),
}

/// Whether the key is there of whose value something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It always is.
    Sure,
    /// That is said as well.
    Said,
    /// It need not be.
    Open,
}

/// When something holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What is so, all at once.
    pub facts: Vec<Fact>,
    /// Whether it has to be so, or must not be.
    pub is_met: bool,
}

/// Something that holds under a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Consequence {
    /// The condition.
    pub when: Condition,
    /// What holds then.
    pub facts: Vec<Fact>,
}

/// Keys of which some are there: those of one of several branches.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The keys of each branch.
    pub branches: Vec<Vec<String>>,
    /// Whether it is one branch only.
    pub is_exclusive: bool,
}

/// Items of a list that there are some of.
#[derive(Clone, Debug, PartialEq)]
pub struct Contained {
    /// How many there are at least.
    pub least: u64,
    /// How many there are at most.
    pub most: Option<u64>,
    /// What each of them is.
    pub says: Vec<Says>,
    /// What is so of each of them, where these are objects.
    pub facts: Vec<Fact>,
}

/// What is described under conditions only.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditional {
    /// The conditions, of which any one is enough, and each is several at once; none where they are not simple.
    pub when: Vec<Vec<Condition>>,
    /// Whether there may be any value otherwise.
    pub is_open: bool,
}
