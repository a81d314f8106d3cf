//! What becomes of each keyword of JSON Schema: the table that lowering goes by, and that the page about it is made of.

use crate::ir::Keyword;

/// What becomes of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It gives a schema a name, or leads to one.
    Names,
    /// It is part of what type a value has.
    Shapes,
    /// What it promises is documented in words, among the constraints.
    Limits,
    /// What it says is documented in words.
    Tells,
    /// It is documented in words where it is simple, else as it stands.
    Quotes,
    /// It says nothing of a value, and nothing is made of it.
    Nothing,
}

impl Treatment {
    /// The treatment in a word, as the page has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Names => "followed",
            Self::Shapes => "shapes the type",
            Self::Limits => "documented, as a constraint",
            Self::Tells => "documented, in words",
            Self::Quotes => "documented, in words where it is simple",
            Self::Nothing => "annotation",
        }
    }
}

/// What becomes of a keyword, and what that means.
pub const fn treatment(keyword: Keyword) -> (Treatment, &'static str) {
    use Keyword::*;
    use Treatment::*;
    match keyword {
        Schema => (Names, "says which draft the file is in; without it, the newest"),
        Id | OldId => (Names, "a name that references may use; what is below it is relative to it"),
        Anchor => (Names, "a name that references may use"),
        DynamicAnchor | RecursiveAnchor => (Names, "a name that references may use, in its document"),
        Ref => (
            Names,
            "the type of its target; keywords next to it narrow that type, or add to it, but in drafts before 2019-09, which ignore them",
        ),
        DynamicRef | RecursiveRef => (Names, "as `$ref`, in its document"),
        Defs | Definitions => (Names, "a definition gives its type the name"),
        Vocabulary => (Nothing, "is for meta-schemas"),
        Comment => (Nothing, "is for those who edit the schema"),
        Title => (Tells, "stands for a description that is missing, or is told next to it"),
        Description => (Tells, "documents the type or the field, in Rust and on the page"),
        Examples => (Tells, "told as examples; each has to be valid"),
        Deprecated => (
            Tells,
            "told as such, with the sunset in `x-sunset` and the field in `x-replaced-by` where it has them",
        ),
        ReadOnly | WriteOnly => (Tells, "told as such"),
        Default => (
            Tells,
            "told; nothing is filled in, because what was not sent is not given back; it has to be valid",
        ),
        Type => (
            Shapes,
            "one type is that type; with `null`, the field may be null; several make an enum with a variant for each",
        ),
        Enum => (
            Shapes,
            "an open enum: a variant for each value, and one that keeps any other; next to strings, numbers have no variant of their own and are kept as they came; of booleans, of objects or arrays, and of one value that is not a string, the type of the values",
        ),
        Const => (Shapes, "as an `enum` of one value"),
        Format => (
            Limits,
            "`date-time` is a `Timestamp`, `password` in an answer of the API a `Secret`; any other is told",
        ),
        Pattern => (
            Limits,
            "not checked when a value is read: a sender may relax it. It is a regular expression of ECMA 262 with the flag `u`; what only other engines know, such as `(?i)`, `\\A` and `(?P<name>…)`, is an error, and so is a reference to what a group matched",
        ),
        MinLength | MaxLength => (Limits, "not checked when a value is read: a sender may relax it"),
        ContentEncoding | ContentMediaType | ContentSchema => (Quotes, "the text is kept as it came"),
        Minimum | ExclusiveMinimum => (Limits, "an integer that is never negative is a `u64`"),
        Maximum | ExclusiveMaximum | MultipleOf => {
            (Limits, "not checked when a value is read: a sender may relax it")
        }
        PrefixItems => (
            Shapes,
            "a struct with a field for each position, and a list of the other items, which keeps what comes later even where the schema allows none",
        ),
        Items => (Shapes, "the type of the items; a list of schemas, in old drafts, is `prefixItems`"),
        AdditionalItems => (Shapes, "the type of the items after those with a position"),
        UnevaluatedItems => (Shapes, "the type of the items, where nothing else says that"),
        Contains | MinContains | MaxContains => (Quotes, "says nothing of any one item"),
        MinItems => (Limits, "as many of the first items of a tuple are always there"),
        MaxItems | UniqueItems => (Limits, "not checked when a value is read: a sender may relax it"),
        Properties => (Shapes, "the fields of a struct; a key that is not described is skipped"),
        PatternProperties => (
            Shapes,
            "a map, or next to `properties` a field with a map of the other keys; each pattern is told with what its values are; `false` adds nothing",
        ),
        AdditionalProperties => (
            Shapes,
            "a map, or next to `properties` a field with a map of the other keys; `true`, `{}` and `false` add nothing, and a `description` alone a map of any values",
        ),
        UnevaluatedProperties => (Shapes, "as `additionalProperties`, where there is none"),
        PropertyNames => (Quotes, "keys are kept as they came"),
        Required => (Shapes, "a field that is always there; one that nothing describes holds any value"),
        MinProperties | MaxProperties => (Limits, "not checked when a value is read: a sender may relax it"),
        Dependencies | DependentSchemas => (
            Shapes,
            "what they describe is an optional field, which takes any other value, too, unless it is described in any case; the condition is documented in words where it is simple, else as it stands",
        ),
        DependentRequired => (Quotes, "the keys stay optional; one that nothing describes holds any value"),
        AllOf => (
            Shapes,
            "all that is said counts: types and values that all allow, the narrowest limits, the properties of all",
        ),
        AnyOf | OneOf => (
            Shapes,
            "a union: told apart by the type in JSON, by the text at one key, or by what is in the objects, or at the positions of arrays; what stands next to it holds for each branch; branches that are each a constant or a list of values, numbers among them, are one open enum, and booleans a `bool`, with what each says of its values; branches that only require keys are documentation",
        ),
        Not => (
            Quotes,
            "rules out null; no type rules out another value; of `{}` or `true`, it is another way to write `false`",
        ),
        If | Then | Else => (
            Shapes,
            "what they describe is an optional field, which takes any other value, too, unless it is described in any case; the condition is documented in words where it is simple, else as it stands",
        ),
    }
}

/// Words that are no keywords, and what becomes of them.
pub const OTHERS: [(&str, &str); 6] = [
    (
        "discriminator",
        "tells the branches of `oneOf` and `anyOf` apart: by what only one of them has as `const` or in `enum`, else by its `mapping`, and by their names where that has none; a text that is new is `Unknown`. For this, every object has to require the property, and hold a string there. In a schema that others include by `allOf` it is told of, and makes no union: what refers to that schema is read as it stands, and what the others add is skipped; `anyOf` of them, with the `discriminator`, tells them apart",
    ),
    ("nullable", "`true` allows null, as OpenAPI 3.0 has it, whatever it stands next to"),
    ("x-assumption", "an assumption of the index that the description rests on; told with it"),
    (
        "x-enum-descriptions",
        "a list of texts, one for each value of `enum`: each documents its value; also `x-enumDescriptions`",
    ),
    (
        "x-enum-varnames",
        "a list of names, one for each value of `enum`: those of numbers are variants, which say nothing by themselves; a string goes by itself, as in every catalog without the list, so that neither writing the list nor changing it renames anything; also `x-enumNames`",
    ),
    (
        "x-rust-name",
        "the name in code of a field, of a type, or of the values of an enum, be they in a list or an alternative each",
    ),
];

/// Whether a keyword is documented as it stands where it is not simple: the conditions are, too, next to what they describe.
pub const fn is_quoted(keyword: Keyword) -> bool {
    use Keyword::*;
    matches!(treatment(keyword).0, Treatment::Quotes)
        || matches!(keyword, If | Then | Else | Dependencies | DependentSchemas)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Constraints;

    #[test]
    fn limits_are_what_constraints_hold() {
        for keyword in Keyword::ALL.iter().copied().filter(|keyword| *keyword != Keyword::Const) {
            let is_limit = treatment(keyword).0 == Treatment::Limits;
            assert_eq!(is_limit, Constraints::KEYWORDS.contains(&keyword), "{keyword:?}");
        }
    }
}
