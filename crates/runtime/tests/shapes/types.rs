//! The types of these tests, as the generator would write them.

use std::collections::BTreeMap;

use webhook_runtime::{
    Number, RawJson, Timestamp, newtype, object, object_union, open_enum, tagged_union, text_id, tuple,
    type_union, value_enum,
};

value_enum! {
    /// Values of every type.
    pub enum Priority {
        /// A number.
        V1 = "1",
        /// A fraction.
        Half = "0.5",
        /// A string.
        High = "\"high\"",
        /// A string with escapes.
        Quoted = "\"a\\\"b\"",
        /// A boolean.
        True = "true",
        /// A list.
        List = "[1, {\"a\": 2}]",
    }
}

value_enum! {
    /// Null is one of the values.
    pub enum Nullable {
        /// Null.
        Null = "null",
        /// A number.
        V1 = "1",
    }
}

open_enum! {
    /// A string.
    pub enum Color {
        /// Red.
        Red = "red",
    }
}

text_id! {
    /// A string.
    pub struct Id;
}

#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    Integer(i128),
    String(String),
    Other(RawJson),
}

type_union! { Limit {
    integer => Integer(i128),
    string => String(String),
} }

#[derive(Clone, Debug, PartialEq)]
pub enum Anything {
    Boolean(bool),
    Number(Number),
    Integer(u64),
    Time(Timestamp),
    List(Vec<Limit>),
    Object(Box<Mail>),
    Other(RawJson),
}

type_union! { Anything {
    boolean => Boolean(bool),
    number => Number(Number),
    integer => Integer(u64),
    string => Time(Timestamp),
    array => List(Vec<Limit>),
    object => Object(Box<Mail>),
} }

#[derive(Clone, Debug, PartialEq)]
pub enum Strings {
    Color(Box<Color>),
    Other(RawJson),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Open {
    List(Vec<Limit>),
    Object(Box<Mail>),
    Other(RawJson),
}

type_union! { open Open {
    array => List(Vec<Limit>),
    object => Object(Box<Mail>),
} }

type_union! { Strings { string => Color(Box<Color>), } }

#[derive(Clone, Debug, PartialEq)]
pub enum Map {
    Integer(Priority),
    String(Id),
    Object(BTreeMap<String, Anything>),
    Other(RawJson),
}

type_union! { Map {
    integer => Integer(Priority),
    string => String(Id),
    object => Object(BTreeMap<String, Anything>),
} }

#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    pub address: String,
    pub via: Option<Color>,
    pub note: Option<Option<String>>,
    pub others: BTreeMap<String, RawJson>,
}

object! { Mail {
    address: "address" required,
    via: "via" optional,
    note: "note" optional_nullable,
    @rest others,
} }

#[derive(Clone, Debug, PartialEq)]
pub struct Phone {
    pub number: Number,
    pub lines: Option<Vec<u64>>,
    pub others: BTreeMap<String, RawJson>,
}

object! { Phone {
    number: "number" required,
    lines: "lines" optional,
    @rest others,
} }

#[derive(Clone, Debug, PartialEq)]
pub enum Contact {
    Mail(Box<Mail>),
    Phone(Box<Phone>),
    Ambiguous(RawJson),
    Other(RawJson),
}

object_union! { Contact {
    Mail(Box<Mail>) as_mail {
        "address" required: string,
        "via" optional = "\"mail\"" | "\"post\"",
        "note" optional: string | null,
    }
    Phone(Box<Phone>) as_phone {
        "number" required: integer,
        "lines" optional,
        "note" optional: string,
        "level" optional = "1" | "[2]",
    }
} }

/// What is at an address says how it is spoken to; a program does not.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Server {
    Plain(Box<Address>),
    Stream(Box<Address>),
    Program(Box<Program>),
    Ambiguous(RawJson),
    Other(RawJson),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    pub kind: Color,
    pub url: String,
}
object! { Address { kind: "kind" required, url: "url" required, } }

#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    pub command: String,
}
object! { Program { command: "command" required, } }

object_union! { Server {
    Plain(Box<Address>) as_plain {
        "kind" required: string ~ "\"plain\"",
        "url" required: string,
    }
    Stream(Box<Address>) as_stream {
        "kind" required: string ~ "\"stream\"" | "\"events\"",
        "url" required: string,
    }
    Program(Box<Program>) as_program {
        "command" required: string,
    }
} }

/// A map takes whatever does not have an address.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MailOrCounts {
    Mail(Box<Mail>),
    Counts(Box<Counts>),
    Ambiguous(RawJson),
    Other(RawJson),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    pub others: BTreeMap<String, u64>,
}
object! { Counts { @rest others, } }

object_union! { MailOrCounts {
    Mail(Box<Mail>) as_mail {
        "address" required: string,
        "note" optional: string | null,
    }
    Counts(Box<Counts>) as_counts {
    }
} }

#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub x: Number,
    pub y: Option<Color>,
    pub z: Option<Option<bool>>,
    pub others: Vec<RawJson>,
}

tuple! { Point {
    x required,
    y optional,
    z optional_nullable,
    @rest others,
} }

#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub key: Option<String>,
    pub value: Contact,
}

tuple! { Pair {
    key required,
    value required,
} }

#[derive(Clone, Debug, PartialEq)]
pub struct Batch(pub Vec<Contact>);

newtype! { Batch(Vec<Contact>) }

#[derive(Clone, Debug, PartialEq)]
pub struct MaybeNumber(pub Option<u64>);

newtype! { MaybeNumber(Option<u64>) }

#[derive(Clone, Debug, PartialEq)]
pub struct ByMail {
    pub via: String,
    pub contact: Option<Contact>,
    pub others: BTreeMap<String, u64>,
}

object! { ByMail {
    via: "via" required,
    contact: "contact" optional,
    @rest others,
} }

#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    ByMail(Box<ByMail>),
    Unknown(webhook_runtime::UnknownVariant),
}

tagged_union! { Way tag "via" { "mail" => ByMail, } }
