//! How long names in camel case are cut: of their words, only the first letters are left.

use heck::ToUpperCamelCase;

use super::push_word;

/// The longest name that is made of texts or of a way through a schema.
pub const LONGEST: usize = 60;

/// A name in camel case of something that may go by a long text: its first word and its last ones, and the first letters of the
/// others.
pub fn condensed(name: String) -> String {
    shortened(&name, LONGEST)
}

/// A name in camel case of at most so many characters, if its words are not too many: the first word and the last ones, with the
/// first letters of those between.
pub fn shortened(name: &str, longest: usize) -> String {
    let words = word_starts(name);
    let Some(second) = words.first().copied().filter(|_| name.len() > longest) else {
        return name.to_owned();
    };
    let room = longest.saturating_sub(second);
    let from = first_that_fits(name, second, &words, room).or(words.last().copied()).unwrap_or(second);
    let mut shortened = name[..second].to_owned();
    push_word(&mut shortened, &initials(&name[second..from]));
    push_word(&mut shortened, &name[from..]);
    shortened
}

/// Where the words begin from which on a name fits into some room, after the first letters of those that come before, from a
/// place on.
pub fn first_that_fits(name: &str, start: usize, words: &[usize], room: usize) -> Option<usize> {
    let (mut at, mut letters) = (start, 0);
    words.iter().copied().filter(|word| *word >= start).find(|word| {
        letters += initials_of(&name[at..*word]);
        at = *word;
        letters + (name.len() - word) <= room
    })
}

/// Where the words of a name in camel case start, but for the first.
pub fn word_starts(name: &str) -> Vec<usize> {
    name.char_indices().skip(1).filter(|(_, letter)| letter.is_ascii_uppercase()).map(|(at, _)| at).collect()
}

/// The first letters of the words of a name in camel case, as one word.
pub fn initials(name: &str) -> String {
    let letters: String = name.chars().filter(is_initial).collect();
    letters.to_upper_camel_case()
}

/// How many of them there are.
pub fn initials_of(name: &str) -> usize {
    name.chars().filter(is_initial).count()
}

fn is_initial(letter: &char) -> bool {
    letter.is_ascii_uppercase() || letter.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_its_ends() {
        for (name, short) in [
            ("Ping", "Ping"),
            (
                "GetInstalledCertificateIdsResponseOfTodayGetCertificateIdUseEnumType",
                "GetICertificateIdsResponseOfTodayGetCertificateIdUseEnumType",
            ),
            ("Unparted_7_0_1_whole", "Unparted_7_0_1_whole"),
        ] {
            assert_eq!(condensed(name.to_owned()), short);
        }
    }
}
