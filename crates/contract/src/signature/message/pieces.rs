//! What a message is put together from.

use super::{Message, Piece};

impl Message {
    /// The pieces of a template; none of a list of fields.
    #[inline]
    pub fn pieces(&self) -> &[Piece] {
        match self {
            Self::Template(pieces) => pieces,
            Self::Fields(_) => &[],
        }
    }

    /// Whether the whole body is in it.
    #[inline]
    pub(crate) fn has_body(&self) -> bool {
        let is_body = |piece: &Piece| matches!(piece, Piece::Body | Piece::BodySha256 | Piece::SortedForm);
        self.pieces().iter().any(is_body)
    }

    /// Whether a template has a piece like this.
    #[inline]
    pub fn has(&self, piece: &Piece) -> bool {
        self.pieces().contains(piece)
    }
}
