//! Any text as a name in code, of words of ASCII letters and digits: letters of other scripts are transliterated, since not every
//! language takes them, and those that do warn of the ones that look like others.
//!
//! A name follows from its text and nothing else, so that what is added later renames nothing. A name is its own name.

mod brackets;
mod long;
mod words;

use heck::{ToSnakeCase, ToUpperCamelCase};

pub use self::brackets::without_brackets;
pub use self::long::{LONGEST, condensed, first_that_fits, initials, initials_of, shortened, word_starts};
pub use self::words::spelled;

/// A name in camel case, as types have it.
pub fn type_name(text: &str) -> String {
    let name = camel(text);
    match name.as_str() {
        // No language has a type of this name.
        "Self" => "SelfValue".to_owned(),
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => format!("V{name}"),
        _ => name,
    }
}

/// A name in camel case of what is defined by a name. Underscores in front, as tools have them, are none of its words.
pub fn definition_name(key: &str) -> String {
    let words = key.trim_start_matches('_');
    type_name(&without_brackets(if words.is_empty() { key } else { words }))
}

/// A name in snake case, as fields and modules have it; it may be a keyword. Underscores in front stay, and so do several at the
/// end; one alone is spelled, because `type_` is what `type` is called.
pub fn field_name(key: &str) -> String {
    if is_plain(key, b"_") {
        return key.to_owned();
    }
    let key = &without_brackets(key);
    let word = key.trim_matches('_');
    let name = if word.is_empty() {
        spelled(key).to_snake_case()
    } else {
        let (before, after) = key.split_once(word).unwrap_or_default();
        let (word, after) = if after.len() > 1 { (word, after) } else { (&key[before.len()..], "") };
        format!("{before}{}{after}", spelled(word).to_snake_case())
    };
    let letters = name.trim_start_matches('_');
    if letters.starts_with(|first: char| first.is_ascii_digit()) { format!("field_{letters}") } else { name }
}

/// Whether a text is words in small letters with one of some signs between two, as nearly all names are.
fn is_plain(text: &str, signs: &[u8]) -> bool {
    let mut in_word = false;
    for byte in text.bytes() {
        let is_letter = byte.is_ascii_lowercase();
        let is_between = in_word && signs.contains(&byte);
        if !is_letter && !is_between {
            return false;
        }
        in_word = is_letter;
    }
    in_word
}

/// A name of a type or a variant that is made up, since another one has the text's own: that with a number, spelled as code has it.
pub fn numbered_type(text: &str, number: usize) -> String {
    condensed(type_name(&format!("{}{number}", type_name(text))))
}

/// The same of a field. An author's own name begins with a letter.
pub fn numbered_field(key: &str, number: usize) -> String {
    format!("{}_{number}", field_name(key).trim_start_matches('_'))
}

/// The words of a text in camel case. Numbers stay apart, as `1.5` and `15` do, and a word that follows one starts anew.
pub fn camel(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    if is_plain(text, b"_.") {
        let mut before = b'_';
        for byte in text.bytes() {
            match before.is_ascii_lowercase() {
                true if byte.is_ascii_lowercase() => name.push(char::from(byte)),
                true => {}
                false => name.push(char::from(byte.to_ascii_uppercase())),
            }
            before = byte;
        }
        return name;
    }
    for word in spelled(text).split('_') {
        push_word(&mut name, &word.to_upper_camel_case());
    }
    let letters: Vec<char> = name.chars().collect();
    let starts_anew = |at: usize| {
        // Two are a part of the number, as in `2nd` and `4xx`.
        let mut word = (at..at + 3).map(|at| letters.get(at));
        at > 0 && letters[at - 1].is_ascii_digit() && word.all(|it| it.is_some_and(char::is_ascii_lowercase))
    };
    let numbered = letters.iter().enumerate();
    numbered.map(|(at, it)| if starts_anew(at) { it.to_ascii_uppercase() } else { *it }).collect()
}

/// Adds words in camel case to a name. Between digits an underscore is in camel case.
pub fn push_word(name: &mut String, word: &str) {
    if name.ends_with(|last: char| last.is_ascii_digit())
        && word.starts_with(|first: char| first.is_ascii_digit())
    {
        name.push('_');
    }
    name.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        for (name, ident) in [
            ("integrity.violation", "IntegrityViolation"),
            ("reviewer-mode.changed", "ReviewerModeChanged"),
            ("sideband.fault_line.fired", "SidebandFaultLineFired"),
            ("check_run$completed", "CheckRunCompleted"),
            ("Shop::Order", "ShopOrder"),
            ("AAA", "Aaa"),
            ("7d", "V7d"),
            ("self", "SelfValue"),
            ("1²", "V12"),
            ("µs", "Us"),
            ("μs", "Us"),
            ("μέτρο", "Metro"),
            ("größe", "Grosse"),
            ("+1", "PlusOne"),
            ("-1", "MinusOne"),
            ("-10", "Minus10"),
            ("<=", "LessEqual"),
            ("C++", "CPlusPlus"),
            ("R&D", "RAndD"),
            ("!", "Not"),
            ("!=", "NotEqual"),
            ("!fire", "NotFire"),
            ("a!=b", "ANotEqualB"),
            ("fire!", "FireExclamation"),
            ("fire!!", "FireExclamationExclamation"),
            ("Fire! Run", "FireRun"),
            ("*", "Star"),
            ("@type", "AtType"),
            ("-created_at", "MinusCreatedAt"),
            ("", "Empty"),
            (" ", "Blank"),
            ("\n", "Newline"),
            ("\0", "U0"),
            ("ax\"by", "AxDoubleQuoteBy"),
            ("App\\Models\\User", "AppModelsUser"),
            ("\\d", "BackslashD"),
            ("\"a\"", "DoubleQuoteADoubleQuote"),
            ("ax\nby", "AxNewlineBy"),
            ("ax\r\nby", "AxCarriageReturnNewlineBy"),
            ("ax\tby", "AxTabBy"),
            ("ax\0by", "AxU0By"),
            ("ax\n", "AxNewline"),
            ("ax\u{a0}by", "AxBy"),
            ("\u{10ffff}", "U10Ffff"),
            ("1.5", "V1_5"),
            ("15", "V15"),
            ("2026-11-28", "V2026_11_28"),
            ("30days", "V30Days"),
            ("base64url", "Base64Url"),
            ("2nd", "V2nd"),
            ("userIDs", "UserIds"),
            ("HTTPSUrl", "HttpsUrl"),
            ("TLSv1.2", "Tlsv1_2"),
            ("IPv4Address", "Ipv4Address"),
            ("iOS", "Ios"),
            ("iOSVersion", "IosVersion"),
            ("xAxis", "XAxis"),
            ("OAuth2", "OAuth2"),
            ("\u{1f44d}", "ThumbsUp"),
            ("\u{1f680}", "Rocket"),
            ("العربية", "Lrby"),
            ("ع", "U639"),
            ("\u{301}", "U301"),
            ("日本", "RiBen"),
        ] {
            assert_eq!(type_name(name), ident, "{name}");
            assert_eq!(type_name(ident), ident, "{name}");
        }
    }

    #[test]
    fn what_is_in_brackets_of_a_key_is_its_next_word() {
        for (key, name) in [
            ("e[0]", "e_0"),
            ("e[0][1].name", "e_0_1_name"),
            ("user[first-name]", "user_first_name"),
            ("items[]", "items_list"),
            ("[0]", "field_0"),
            ("[0].name", "field_0_name"),
            ("[]", "list"),
            ("a[b.c]", "a_b_c"),
            ("a]", "a_right_bracket"),
        ] {
            assert_eq!(field_name(key), name, "{key}");
        }
        assert_eq!(type_name("ft[US]"), "FtUsRightBracket");
    }

    #[test]
    fn definitions() {
        for (key, name) in [
            ("line[0]", "Line0"),
            ("User[]", "UserList"),
            ("Response[User]", "ResponseUser"),
            ("Page<User>", "PageUser"),
            ("Map<string, User[]>", "MapStringUserList"),
            ("__schema0", "Schema0"),
            ("_links", "Links"),
            ("__", "UnderscoreUnderscore"),
            ("_1", "V1"),
            ("<=", "LessEqual"),
        ] {
            assert_eq!(definition_name(key), name, "{key}");
            assert_eq!(definition_name(name), name, "{key}");
        }
    }

    #[test]
    fn made_up_names_are_spelled_as_in_code() {
        for (text, name) in [
            ("AB", "Ab2"),
            ("order+1", "OrderPlus12"),
            ("a 7d", "A7d2"),
            ("7", "V72"),
            ("data user_id", "DataUserId2"),
            ("", "Empty2"),
        ] {
            assert_eq!(numbered_type(text, 2), name, "{text}");
            assert_eq!(type_name(name), name, "{text}");
        }
        for (key, name) in [
            ("userId", "user_id_2"),
            ("_links", "links_2"),
            ("type", "type_2"),
            ("+1", "plus_one_2"),
            ("2fa", "field_2fa_2"),
            ("", "empty_2"),
            ("🔥", "fire_2"),
        ] {
            assert_eq!(numbered_field(key, 2), name, "{key}");
            assert_eq!(field_name(name), name, "{key}");
        }
    }
}
