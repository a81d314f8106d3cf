//! Texts with placeholders in braces, in which every brace belongs to one.

use super::unreadable::Unreadable;
use crate::text::Text;

/// Reads a text, piece by piece: what is plain, and what is in braces. `help` ends what is said of a brace without the other
/// one.
///
/// # Errors
///
/// When there is such a brace, or a placeholder cannot be read.
pub(crate) fn read<T>(
    text: &str,
    help: &str,
    plain: fn(Text) -> T,
    placeholder: fn(&str) -> Result<T, Unreadable>,
) -> Result<Vec<T>, Unreadable> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['{', '}']).unwrap_or(rest.len());
        if end > 0 {
            pieces.push(plain(rest[..end].to_owned().into()));
            rest = &rest[end..];
            continue;
        }
        let inside = rest.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        let Some((name, after)) = inside else {
            return Err(Unreadable(format!("`{text}` has a brace without the other one{help}")));
        };
        pieces.push(placeholder(name)?);
        rest = after;
    }
    Ok(pieces)
}
