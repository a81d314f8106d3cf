//! How a delivery is laid out: where its events are, where in each are its name, its id and its payload, and what is answered.

mod answer;
#[cfg(feature = "serde")]
mod answer_json;
mod answer_text;
mod body_form;
#[cfg(feature = "rules")]
mod fault;
mod handshake;
#[cfg(feature = "rules")]
mod name_parts;
#[cfg(feature = "rules")]
mod plain;
mod rule;
#[cfg(feature = "rules")]
mod weakness;

pub use answer::{AnswerBody, AnswerRule};
pub use answer_text::{AnswerPiece, AnswerText};
pub use body_form::BodyForm;
pub use handshake::{Condition, Expected, Handshake};
#[cfg(feature = "rules")]
pub use name_parts::NamePart;
#[cfg(feature = "rules")]
pub use plain::Plain;
pub use rule::{Answers, Layout, TimeRule};
#[cfg(feature = "rules")]
pub(crate) use weakness::weaknesses;
