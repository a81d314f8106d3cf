//! What is wrong in a text that is not a regular expression, and where.

use regress::Regex;

use super::relaxed::relaxed;

/// Characters of the longest text in which the place is looked for, for each of its beginnings is tried.
const LONGEST: usize = 500;

/// Characters that are shown of what is wrong.
const SHOWN: usize = 10;

/// What is wrong, with the place; `None` where nothing is.
pub(super) fn fault(text: &str) -> Option<String> {
    let error = error(text)?;
    let what = in_words(&error);
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > LONGEST {
        return Some(what.to_owned());
    }
    // From the first character on with which it is wrong, and stays so.
    let beginning = |length: usize| characters[..length].iter().collect::<String>();
    let is_same = |length: &usize| self::error(&beginning(*length)).as_ref() == Some(&error);
    let first = (1..=characters.len()).rev().take_while(is_same).last().unwrap_or(characters.len());
    let shown: String = characters.iter().skip(first - 1).take(SHOWN).collect();
    let more = if characters.len() > first - 1 + SHOWN { "…" } else { "" };
    Some(format!("{what}, at character {first}: `{shown}{more}`"))
}

fn error(text: &str) -> Option<String> {
    Regex::with_flags(&relaxed(text), "u").err().map(|error| error.text)
}

/// What the parser says, as authors say it.
fn in_words(error: &str) -> &'static str {
    match error {
        "Unbalanced parenthesis" => "a parenthesis without the other one",
        "Unbalanced bracket" => "a bracket that is not closed",
        "Invalid group modifier" => "a kind of group that JavaScript does not have",
        "Invalid atom character" => "a sign that would have to be escaped, or has nothing to repeat",
        "Quantifier not allowed here" => "a repetition of what cannot be repeated",
        "Invalid quantifier" => "a repetition from one number to a smaller one",
        "Invalid character range" => "a range of more than characters",
        _ if error.starts_with("Range values reversed") => "a range from one character to one before it",
        "Invalid property name" | "Invalid property escape" => "a property that Unicode does not have",
        "Duplicate capture group name" => "a second group of one name",
        "Invalid token at named capture group identifier" => "a group whose name is not one",
        _ if error.ends_with("escape") => "an escape that JavaScript does not have",
        _ => "a character that cannot be there",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, expected) in [
            ("^user-(", "a parenthesis without the other one, at character 7: `(`"),
            ("a)b", "a parenthesis without the other one, at character 2: `)b`"),
            ("(a)[a-z", "a bracket that is not closed, at character 4: `[a-z`"),
            ("(?i)^x", "a kind of group that JavaScript does not have, at character 3: `i)^x`"),
            ("a**", "a sign that would have to be escaped, or has nothing to repeat, at character 3: `*`"),
            ("*a", "a sign that would have to be escaped, or has nothing to repeat, at character 1: `*a`"),
            ("a{3,2}b", "a repetition from one number to a smaller one, at character 6: `}b`"),
            ("[z-a]", "a range from one character to one before it, at character 4: `a]`"),
            (r"^\p{Nothing}$", "a property that Unicode does not have, at character 12: `}$`"),
            (r"\Abc\z and more", r"an escape that JavaScript does not have, at character 2: `Abc\z and …`"),
            ("(?<n>a)(?<n>b)", "a second group of one name, at character 12: `>b)`"),
            (&format!("{}(", "a".repeat(500)), "a parenthesis without the other one"),
        ] {
            assert_eq!(fault(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(fault(r"^[\w-.]+$"), None);
    }
}
