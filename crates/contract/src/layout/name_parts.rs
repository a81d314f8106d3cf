//! Names of events, taken apart as a layout joins them.

use super::rule::Layout;

/// A part of an event's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamePart<'t> {
    /// It is this.
    Known(&'t str),
    /// It may be any text, or left out: of a value in a header, for instance, a body says nothing.
    Unknown,
}

impl Layout {
    /// Takes a name apart, as it is joined of these parts: for each, what it then is, or `None` where it is left out. Where
    /// there are several ways, the first parts are as short as they can be, and nothing is left out that need not be.
    ///
    /// Returns `None` where the name cannot be made of such parts.
    ///
    /// ```
    /// use webhook_contract::{Layout, NamePart::{Known, Unknown}};
    ///
    /// let layout = Layout { join: ".".into(), ..Layout::new() };
    /// let parts = layout.name_parts("issues.opened", &[Unknown, Known("opened")]);
    /// assert_eq!(parts, Some(vec![Some("issues"), Some("opened")]));
    /// assert_eq!(layout.name_parts("push", &[Unknown, Unknown]), Some(vec![Some("push"), None]));
    /// assert_eq!(layout.name_parts("issues.closed", &[Unknown, Known("opened")]), None);
    /// ```
    #[inline]
    pub fn name_parts<'n>(&self, name: &'n str, parts: &[NamePart<'_>]) -> Option<Vec<Option<&'n str>>> {
        take_apart(name, parts, &self.join)
    }
}

#[inline]
fn take_apart<'n>(name: &'n str, parts: &[NamePart<'_>], join: &str) -> Option<Vec<Option<&'n str>>> {
    let [first, rest @ ..] = parts else { return None };
    let before = |end: usize| {
        let mut all = vec![Some(&name[..end])];
        all.extend(take_apart(name[end..].strip_prefix(join)?, rest, join)?);
        Some(all)
    };
    let rest_may_be_missing = rest.iter().all(|part| *part == NamePart::Unknown);
    let alone = || {
        let mut all = vec![None; parts.len()];
        all[0] = Some(name);
        all
    };
    match first {
        NamePart::Known(text) if rest_may_be_missing && name == *text => Some(alone()),
        NamePart::Known(text) => name.starts_with(text).then(|| before(text.len()))?,
        NamePart::Unknown => {
            let ends = name.char_indices().map(|(end, _)| end).filter(|end| *end > 0);
            let first_is_missing = || {
                let mut all = vec![None];
                all.extend(take_apart(name, rest, join)?);
                Some(all)
            };
            ends.filter_map(before)
                .next()
                .or_else(|| rest_may_be_missing.then(alone))
                .or_else(first_is_missing)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::name_parts::NamePart::{Known, Unknown};

    #[test]
    fn names_are_taken_apart_as_they_are_joined() {
        for (name, parts, expected) in [
            ("paid", &[Known("paid")] as &[_], &[Some("paid")] as &[_]),
            ("a", &[Unknown], &[Some("a")]),
            ("a.b", &[Known("a"), Known("b")], &[Some("a"), Some("b")]),
            ("a.b", &[Unknown, Known("b")], &[Some("a"), Some("b")]),
            ("a.b", &[Known("a"), Unknown], &[Some("a"), Some("b")]),
            ("a.b", &[Unknown, Unknown], &[Some("a"), Some("b")]),
            ("a.b.c", &[Unknown, Unknown], &[Some("a"), Some("b.c")]),
            ("a.b.c", &[Unknown, Known("b"), Unknown], &[Some("a"), Some("b"), Some("c")]),
            ("a.b.c", &[Unknown, Known("b.c")], &[Some("a"), Some("b.c")]),
            ("b", &[Unknown, Known("b")], &[None, Some("b")]),
            ("a.b", &[Known("a"), Unknown, Known("b")], &[Some("a"), None, Some("b")]),
            ("a", &[Known("a"), Unknown, Unknown], &[Some("a"), None, None]),
        ] {
            assert_eq!(take_apart(name, parts, ".").as_deref(), Some(expected), "{name} {parts:?}");
        }
        assert!(take_apart("ab", &[Known("a"), Known("b")], "").is_some());
    }

    #[test]
    fn other_names_are_not_made_of_the_parts() {
        for (name, parts) in [
            ("a", &[] as &[_]),
            ("a.b", &[Known("a")]),
            ("a.b", &[Unknown, Known("a")]),
            ("ab", &[Unknown, Known("b")]),
            ("a.b", &[Known("b"), Unknown]),
            ("a.b", &[Known("a"), Known("b"), Known("c")]),
            ("ab.c", &[Known("a"), Unknown, Known("c")]),
        ] {
            assert_eq!(take_apart(name, parts, "."), None, "{name} {parts:?}");
        }
    }
}
