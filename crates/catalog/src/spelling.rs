//! Any text as a name in code, of words of ASCII letters and digits: letters of other scripts are transliterated, since not every
//! language takes them, and those that do warn of the ones that look like others.
//!
//! A name follows from its text and nothing else, so that what is added later renames nothing. A name is its own name.

mod long;

use std::borrow::Cow;

use deunicode::deunicode_char;
use heck::{ToSnakeCase, ToUpperCamelCase};

pub use self::long::{LONGEST, condensed, first_that_fits, initials, initials_of, shortened, word_starts};

/// Punctuation in words. What stands between two letters or digits joins them and is not spelled, with the exception of
/// operators.
const SPELLED: [(char, &str); 32] = [
    ('!', "not"),
    ('"', "double_quote"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "and"),
    ('\'', "quote"),
    ('(', "left_paren"),
    (')', "right_paren"),
    ('*', "star"),
    ('+', "plus"),
    (',', "comma"),
    ('-', "minus"),
    ('.', "dot"),
    ('/', "slash"),
    (':', "colon"),
    (';', "semicolon"),
    ('<', "less"),
    ('=', "equal"),
    ('>', "greater"),
    ('?', "question"),
    ('@', "at"),
    ('[', "left_bracket"),
    ('\\', "backslash"),
    (']', "right_bracket"),
    ('^', "caret"),
    ('_', "underscore"),
    ('`', "backtick"),
    ('{', "left_brace"),
    ('|', "pipe"),
    ('}', "right_brace"),
    ('~', "tilde"),
];

/// Punctuation that says something between two letters, too.
const OPERATORS: [char; 9] = ['!', '%', '&', '*', '+', '<', '=', '>', '|'];

/// Emoji whose transliterations are no words.
const THUMBS: [(char, &str); 2] = [('👍', "thumbs_up"), ('👎', "thumbs_down")];

const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

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

/// A name in snake case, as fields and modules have it; it may be a keyword. Underscores in front stay, and so do several at the
/// end; one alone is spelled, because `type_` is what `type` is called.
pub fn field_name(key: &str) -> String {
    if is_plain(key, b"_") {
        return key.to_owned();
    }
    let key = &without_subscripts(key);
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
    let mut name = String::new();
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

/// The words of a text with underscores between them, punctuation among them where it is not just between two words:
/// `+1` is `plus_one`, `<=` is `less_equal`, and the empty text is `empty`.
pub fn spelled(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    let mut letters = latin(text);
    if letters.iter().any(char::is_ascii_uppercase) {
        tame_acronyms(&mut letters);
    }
    // Signs of a number of one digit, as in `+1`: the digit is a word as the sign is.
    if let [sign @ ('+' | '-'), digit @ '0'..='9'] = letters[..] {
        return format!("{}_{}", word_of(sign), DIGITS[digit as usize - '0' as usize]);
    }
    let is_word = |at: usize| letters.get(at).is_some_and(char::is_ascii_alphanumeric);
    let mut words = String::new();
    let mut at = 0;
    while at < letters.len() {
        if is_word(at) {
            words.push(letters[at]);
            at += 1;
            continue;
        }
        let end = (at..letters.len()).find(|end| is_word(*end)).unwrap_or(letters.len());
        let is_between = at > 0 && end < letters.len();
        words.push('_');
        for (sign, letter) in letters[at..end].iter().enumerate() {
            let word = match ends_sentence(&letters, at, at + sign) {
                true if is_between => continue,
                true => "exclamation",
                false if is_between && !OPERATORS.contains(letter) => continue,
                false => word_of(*letter),
            };
            words.push_str(word);
            words.push('_');
        }
        at = end;
    }
    let words = words.trim_matches('_');
    if !words.is_empty() {
        return words.to_owned();
    }
    // White space alone says nothing that could be spelled; what has no sound goes by its number.
    let is_blank = |letter: char| letter.is_control() || letter.is_whitespace();
    let numbers = text.chars().filter(|letter| !is_blank(*letter)).map(numbered).collect::<Vec<_>>();
    if numbers.is_empty() { "blank".to_owned() } else { numbers.join("_") }
}

/// A key of which what is in square brackets, in front or after a word, is the next word, as in a path: `line[0].name` is
/// `line_0.name`. Brackets with nothing in them, as forms have them for lists, say nothing. Of values it may be a part of another
/// kind, as in `ft[US]` next to `ft/us`.
pub fn without_subscripts(key: &str) -> Cow<'_, str> {
    let mut words = String::new();
    let mut rest = key;
    while let Some((before, (inner, after))) =
        rest.split_once('[').and_then(|(before, after)| Some((before, after.split_once(']')?)))
    {
        words.push_str(before);
        let follows = words.is_empty() || words.ends_with(|last: char| last.is_alphanumeric());
        if !follows || !inner.chars().all(|it| it.is_alphanumeric() || "_-".contains(it)) {
            words.extend(["[", inner, "]"]);
        } else if !inner.is_empty() {
            words.extend([if words.is_empty() { "" } else { "_" }, inner]);
        }
        rest = after;
        if !words.is_empty() && rest.starts_with(|next: char| next.is_alphanumeric()) {
            words.push('_');
        }
    }
    words.push_str(rest);
    // Nothing but brackets: these are spelled.
    if words.is_empty() { Cow::Borrowed(key) } else { Cow::Owned(words) }
}

/// Whether there is an exclamation mark which belongs to the word before, in signs that begin at `start`: it is no operator
/// of what follows.
fn ends_sentence(letters: &[char], start: usize, at: usize) -> bool {
    let is_operand = |next: &char| next.is_ascii_alphanumeric() || *next == '=';
    let follows_word = start > 0 && letters[start..=at].iter().all(|letter| *letter == '!');
    follows_word && !letters.get(at + 1).is_some_and(is_operand)
}

fn word_of(letter: char) -> &'static str {
    SPELLED.iter().find(|(other, _)| *other == letter).map_or("", |(_, word)| word)
}

/// A text in ASCII; white space and what nobody sees is a space.
fn latin(text: &str) -> Vec<char> {
    let mut letters = Vec::new();
    let greek = |letter: char| ('\u{370}'..='\u{3ff}').contains(&letter);
    let is_greek = text.chars().any(|letter| greek(letter) && letter != 'μ');
    for letter in text.chars() {
        match letter {
            _ if letter.is_control() => letters.push(' '),
            _ if letter.is_ascii() => letters.push(letter),
            // As in `μs`: not the Greek letter, but the sign that looks like it.
            'μ' if !is_greek => push_latin('µ', &mut letters),
            _ => push_latin(letter, &mut letters),
        }
    }
    letters
}

fn push_latin(letter: char, letters: &mut Vec<char>) {
    let thumb = THUMBS.iter().find(|(thumb, _)| *thumb == letter);
    match thumb.map(|(_, words)| *words).or(deunicode_char(letter)) {
        // Signs for sounds that Latin letters do not have are no punctuation.
        Some(latin) if letter.is_alphabetic() => {
            letters.extend(latin.chars().filter(|it| it.is_ascii_alphanumeric() || *it == ' '));
        }
        Some(latin) => letters.extend(latin.chars()),
        None => letters.extend(format!(" {} ", numbered(letter)).chars()),
    }
}

fn numbered(letter: char) -> String {
    format!("u{:x}", u32::from(letter))
}

/// Makes one word of an acronym with what belongs to it, where capital letters would start another: of `IDs`, `TLSv1` and
/// `iOS`.
fn tame_acronyms(letters: &mut [char]) {
    let mut start = 0;
    while start < letters.len() {
        let is = |at: usize, is: fn(&char) -> bool| letters.get(at).is_some_and(is);
        let end = (start..).find(|at| !is(*at, char::is_ascii_uppercase)).unwrap_or(start);
        let is_plural = is(end, |it| *it == 's') && !is(end + 1, char::is_ascii_lowercase);
        let is_version = is(end, |it| *it == 'v') && is(end + 1, char::is_ascii_digit);
        // The last capital letter belongs to the word that it starts.
        let of_word = if is(end, char::is_ascii_lowercase) { 1 } else { 0 };
        let is_prefixed = start > 0
            && is(start - 1, char::is_ascii_lowercase)
            && (start == 1 || !is(start - 2, char::is_ascii_alphanumeric));
        let tamed = match end - start {
            2.. if is_plural || is_version => start + 1..end,
            length if is_prefixed && length >= 2 + of_word => start..end - of_word,
            _ => start..start,
        };
        letters[tamed].iter_mut().for_each(char::make_ascii_lowercase);
        start = end + 1;
    }
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
            ("a[1]b", "a_1_b"),
            ("items[]", "items"),
            ("items[][name]", "items_name"),
            ("items[].name", "items_name"),
            ("[0]", "field_0"),
            ("[0].name", "field_0_name"),
            ("[user][name]", "user_name"),
            ("[]user", "user"),
            ("[]", "left_bracket_right_bracket"),
            ("a[b.c]", "a_b_c_right_bracket"),
            ("a]", "a_right_bracket"),
        ] {
            assert_eq!(field_name(key), name, "{key}");
        }
        assert_eq!(type_name("ft[US]"), "FtUsRightBracket");
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
