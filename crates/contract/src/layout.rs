//! How a delivery is laid out: where its events are, where in each are its name, its id and its payload, and what is answered.

mod answer;
#[cfg(feature = "serde")]
mod answer_json;
mod answer_text;
mod body_form;
mod fault;
mod handshake;
mod name_parts;
mod plain;
mod rule;
mod weakness;

pub use answer::{AnswerBody, AnswerRule};
pub use answer_text::{AnswerPiece, AnswerText};
pub use body_form::BodyForm;
pub use handshake::{Condition, Expected, Handshake};
pub use name_parts::NamePart;
pub use plain::Plain;
pub use rule::{Answers, Layout, TimeRule};
pub(crate) use weakness::weaknesses;
