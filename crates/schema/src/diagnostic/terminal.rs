//! Text from files, made safe to print: it cannot start a line, act on a terminal, or reorder what is around it.

/// Whether a character is invisible, or changes where others are seen: a control character, or one that overrides the
/// direction of text.
///
/// ```
/// use webhook_schema::diagnostic::terminal::is_hidden;
///
/// assert!(is_hidden('\u{1b}') && is_hidden('\u{202e}') && !is_hidden('é'));
/// ```
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
}

/// A text on one line, with hidden characters escaped.
///
/// ```
/// assert_eq!(webhook_schema::diagnostic::terminal::one_line("a\n\u{202e}b"), "a\\n\\u{202e}b");
/// ```
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// A character as an excerpt shows it: a hidden one takes one cell; a tab stays, so that a caret below lines up.
pub fn one_cell(character: char) -> char {
    if is_hidden(character) && character != '\t' { '\u{fffd}' } else { character }
}
