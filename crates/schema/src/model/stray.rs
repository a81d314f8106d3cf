//! What a property is that the draft of its schema has no keyword for. By the standard, it is an annotation; but it may
//! have been meant to be a keyword.

use super::dialect::Dialect;
use super::keyword::Keyword;
use crate::words::sorted;

/// What a property is that is not a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// An annotation of the author's own, or of another specification.
    Annotation,
    /// Probably a misspelling of a keyword.
    Slip(Keyword),
    /// A keyword, but of another draft: here it does nothing. What only annotates there does no harm here.
    OtherDraft(Keyword),
    /// A keyword of draft-03, with what says the same since draft-04.
    Draft3(&'static str),
}

/// Keywords that draft-04 replaced.
const OF_DRAFT_3: [(&str, &str); 3] =
    [("divisibleBy", "`multipleOf`"), ("extends", "`allOf`"), ("disallow", "`not`")];

/// What OpenAPI adds to JSON Schema. Whatever else people write is far from every keyword, or a slip.
const OF_OPENAPI: [&str; 5] = ["discriminator", "example", "externalDocs", "nullable", "xml"];

/// What a property is that the draft has no keyword for.
///
/// ```
/// use webhook_schema::model::{Dialect, Keyword, Stray, stray};
///
/// assert_eq!(stray("requird", Dialect::Draft7), Stray::Slip(Keyword::Required));
/// assert_eq!(stray("const", Dialect::Draft4), Stray::OtherDraft(Keyword::Const));
/// assert_eq!(stray("x-requird", Dialect::Draft7), Stray::Annotation);
/// ```
pub fn stray(name: &str, dialect: Dialect) -> Stray {
    if let Some(keyword) = Keyword::ALL.iter().find(|keyword| keyword.as_str() == name) {
        return Stray::OtherDraft(*keyword);
    }
    if let Some((_, instead)) = OF_DRAFT_3.iter().find(|(former, _)| *former == name) {
        return Stray::Draft3(instead);
    }
    // What begins with an underscore was put out of the way, such as `_description`, or is a tool's own.
    let is_extension =
        name.starts_with('_') || name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"));
    if is_extension || OF_OPENAPI.contains(&name) || name.chars().count() > LONGEST {
        return Stray::Annotation;
    }
    let of_draft = Keyword::ALL.iter().filter(|keyword| Keyword::of(keyword.as_str(), dialect).is_some());
    let slips = of_draft.filter_map(|keyword| Some((distance(name, keyword.as_str())?, *keyword)));
    match slips.min_by_key(|(distance, _)| *distance) {
        Some((distance, _)) if distance > 1 && extends_keyword(name) => Stray::Annotation,
        Some((_, keyword)) => Stray::Slip(keyword),
        None => Stray::Annotation,
    }
}

/// Whether a name is a keyword with a word in front, as tools name what they add to one: `tsAdditionalProperties`.
fn extends_keyword(name: &str) -> bool {
    Keyword::ALL.iter().any(|keyword| {
        let (first, rest) = keyword.as_str().split_at(1);
        let word = name.strip_suffix(rest).and_then(|name| name.strip_suffix(&first.to_uppercase()));
        word.is_some_and(|word| (1..=4).contains(&word.len()) && word.chars().all(char::is_lowercase))
    })
}

/// Characters of the longest name that can be a misspelling.
const LONGEST: usize = 30;

/// How far a name is from a keyword, where it is near enough for a misspelling. Short keywords are near to too many words:
/// `note` is not a `not`, and `when` is not a `then`.
fn distance(name: &str, keyword: &str) -> Option<usize> {
    if matches!((name, keyword), ("ref", "$ref") | ("defs", "$defs")) {
        return Some(1);
    }
    if name.starts_with('$') != keyword.starts_with('$') {
        return None;
    }
    let (name, keyword) = (name.to_lowercase(), keyword.to_lowercase());
    let allowed = match keyword.len() {
        ..4 => 0,
        4..10 => 1,
        _ => 2,
    };
    // Most names are of another length, and need not be compared.
    if name.chars().count().abs_diff(keyword.len()) > allowed {
        return None;
    }
    let distance = strsim::damerau_levenshtein(&name, &keyword);
    let has_other_letter = keyword.len() == 4 && name.len() == 4 && sorted(&name) != sorted(&keyword);
    (distance <= allowed && (distance == 0 || !has_other_letter)).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_are_told_from_annotations() {
        for (name, keyword) in [
            ("requird", Keyword::Required),
            ("propertis", Keyword::Properties),
            ("propertys", Keyword::Properties),
            ("additonalProperties", Keyword::AdditionalProperties),
            ("addtionalPropertes", Keyword::AdditionalProperties),
            ("tpye", Keyword::Type),
            ("Type", Keyword::Type),
            ("enums", Keyword::Enum),
            ("oneof", Keyword::OneOf),
            ("minLenght", Keyword::MinLength),
            ("ref", Keyword::Ref),
            ("discription", Keyword::Description),
        ] {
            assert_eq!(stray(name, Dialect::Draft202012), Stray::Slip(keyword), "{name}");
        }
        for name in [
            "x-requird",
            "X-type",
            "x-",
            "example",
            "discriminator",
            "nullable",
            "xml",
            "externalDocs",
            "note",
            "notes",
            "when",
            "them",
            "name",
            "group",
            "order",
            "label",
            "units",
            "version",
            "tags",
            "comment",
            "links",
            "options",
            "optional",
            "sensitive",
            "tsType",
            "tsAdditionalProperties",
            "javaType",
            "enumNames",
            "enumDescriptions",
            "deprecationMessage",
            "markdownDescription",
            "errorMessage",
            "defaultSnippets",
            "propertyOrder",
            "descriptor_",
            "_description",
            "",
            "é",
            "$",
        ] {
            assert_eq!(stray(name, Dialect::Draft202012), Stray::Annotation, "{name}");
        }
        assert_eq!(stray(&"required".repeat(1000), Dialect::Draft7), Stray::Annotation);
    }

    #[test]
    fn keywords_of_other_drafts_are_known() {
        assert_eq!(stray("const", Dialect::Draft4), Stray::OtherDraft(Keyword::Const));
        assert_eq!(stray("$recursiveRef", Dialect::Draft202012), Stray::OtherDraft(Keyword::RecursiveRef));
        assert_eq!(stray("id", Dialect::Draft7), Stray::OtherDraft(Keyword::OldId));
        assert_eq!(stray("$comment", Dialect::Draft4), Stray::OtherDraft(Keyword::Comment));
        assert_eq!(stray("divisibleBy", Dialect::Draft4), Stray::Draft3("`multipleOf`"));
        // Near to a keyword that its draft does not have.
        assert_eq!(stray("prefixItem", Dialect::Draft7), Stray::Annotation);
    }
}
