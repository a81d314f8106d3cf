//! Words, signs and texts of a source file, without its comments.

/// How a language writes comments and texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `//` and `/* */`: Java, Kotlin, C#, Swift and others.
    C,
    /// As in C; the name of a constant comes before its type.
    Go,
    /// As in C, and `#`.
    Php,
    /// `#`: Ruby, Elixir.
    Hash,
    /// `--`: Lua.
    Dashes,
}

impl Style {
    /// The style of a language, by the extension of its files.
    pub(crate) fn of(extension: &str) -> Option<Self> {
        Some(match extension {
            "c" | "cc" | "cpp" | "cs" | "cxx" | "dart" | "fs" | "groovy" | "h" | "hpp" | "java" | "kt"
            | "kts" | "m" | "scala" | "swift" | "zig" => Self::C,
            "go" => Self::Go,
            "php" => Self::Php,
            "cr" | "ex" | "exs" | "rb" => Self::Hash,
            "lua" => Self::Dashes,
            _ => return None,
        })
    }

    /// The signs that put texts together.
    pub(super) fn joins(self) -> &'static [&'static str] {
        match self {
            Self::C | Self::Go => &["+"],
            Self::Php => &["."],
            Self::Hash => &["+", "<>", "<<"],
            Self::Dashes => &[".."],
        }
    }

    pub(super) fn calls_without_brackets(self) -> bool {
        matches!(self, Self::Hash | Self::Dashes)
    }

    fn line_comments(self) -> &'static [&'static str] {
        match self {
            Self::C | Self::Go => &["//"],
            Self::Php => &["//", "#"],
            Self::Hash => &["#"],
            Self::Dashes => &["--"],
        }
    }

    fn has_block_comments(self) -> bool {
        matches!(self, Self::C | Self::Go | Self::Php)
    }
}

/// A token, with its offset.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    Word(&'t str, usize),
    Sign(&'t str, usize),
    Text {
        value: String,
        offset: usize,
        /// Whether something is filled in at run time.
        is_computed: bool,
    },
}

/// Signs of more than one character, longest first.
const SIGNS: [&str; 18] = [
    "===", "!==", "<=>", "==", "!=", "=~", "=>", "->", ":=", "::", "?.", "??", "||", "&&", "<>", "<<", "..",
    "+=",
];

/// The tokens of a text.
pub(super) fn tokens(text: &str, style: Style) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let line = rest.find('\n').unwrap_or(rest.len());
        if style.line_comments().iter().any(|start| rest.starts_with(start)) && !rest.starts_with("#[") {
            at += line;
        } else if style.has_block_comments() && rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if style == Style::Hash && rest.starts_with("=begin") && text[..at].ends_with('\n') {
            at += rest.find("\n=end").map_or(rest.len(), |end| end + 5);
        } else if first == '"' || first == '\'' || first == '`' {
            match quoted(rest, style) {
                Some((value, length)) => {
                    // C# and Scala say before the text that something is filled in.
                    let marked = text[..at].ends_with(['$', 's']) && value.contains(['{', '$']);
                    let inside = ["${", "#{", "\\("].iter().any(|mark| value.contains(mark));
                    tokens.push(Token::Text { value, offset: at, is_computed: inside || marked });
                    at += length;
                }
                None => at += first.len_utf8(),
            }
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|character: char| !character.is_alphanumeric() && character != '_');
            let word = &rest[..length.unwrap_or(rest.len())];
            tokens.push(Token::Word(word, at));
            at += word.len();
        } else if first == '\n' || !first.is_whitespace() {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let length = sign.map_or(first.len_utf8(), |sign| sign.len());
            if first != '\n' || !matches!(tokens.last(), Some(Token::Sign(..)) | None) {
                tokens.push(Token::Sign(&rest[..length], at));
            }
            at += length;
        } else {
            at += first.len_utf8();
        }
    }
    // A line's end matters where a statement ends with it, which is after a word or a text.
    let next = |tokens: &[Token<'_>], at: usize| matches!(tokens.get(at + 1), Some(Token::Sign(sign, _)) if *sign != "}");
    let keep: Vec<bool> = (0..tokens.len())
        .map(|at| !matches!(tokens[at], Token::Sign("\n", _)) || !next(&tokens, at))
        .collect();
    let mut keep = keep.into_iter();
    tokens.retain(|_| keep.next().unwrap_or(true));
    tokens
}

/// The text in quotes at the start, and how long it is with them.
fn quoted(rest: &str, style: Style) -> Option<(String, usize)> {
    let quote = &rest[..1];
    let long = quote.repeat(3);
    if quote == "\"" && rest.starts_with(&long) {
        let end = rest[3..].find(&long)?;
        return Some((rest[3..3 + end].to_owned(), end + 6));
    }
    let is_raw = quote == "`" && style == Style::Go;
    let mut value = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if !is_raw => {
                let (_, escaped) = characters.next()?;
                if escaped == '(' {
                    value.push('\\');
                }
                value.push(escaped);
            }
            // Not a text, or not one that ends.
            '\n' if !is_raw => return None,
            character if rest[at..].starts_with(quote) && character == quote.chars().next()? => {
                return Some((value, at + 1));
            }
            character => value.push(character),
        }
    }
    None
}
