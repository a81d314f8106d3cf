//! Texts of documents as names of families and definitions: letters of other scripts, signs and capitals.

use deunicode::deunicode_char;

/// What an event belongs to: the first part of its name.
pub(crate) fn first_part(event: &str) -> &str {
    let separators = ['.', '/', ':', '$', ' '];
    let parts = event.split(separators).filter(|part| !part.is_empty());
    // A name such as `com.acme.order.created` starts with whose it is.
    let parts: Vec<&str> = parts.collect();
    match parts.as_slice() {
        [first, _, _, ..] if ["com", "org", "net", "io", "dev"].contains(first) => parts[parts.len() - 2],
        [first, _, ..] => first,
        // A name in one part, such as `order_created` or `OrderCreated`, starts with what it is about.
        [only] => first_word(only),
        [] => event,
    }
}

fn first_word(text: &str) -> &str {
    let ends = text.char_indices().zip(text.chars().skip(1)).find(|((_, letter), next)| {
        ['_', '-'].contains(next) || (letter.is_ascii_lowercase() && next.is_ascii_uppercase())
    });
    ends.map_or(text, |((at, letter), _)| &text[..at + letter.len_utf8()])
}

/// A text as the name of a family: lowercase words with hyphens, which a crate can be named after.
pub(crate) fn family_name(text: &str) -> String {
    let name = hyphenated(text);
    match name.starts_with(|first: char| first.is_ascii_lowercase()) {
        true => name,
        false if name.is_empty() => "events".to_owned(),
        false => format!("events-{name}"),
    }
}

/// The words of a text in lowercase, with hyphens in between.
fn hyphenated(text: &str) -> String {
    let mut name = String::new();
    let mut before_is_small = false;
    for letter in transliterated(text).chars() {
        if !letter.is_ascii_alphanumeric() {
            before_is_small = false;
            if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
            continue;
        }
        if letter.is_ascii_uppercase() && before_is_small {
            name.push('-');
        }
        before_is_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        name.push(letter.to_ascii_lowercase());
    }
    name.trim_matches('-').to_owned()
}

/// A text in ASCII: letters of other scripts are transliterated, and other signs of theirs are spaces.
pub fn transliterated(text: &str) -> String {
    let mut latin = String::new();
    for letter in text.chars() {
        match deunicode_char(letter) {
            _ if letter.is_ascii() => latin.push(letter),
            // What has no sound of its own, such as an accent that follows its letter, does not end a word.
            Some(sound) if letter.is_alphanumeric() || sound.is_empty() => {
                latin.extend(sound.chars().filter(|it| it.is_ascii_alphanumeric() || *it == ' '));
            }
            _ => latin.push(' '),
        }
    }
    latin
}

/// A text as the key of a shared definition. What is between words is one underscore, as in `List<"open",Order>`.
pub(crate) fn definition_name(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let words: Vec<&str> = text.split(|letter| !is_plain(letter)).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "_".repeat(text.chars().count()) } else { words.join("_") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_scripts_are_transliterated() {
        for (text, latin) in [
            ("Shop & Söhne", "Shop & Sohne"),
            ("So\u{308}hne", "Sohne"),
            ("Straße", "Strasse"),
            ("Магазин", "Magazin"),
            ("a–b", "a b"),
        ] {
            assert_eq!(transliterated(text), latin);
        }
    }

    #[test]
    fn definitions_are_named_after_the_words_of_their_keys() {
        for (key, name) in [
            ("Order", "Order"),
            ("Page<\"open\",Order[]>", "Page_open_Order"),
            ("order.line_item-v1", "order.line_item-v1"),
            ("_links", "_links"),
            ("é", "_"),
            ("", ""),
        ] {
            assert_eq!(definition_name(key), name);
        }
    }

    #[test]
    fn families_are_named_after_what_events_belong_to() {
        for (event, family) in [
            ("order.created", "order"),
            ("check_run/completed", "check-run"),
            ("com.acme.order.created", "order"),
            ("OrderCreated", "order"),
            ("order_created", "order"),
            ("ping", "ping"),
            ("2fa.enabled", "events-2fa"),
            ("$ping", "ping"),
            ("größe.geändert", "grosse"),
            ("…", "events"),
        ] {
            assert_eq!(family_name(first_part(event)), family, "{event}");
        }
    }
}
