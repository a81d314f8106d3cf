//! Text from files, made safe to print: it cannot start a line, act on a terminal, or reorder what is around it.
//!
//! Pages and the documentation of crates go by the same list of hidden characters.

/// Whether a character is invisible, or changes where others are seen: a control character, one of no width, a mark or an
/// override of the direction of text, or a separator of lines. The joiners U+200C and U+200D are none of these: scripts and emoji
/// are written with them.
///
/// ```
/// use webhook_schema::diagnostic::terminal::is_hidden;
///
/// assert!(is_hidden('\u{1b}') && is_hidden('\u{202e}') && !is_hidden('é') && !is_hidden('\u{200d}'));
/// ```
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061C}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a text is in printable ASCII and ASCII characters that are kept, as nearly all texts are.
///
/// ```
/// use webhook_schema::diagnostic::terminal::is_plain;
///
/// let is_kept = |character| character == '\n';
/// assert!(is_plain("a\nb", is_kept) && !is_plain("a\tb", is_kept) && !is_plain("é", is_kept));
/// ```
pub fn is_plain(text: &str, is_kept: impl Fn(char) -> bool) -> bool {
    // No byte has to become a character, and none is a call of its own where nothing is optimized.
    let mut rest = text.as_bytes();
    while let [byte, others @ ..] = rest {
        let is_printable = matches!(byte, b' '..=b'~');
        if !is_printable && (!byte.is_ascii() || !is_kept(char::from(*byte))) {
            return false;
        }
        rest = others;
    }
    true
}

/// Whether a text has hidden characters besides those that are kept.
///
/// ```
/// use webhook_schema::diagnostic::terminal::hides;
///
/// let is_kept = |character| character == '\n';
/// assert!(hides("a\u{200b}b", is_kept) && hides("a\tb", is_kept) && !hides("a\né", is_kept));
/// ```
pub fn hides(text: &str, is_kept: impl Fn(char) -> bool) -> bool {
    !is_plain(text, &is_kept) && text.chars().any(|character| is_hidden(character) && !is_kept(character))
}

/// A text on one line, with hidden characters escaped.
///
/// ```
/// assert_eq!(webhook_schema::diagnostic::terminal::one_line("a\n\u{202e}b"), "a\\n\\u{202e}b");
/// ```
pub fn one_line(text: &str) -> String {
    visible(text, |_| false)
}

/// A text with hidden characters escaped, but for those that are kept.
///
/// ```
/// use webhook_schema::diagnostic::terminal::visible;
///
/// assert_eq!(visible("a\n\u{200b}b", |character| character == '\n'), "a\n\\u{200b}b");
/// ```
pub fn visible(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    if !hides(text, &is_kept) {
        return text.to_owned();
    }
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) && !is_kept(character) {
            visible.extend(character.escape_default());
        } else {
            visible.push(character);
        }
    }
    visible
}

/// A character as an excerpt shows it: a hidden one takes one cell; a tab stays, so that a caret below lines up.
pub fn one_cell(character: char) -> char {
    if is_hidden(character) && character != '\t' { '\u{fffd}' } else { character }
}
