//! Whether the workspace of a repository takes the generated crates in.
//!
//! Cargo cannot be asked: it refuses a workspace whose members are not there yet, and nothing is generated at that time. So the
//! manifest is read here, in TOML's terms, as far as that one list goes.

/// Where generated crates are.
const GENERATED: [&str; 2] = ["crates", "events"];

/// Whether a manifest has a workspace, and no generated crate among its members.
pub fn lacks_generated(manifest: &str) -> bool {
    let workspace = Workspace::of(manifest);
    let excluded = workspace.excluded.iter().any(|path| {
        let parts: Vec<&str> = parts(path).collect();
        !parts.is_empty() && GENERATED.starts_with(&parts)
    });
    workspace.is_there && (excluded || !workspace.members.iter().any(|member| has_generated(member)))
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\']).filter(|part| !["", "."].contains(part))
}

/// Whether the crates in the directory are what a member stands for: a path, in which Cargo knows `*`, `?`, `[…]` and `**`.
fn has_generated(member: &str) -> bool {
    let parts: Vec<&str> = parts(member).collect();
    match parts.iter().position(|part| *part == "**") {
        Some(at) => {
            at <= GENERATED.len() && parts[..at].iter().zip(GENERATED).all(|(part, own)| matches(part, own))
        }
        None => parts.len() == 3 && parts.iter().zip(GENERATED).all(|(part, own)| matches(part, own)),
    }
}

/// Whether a part of a path stands for a name; of a set of characters, it is taken to have the right one.
fn matches(pattern: &str, name: &str) -> bool {
    let (mut rest, Some(first)) = (pattern.chars(), pattern.chars().next()) else { return name.is_empty() };
    rest.next();
    let after =
        |pattern: &str| name.chars().next().is_some_and(|own| matches(pattern, &name[own.len_utf8()..]));
    match first {
        '*' => matches(rest.as_str(), name) || after(pattern),
        '?' => after(rest.as_str()),
        '[' => rest.as_str().split_once(']').is_some_and(|(_, rest)| after(rest)),
        own => name.starts_with(own) && after(rest.as_str()),
    }
}

/// What a manifest says of its workspace.
#[derive(Default)]
struct Workspace {
    is_there: bool,
    members: Vec<String>,
    excluded: Vec<String>,
}

impl Workspace {
    fn of(manifest: &str) -> Self {
        let mut workspace = Self::default();
        let mut table: Vec<String> = Vec::new();
        let mut tokens = tokens(manifest).into_iter().peekable();
        // The keys that lead to what is read: of the table, of what is in it, and of inline tables around.
        let (mut key, mut around, mut lists) = (Vec::new(), Vec::new(), 0_usize);
        while let Some(token) = tokens.next() {
            let path = || {
                table
                    .iter()
                    .chain(around.iter().flatten())
                    .chain(&key)
                    .map(String::as_str)
                    .collect::<Vec<_>>()
            };
            match token {
                Token::Sign('[') if key.is_empty() && lists == 0 && around.is_empty() => {
                    table = Vec::new();
                    while let Some(token) = tokens.next_if(|token| *token != Token::Sign('\n')) {
                        table.extend(token.into_text());
                    }
                    workspace.is_there |= table.first().is_some_and(|first| first == "workspace");
                }
                Token::Sign('[') => lists += 1,
                Token::Sign(']') => lists = lists.saturating_sub(1),
                Token::Sign('{') if lists == 0 => around.push(std::mem::take(&mut key)),
                Token::Sign('}') if lists == 0 => drop(around.pop()),
                Token::Sign('=') if lists == 0 => {
                    workspace.is_there |= path().first() == Some(&"workspace");
                    // A value is no part of a key.
                    if let Some(Token::Text(_)) = tokens.peek() {
                        tokens.next();
                    }
                }
                Token::Sign('\n' | ',') if lists == 0 => key.clear(),
                Token::Text(text) if lists > 0 => match path()[..] {
                    ["workspace", "members"] => workspace.members.push(text),
                    ["workspace", "exclude"] => workspace.excluded.push(text),
                    _ => {}
                },
                Token::Text(text) => key.push(text),
                Token::Sign(_) => {}
            }
        }
        workspace
    }
}

/// A part of a manifest.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// A string, part of a key, number or word.
    Text(String),
    /// One of `[]{}=,.`, or the end of a line.
    Sign(char),
}

impl Token {
    fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Sign(_) => None,
        }
    }
}

fn tokens(manifest: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = manifest.trim_start_matches('\u{feff}');
    while let Some(first) = rest.chars().next() {
        let after = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => {
                let (text, after) = string(rest, first);
                tokens.push(Token::Text(text));
                after
            }
            '[' | ']' | '{' | '}' | '=' | ',' | '.' | '\n' => {
                tokens.push(Token::Sign(first));
                1
            }
            _ if first.is_whitespace() => first.len_utf8(),
            _ => {
                let is_end = |sign: char| sign.is_whitespace() || "[]{}=,.#\"'".contains(sign);
                let end = rest.find(is_end).unwrap_or(rest.len());
                tokens.push(Token::Text(rest[..end].to_owned()));
                end
            }
        };
        rest = &rest[after..];
    }
    tokens
}

/// The string that a text starts with, and its length with the quotes. Of escapes, those that a path may need are read.
fn string(text: &str, quote: char) -> (String, usize) {
    let triple: String = [quote; 3].iter().collect();
    let end = if text.starts_with(&triple) { triple.as_str() } else { &triple[..1] };
    let mut from = end.len();
    loop {
        let Some(at) = text[from..].find([quote, '\\']).map(|at| from + at) else {
            return (text[end.len()..].to_owned(), text.len());
        };
        if quote == '"' && text[at..].starts_with('\\') {
            from = text[at + 1..].chars().next().map_or(text.len(), |escaped| at + 1 + escaped.len_utf8());
        } else if text[at..].starts_with(end) {
            let inner = &text[end.len()..at];
            let inner = if quote == '"' { inner.replace("\\\\", "\\") } else { inner.to_owned() };
            return (inner, at + end.len());
        } else {
            from = at + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_however_the_list_is_written() {
        for manifest in [
            "[workspace]\nmembers = [\"crates/events/*\"]\n",
            "[ workspace ] # ours\nresolver = \"3\"\nmembers = [\n  'receiver', # ]\n  './crates/events/*',\n]\n",
            "[\"workspace\"]\n\"members\" = [\"crates/**\"]",
            "workspace.members = [\"crates/*/*\"]\n[package]\nname = \"a\"\n",
            "workspace = { resolver = \"3\", members = [\"a\", \"crates/event?/acme-events\"] }\n",
            "[workspace]\ndefault-members = [\"receiver\"]\nmembers = [\"\"\"crates/events/*\"\"\"]\n",
            "\u{feff}[workspace]\r\nmembers = [\"crates\\\\events\\\\*\"]\r\n",
            "[package]\nname = \"a\"\n[workspace]\nmembers = ['**']",
            // There is no workspace, so each crate is for itself.
            "[package]\nname = \"workspace\"\n",
            "[dependencies]\nworkspace = { version = \"1\" }\n",
            "# [workspace]\n",
            "",
        ] {
            assert!(!lacks_generated(manifest), "{manifest}");
        }
        for manifest in [
            "[workspace]\nmembers = [\"receiver\", \"crates/eventss/*\"]\n",
            "[workspace]\ndefault-members = [\"crates/events/*\"]\nmembers = [\"receiver\"]\n",
            "[workspace]\n# members = [\"crates/events/*\"]\n",
            "[workspace]\nmembers = [\"crates/*\"]\n",
            "[workspace]\nmembers = [\"crates/events/*\"]\nexclude = [\"crates/events\"]\n",
            "[workspace]\n[workspace.metadata]\nmembers = [\"crates/events/*\"]\n",
            "[workspace.package]\nversion = \"1\"\n",
            "workspace = { }",
            "[workspace",
            "[workspace]\nmembers = [\"crates/events/*",
        ] {
            // The last has the member, though its end is missing.
            assert_eq!(lacks_generated(manifest), !manifest.ends_with("/*"), "{manifest}");
        }
    }
}
