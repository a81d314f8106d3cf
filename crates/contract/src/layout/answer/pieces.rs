//! What an answer is made of.

use super::{AnswerBody, AnswerRule};
use crate::layout::answer_text::{AnswerPiece, AnswerText};

impl AnswerRule {
    /// The pieces of all headers and of the body.
    #[inline]
    pub fn pieces(&self) -> impl Iterator<Item = &AnswerPiece> {
        self.texts().flat_map(|(_, text)| text.pieces())
    }

    /// Each text of the answer with its place: a JSON Pointer.
    #[inline]
    pub(crate) fn texts(&self) -> impl Iterator<Item = (String, &AnswerText)> {
        let headers = self.headers.iter().enumerate();
        let headers = headers.map(|(number, (_, value))| (format!("/headers/{number}/1"), value));
        headers.chain(self.body.iter().map(|body| match body {
            AnswerBody::Text(text) => ("/body".to_owned(), text),
            AnswerBody::Json(text) => ("/json".to_owned(), text),
        }))
    }
}
