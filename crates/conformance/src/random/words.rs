//! Keys, texts and values that have broken something once, or could.

use serde_json::{Value, json};

/// Keys of objects. Few pairs of them become one name in Rust.
pub const KEYS: &[&str] = &[
    "id",
    "name",
    "kind",
    "value",
    "count",
    "items",
    "type",
    "self",
    "async",
    "gen",
    "r#fn",
    "$ref",
    "properties",
    "enum",
    "",
    " ",
    "@id",
    "+1",
    "-1",
    "2fa",
    "_links",
    "größe",
    "日本",
    "🙂",
    "a b",
    "a\"b\\c",
    "x/y~z",
    "others",
    "new",
    "data",
    "Option",
    "a_key_that_goes_on_and_on_because_somebody_wrote_a_whole_sentence_into_it_and_then_another_one",
    "%41",
    "{}",
    "<T>",
    "*/",
    "\u{202e}x",
    "crate",
    "super",
    "try",
    "match",
    "union",
    "__proto__",
    "xml:lang",
    "#text",
    "iOSVersion",
    "URLs",
    "_",
    "00",
    "x\ny",
    "a\u{200d}b",
    "\u{212a}",
    "\u{fb01}n",
    "\u{130}x",
    "straße",
    "नाम",
    "שלום",
    "\u{663}",
    "q\u{301}",
];

/// Pairs of keys or texts that are the same in Rust: they differ in case, in how Unicode writes a letter, or in punctuation
/// that only joins words.
pub const LOOK_ALIKES: &[(&str, &str)] = &[
    ("user_id", "userId"),
    ("ID_2", "id_2"),
    ("caf\u{e9}", "cafe\u{301}"),
    ("\u{b5}s", "\u{3bc}s"),
    ("a-b", "a_b"),
    ("a.b", "a/b"),
    ("self", "Self"),
];

/// Texts of enums.
pub const TEXTS: &[&str] = &[
    "open",
    "closed",
    "OPEN_2",
    "",
    " ",
    "+1",
    "-1",
    "*",
    "<=",
    ">",
    "Self",
    "unknown",
    "KNOWN",
    "type",
    "7d",
    "größe",
    "日本",
    "🙂",
    "a\nb",
    "\"quoted\\",
    "*/ /* //!",
    "`x`",
    "{}",
    "null",
    "true",
    "a text that goes on and on because somebody wrote a whole sentence into it, and then another one",
    "\u{0}x",
    "\u{202e}y",
    "application/json",
    "v1.2.3",
    "a|b",
    "[link](x)",
    "<b>",
    "${x}",
    "x\ty",
    "≥",
    "\u{fb01}n",
    "\u{130}x",
    "नाम",
];

/// Titles, which name nothing.
pub const TITLES: &[&str] = &[
    "A title: */ \"quoted\"",
    "",
    " ",
    "`code` | [x](y) <b>",
    "größe \u{202e}x",
    "two\nlines",
    "# Node",
    "type",
];

/// Descriptions that mean something to one of the formats that they are written into, or could.
pub const DESCRIPTIONS: &[&str] = &[
    "Says *something* of `it`.\n\n    code\n\n```\nmore\n```",
    "Ends in a backslash \\",
    "[`Missing`] and [this](that), <script>, &amp; and {{#include x}}",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "1. one\n2) two\n  and more\n- three\nlazy",
    "\ttab\r\nand \u{0} and \u{202e}backward",
    "---\n# heading\n===\n> quoted",
    "https://catalog.example/a_b_c and some_words_ *",
];

/// Ends of the names of definitions.
pub const NAMES: &[&str] =
    &["Node", "node", "check$run", "a b", "größe", "x/y~z", "%41", "type", "7", "日本", "a.b-c", "^"];

/// Patterns, with which texts can be made.
pub const PATTERNS: &[&str] = &["^[a-z]+$", "^x-", "[0-9]{2,4}", "^(a|b)c*$", "é", "^$"];

/// Patterns that are `^x-` in other words, narrower or wider.
pub const LIKE_X: &[&str] = &["^x-a", "^x-[a-z]", "^(x-)", "^x-[^0-9]*$", "^(x|y)-", "^x"];

/// Formats, known and not.
pub const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uuid",
    "int64",
    "money",
    "regex",
];

/// Values of every type.
pub fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.0),
        json!(2.5),
        json!(1e10),
        json!(9_007_199_254_740_993_i64),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("a"),
        json!("é🙂\n\""),
        json!([]),
        json!([1, "a", null]),
        json!([[]]),
        json!({}),
        json!({ "a": 1 }),
        json!({ "": { "b": [null] } }),
    ]
}
