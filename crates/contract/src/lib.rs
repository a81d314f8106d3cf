//! What a webhook provider promises of every delivery, as plain values: a catalog's index states them, generated crates have
//! them as a constant, and the runtime and the mock API act by them.
//!
//! There is no dependency by default, and a contract is little more than a constant. The feature `rules` is for those who act
//! by one: what follows from its rules, what is wrong with them, and how their parts are read, written, shown and compared.
//! `serde` reads a [`Contract`] from an index, where what has a structure is parsed at once, and `schemars` describes what an
//! index may say.
//!
//! ```
//! use webhook_contract::{Responses, Template};
//!
//! let path = Template::parse("/orgs/{org_id}/events");
//! assert_eq!(path.fields().collect::<Vec<_>>(), ["org_id"]);
//! assert_eq!("4xx".parse(), Ok(Responses::Class(4)));
//! ```

// A receiver has its contract as a constant, and is not to compile what it does not call of what reads, checks and writes one:
// that is compiled by whoever calls it.
#![cfg_attr(not(feature = "serde"), warn(clippy::missing_inline_in_public_items))]

mod contract;
mod layout;
#[cfg(feature = "rules")]
mod pack;
pub mod replay;
pub mod retry;
#[cfg(feature = "serde")]
mod seconds;
pub mod signature;
pub mod template;
mod text;
#[cfg(feature = "rules")]
pub mod words;

pub use contract::{
    Contract, Enums, Evolution, ExampleRule, IdempotencyKeyRule, Limits, NameRule, SchemaRule, Subscription,
    SubscriptionDefault,
};
pub use layout::{
    AnswerBody, AnswerPiece, AnswerRule, AnswerText, Answers, BodyForm, Condition, Expected, Handshake,
    Layout, TimeRule,
};
#[cfg(feature = "rules")]
pub use layout::{NamePart, Plain};
#[cfg(feature = "rules")]
pub use pack::{Evidence, KnownFrom, Pack, Provider};
pub use replay::{EventReplay, ReplayRule};
pub use retry::{Action, Next, Outcome, ParseResponsesError, Responses, RetryPolicy, RetryRule};
pub use signature::{
    Algorithm, Encoding, Fields, KeyEncoding, KeyRule, Location, Message, Piece, Pointer, SecretEncoding,
    SecretForm, SignatureRule, TimeLocation, TimeUnit, TimestampRule, UnexpectedForm, Vector,
};
#[cfg(feature = "rules")]
pub use signature::{Fault, Unreadable, Weakness, WeaknessKind};
pub use template::{Part, Template};
pub use text::{Text, text};
