//! What documents call events, as deliveries spell it: keys have other characters between words where a URL or a file wants them.

use std::collections::BTreeMap;

use webhook_contract::Layout;
use webhook_contract::signature::Location as Place;

use crate::bodies::sent_text;
use crate::documents::Documents;
use crate::found::Found;

/// What deliveries have between words for a character that keys have there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spelling(BTreeMap<char, Option<char>>);

impl Spelling {
    /// Learned from the parts of names that bodies have, and that keys end with: whatever is said of a character has to agree.
    pub fn learned(documents: &Documents, events: &[Found], layout: &Layout) -> Self {
        let pointers = layout.name.iter().filter_map(|place| match place {
            Place::Body(pointer) => Some(pointer.to_string()),
            _ => None,
        });
        let mut spelling = BTreeMap::new();
        for pointer in pointers {
            for event in events {
                let Some(key) = &event.names.key else { continue };
                let Some(text) = sent_text(documents, &event.body, &pointer) else { continue };
                let Some(before) = before_end(key, &text) else { continue };
                for (own, sent) in
                    key[before.len()..].chars().zip(text.chars()).filter(|(own, _)| is_between(*own))
                {
                    let known = spelling.entry(own).or_insert(Some(sent));
                    *known = known.filter(|known| *known == sent);
                }
            }
        }
        Self(spelling)
    }

    /// A part of a key as deliveries have it.
    pub fn of(&self, called: &str) -> String {
        called.chars().map(|letter| self.0.get(&letter).copied().flatten().unwrap_or(letter)).collect()
    }
}

/// What an event is called, without what ends it and is a part of its name by itself, whatever stands between words.
pub(crate) fn without_end<'t>(called: &'t str, end: Option<&str>) -> &'t str {
    let Some(before) = end.and_then(|end| before_end(called, end)) else { return called };
    before.strip_suffix(is_between).filter(|before| !before.is_empty()).unwrap_or(called)
}

/// Whether two texts have the same words, whatever stands between these.
pub(crate) fn are_same_words(one: &str, other: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|letter| !is_between(*letter)).collect::<String>().to_lowercase();
    letters(one) == letters(other)
}

/// What comes before the end of a text, whatever stands between the words of that.
fn before_end<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    end.chars().rev().try_fold(text, |before, letter| {
        before.strip_suffix(|own: char| own == letter || (is_between(own) && is_between(letter)))
    })
}

fn is_between(letter: char) -> bool {
    !letter.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_found_whatever_stands_between_its_words() {
        for (called, end, expected) in [
            ("pull-request-opened", Some("opened"), "pull-request"),
            ("check-run-requested-action", Some("requested_action"), "check-run"),
            ("push", None, "push"),
            ("opened", Some("opened"), "opened"),
            ("team-add", Some("added"), "team-add"),
        ] {
            assert_eq!(without_end(called, end), expected, "{called}");
        }
    }

    #[test]
    fn the_same_words_may_be_spelled_in_several_ways() {
        assert!(are_same_words("branch-protection-rule", "branch_protection_rule"));
        assert!(are_same_words("BranchProtectionRule", "branch_protection_rule"));
        assert!(!are_same_words("branch", "branches"));
    }
}
