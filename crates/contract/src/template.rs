//! Texts with places in them that values are put in: paths, and the message that is signed.

use std::borrow::Cow;
use std::fmt;

use crate::text::Text;

/// A text with places in it that values are put in, each as its name in braces.
///
/// ```
/// use webhook_contract::{Part, Template, text};
///
/// let path = Template::parse("/events/{event_id}/replay");
/// assert_eq!(path.parts(), [Part::Text(text("/events/")), Part::Field(text("event_id")), Part::Text(text("/replay"))]);
/// assert_eq!(path.to_string(), "/events/{event_id}/replay");
/// assert!(!Template::parse("/events/{event_id").is_balanced());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(pub Cow<'static, [Part]>);

/// A part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A text that is there in any case.
    Text(Text),
    /// The name of the value that is put here.
    Field(Text),
}

impl Template {
    /// Reads a template. Braces that hold no name are text, see [`is_balanced`](Self::is_balanced); a name has no `/`.
    #[inline]
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        let mut from = 0;
        while let Some(start) = rest[from..].find('{').map(|at| from + at) {
            let inside = &rest[start + 1..];
            let end = inside.find(['{', '}', '/']).filter(|end| *end > 0 && inside[*end..].starts_with('}'));
            let Some(end) = end else {
                from = start + 1;
                continue;
            };
            if start > 0 {
                parts.push(Part::Text(rest[..start].to_owned().into()));
            }
            parts.push(Part::Field(inside[..end].to_owned().into()));
            (rest, from) = (&inside[end + 1..], 0);
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned().into()));
        }
        Self(parts.into())
    }

    /// The parts, in their order.
    #[inline]
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The names of the values, in their order.
    #[inline]
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Field(name) => Some(name.as_ref()),
            Part::Text(_) => None,
        })
    }

    /// Whether every brace belongs to the name of a value.
    #[inline]
    pub fn is_balanced(&self) -> bool {
        self.0.iter().all(|part| !matches!(part, Part::Text(text) if text.contains(['{', '}'])))
    }
}

impl fmt::Display for Template {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Field(name) => write!(f, "{{{name}}}"),
        })
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Template {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&<Cow<'_, str>>::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_templates() {
        for (text, fields) in [("/a/{b}/c/{d}-{e}", &["b", "d", "e"][..]), ("/a", &[]), ("", &[])] {
            let template = Template::parse(text);
            assert!(template.is_balanced(), "{text}");
            assert_eq!(template.fields().collect::<Vec<_>>(), fields, "{text}");
            assert_eq!(template.to_string(), text);
        }
        for bad in ["/{", "/}", "/{}", "/{a", "/{a{b}}", "/{a/b}", "/a}{b", "{{a}"] {
            let template = Template::parse(bad);
            assert!(!template.is_balanced(), "{bad}");
            assert_eq!(template.to_string(), bad);
        }
    }
}
