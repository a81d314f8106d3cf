//! The words of any text: letters of other scripts transliterated, punctuation spelled, acronyms as one word each.

use deunicode::deunicode_char;

/// Punctuation in words. What stands between two letters or digits joins them and is not spelled, with the exception of
/// operators and of what no name is written with.
const SPELLED: [(char, &str); 35] = [
    ('\t', "tab"),
    ('\n', "newline"),
    ('\r', "carriage_return"),
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

/// Punctuation that says something between two letters, too, or joins no words.
const OPERATORS: [char; 13] = ['!', '%', '&', '*', '+', '<', '=', '>', '|', '"', '\t', '\n', '\r'];

/// Emoji whose transliterations are no words.
const THUMBS: [(char, &str); 2] = [('👍', "thumbs_up"), ('👎', "thumbs_down")];

const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

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
    let mut words = String::with_capacity(text.len());
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
    let numbers: Vec<String> = text.chars().filter(|letter| !letter.is_whitespace()).map(numbered).collect();
    if numbers.is_empty() { "blank".to_owned() } else { numbers.join("_") }
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

/// A text in ASCII; what is not, and has no sound, is its number.
fn latin(text: &str) -> Vec<char> {
    let mut letters = Vec::new();
    let greek = |letter: char| ('\u{370}'..='\u{3ff}').contains(&letter);
    let is_greek = text.chars().any(|letter| greek(letter) && letter != 'μ');
    for letter in text.chars() {
        match letter {
            _ if letter.is_control() && word_of(letter).is_empty() => push_number(letter, &mut letters),
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
        None => push_number(letter, letters),
    }
}

fn push_number(letter: char, letters: &mut Vec<char>) {
    letters.extend(format!(" {} ", numbered(letter)).chars());
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
