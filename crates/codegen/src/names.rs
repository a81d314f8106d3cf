//! Names of shapes and events in camel case, as pages, documents and code have them.
//!
//! A name follows from its text and nothing else, so that what is added later renames nothing. It is of ASCII letters,
//! digits and underscores: letters of other scripts are transliterated, since not every language takes them, and those
//! that do warn of the ones that look like others.

use deunicode::deunicode_char;
use heck::ToUpperCamelCase;
use webhook_catalog::index::entries::Event;

/// The longest name that is made of a way through a schema, or of a sentence.
const LONGEST: usize = 60;

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

/// A name in camel case.
pub fn type_ident(name: &str) -> String {
    let ident = camel(name);
    match ident.as_str() {
        // No language has a type of this name.
        "Self" => "SelfValue".to_owned(),
        _ if ident.starts_with(|first: char| first.is_ascii_digit()) => format!("V{ident}"),
        _ => ident,
    }
}

/// The name of an event in camel case: its author's, or one that is made of its name.
pub fn event_ident(event: &Event) -> String {
    match type_ident(event.rust_name.as_deref().unwrap_or(&event.name)) {
        // For the events that a build does not know.
        ident if ident == "Unknown" => "UnknownEvent".to_owned(),
        ident => ident,
    }
}

/// A name in camel case that is made of a whole sentence, as the value of an enum may be one: its last words, and the first
/// letters of the others.
pub fn abbreviated(name: String) -> String {
    if name.len() <= LONGEST { name } else { Way { root: String::new(), keys: vec![name] }.ident() }
}

/// The words of a text in camel case. Numbers stay apart, as `1.5` and `15` do, and a word that follows one starts anew.
fn camel(text: &str) -> String {
    let mut name = String::new();
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
fn push_word(name: &mut String, word: &str) {
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
    tame_acronyms(&mut letters);
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
        for letter in letters[at..end].iter().filter(|letter| !is_between || OPERATORS.contains(letter)) {
            words.push_str(word_of(*letter));
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

fn word_of(letter: char) -> &'static str {
    SPELLED.iter().find(|(other, _)| *other == letter).map_or("", |(_, word)| word)
}

/// A text in ASCII; white space and what nobody sees is a space.
fn latin(text: &str) -> Vec<char> {
    let mut letters = Vec::new();
    let greek = |letter: char| ('\u{370}'..='\u{3ff}').contains(&letter);
    let is_greek = text.chars().any(|letter| greek(letter) && letter != 'μ');
    for letter in text.chars() {
        // As in `μs`: not the Greek letter, but the sign that looks like it.
        let letter = if letter == 'μ' && !is_greek { 'µ' } else { letter };
        let thumb = THUMBS.iter().find(|(thumb, _)| *thumb == letter);
        match thumb.map(|(_, words)| *words).or(deunicode_char(letter)) {
            _ if letter.is_control() => letters.push(' '),
            _ if letter.is_ascii() => letters.push(letter),
            // Signs for sounds that Latin letters do not have are no punctuation.
            Some(latin) if letter.is_alphabetic() => {
                letters.extend(latin.chars().filter(|it| it.is_ascii_alphanumeric() || *it == ' '));
            }
            Some(latin) => letters.extend(latin.chars()),
            None => letters.extend(format!(" {} ", numbered(letter)).chars()),
        }
    }
    letters
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

/// The name of a shape that has none of its own: of the one that it is in, then of the keys that lead from there to it.
///
/// ```text
/// PullRequest, base, repo      PullRequestBaseRepo
/// ```
///
/// Of a long way, only as many of the last words are named as fit, and of those between only the first letters.
#[derive(Clone, Debug)]
pub struct Way {
    root: String,
    keys: Vec<String>,
}

impl Way {
    /// The way to what has a name.
    pub fn new(root: impl Into<String>) -> Self {
        Self { root: root.into(), keys: Vec::new() }
    }

    /// Whether it leads nowhere but to what it starts from.
    pub fn is_root(&self) -> bool {
        self.keys.is_empty()
    }

    /// The name of what it starts from.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// One key further.
    pub fn to(&self, key: &str) -> Self {
        let mut way = self.clone();
        way.keys.push(camel(key));
        way
    }

    /// The name.
    pub fn ident(&self) -> String {
        let named = |from: usize, last: &[String]| {
            let mut name = self.root.clone();
            self.keys[..from].iter().for_each(|key| push_word(&mut name, &initials(key)));
            last.iter().for_each(|key| push_word(&mut name, key));
            name
        };
        // As many keys as fit, then as many words of the last one.
        let whole = (0..self.keys.len()).map(|from| named(from, &self.keys[from..]));
        let Some((last, before)) = self.keys.split_last() else { return self.root.clone() };
        if let Some(name) = whole.into_iter().find(|name| name.len() <= LONGEST) {
            return name;
        }
        // Lengths are counted before anything is joined: a key may be as long as a file.
        let around = named(before.len(), &[]).len();
        let is_initial = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
        let mut counted = (0, 0);
        let words = word_starts(last);
        let fits = words.iter().copied().find(|at| {
            counted.1 += last[counted.0..*at].chars().filter(|letter| is_initial(*letter)).count();
            counted.0 = *at;
            around + counted.1 + (last.len() - at) <= LONGEST
        });
        let (first, rest) = last.split_at(fits.or(words.last().copied()).unwrap_or(0));
        named(before.len(), &[initials(first) + rest])
    }
}

/// Where the words of a name in camel case start, but for the first.
fn word_starts(name: &str) -> Vec<usize> {
    name.char_indices().skip(1).filter(|(_, letter)| letter.is_ascii_uppercase()).map(|(at, _)| at).collect()
}

/// The first letters of the words of a name in camel case, as one word.
fn initials(name: &str) -> String {
    let letters: String =
        name.chars().filter(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit()).collect();
    letters.to_upper_camel_case()
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
            assert_eq!(type_ident(name), ident, "{name}");
        }
    }

    #[test]
    fn a_sentence_keeps_its_end() {
        let name =
            type_ident("The request was refused because the caller is not allowed to see what it asked for");
        assert_eq!(abbreviated(name), "TrWasRefusedBecauseTheCallerIsNotAllowedToSeeWhatItAskedFor");
        assert_eq!(abbreviated("InfoOnly".to_owned()), "InfoOnly");
    }

    #[test]
    fn a_long_way_keeps_its_ends() {
        let way = Way::new("PullRequestReviewCommentCreated").to("pull_request").to("base");
        assert_eq!(way.ident(), "PullRequestReviewCommentCreatedPullRequestBase");
        let way = way.to("repository").to("license");
        assert_eq!(way.ident(), "PullRequestReviewCommentCreatedPrBaseRepositoryLicense");
        assert_eq!(Way::new("Root").ident(), "Root");
        assert_eq!(Way::new("Root").to("1").to("2").ident(), "Root1_2");
        let way =
            Way::new("PullRequestReviewCommentCreated").to("pull_request").to("squash_merge_commit_message");
        assert_eq!(way.ident(), "PullRequestReviewCommentCreatedPrSquashMergeCommitMessage");
        let way = way.to("squash_merge_commit_message_of_today");
        assert_eq!(way.ident(), "PullRequestReviewCommentCreatedPrSmcmSmCommitMessageOfToday");
    }
}
