//! Regular expressions that the flag `u` forbids, and browsers read without it.

/// What annex B of ECMA 262 allows without the flag, in the words of the flag.
pub(super) fn relaxed(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut relaxed = String::with_capacity(text.len());
    let (mut at, mut in_class, mut after_escape) = (0, false, false);
    while let Some(&character) = characters.get(at) {
        let next = characters.get(at + 1).copied();
        at += 1;
        let was_class_escape = std::mem::take(&mut after_escape);
        match (character, next) {
            ('\\', Some(escaped)) => {
                at += 1;
                after_escape = in_class && "dDwWsS".contains(escaped);
                let is_needed = "^$\\.*+?()[]{}|/".contains(escaped) || (in_class && escaped == '-');
                if is_needed || escaped.is_ascii_alphanumeric() {
                    relaxed.push('\\');
                }
                relaxed.push(escaped);
                // Braces that belong to an escape, as in `\p{Lu}` and `\u{1F600}`.
                if "pPu".contains(escaped)
                    && let Some(['{', name @ ..]) = characters.get(at..)
                {
                    let is_name = |c: &&char| c.is_ascii_alphanumeric() || "_=".contains(**c);
                    let length = name.iter().take_while(is_name).count();
                    if name.get(length) == Some(&'}') {
                        relaxed.extend(&characters[at..at + length + 2]);
                        at += length + 2;
                    }
                }
            }
            ('[', _) if !in_class => {
                in_class = true;
                relaxed.push('[');
            }
            (']', _) if in_class => {
                in_class = false;
                relaxed.push(']');
            }
            ('-', Some(next)) if in_class && next != ']' => {
                let before_class_escape =
                    next == '\\' && characters.get(at + 1).is_some_and(|escaped| "dDwWsS".contains(*escaped));
                if was_class_escape || before_class_escape {
                    relaxed.push('\\');
                }
                relaxed.push('-');
            }
            (']' | '}', _) if !in_class && !ends_count(&characters[..at]) => {
                relaxed.extend(['\\', character]);
            }
            ('{', _) if !in_class && !starts_count(&characters[at..]) => relaxed.push_str("\\{"),
            _ => relaxed.push(character),
        }
    }
    relaxed
}

/// Whether what follows a brace is a count: `2}`, `2,}` or `2,3}`.
fn starts_count(rest: &[char]) -> bool {
    // No further than a count may go: there may be very many braces.
    let length = rest.iter().take_while(|character| is_of_count(**character)).count();
    rest.get(length) == Some(&'}') && is_count(&rest[..length])
}

/// Whether the brace at the end closes a count.
fn ends_count(text: &[char]) -> bool {
    let [before @ .., '}'] = text else { return false };
    let length = before.iter().rev().take_while(|character| is_of_count(**character)).count();
    let (before, count) = before.split_at(before.len() - length);
    before.last() == Some(&'{') && is_count(count)
}

fn is_of_count(character: char) -> bool {
    character.is_ascii_digit() || character == ','
}

fn is_count(text: &[char]) -> bool {
    let is_number = |part: &[char]| part.iter().all(char::is_ascii_digit);
    let mut parts = text.split(|character| *character == ',');
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    first.is_some_and(|first| !first.is_empty() && is_number(first))
        && second.is_none_or(is_number)
        && third.is_none()
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    #[test]
    fn what_only_the_flag_forbids_is_read() {
        for (pattern, text) in [
            (r"^a\-b\_c\ d\@e$", "a-b_c d@e"),
            (r"^[\w-.]+$", "a-b.c"),
            (r"^[\w.\-]+$", "a-b.c"),
            (r"^[a-\d]+$", "-a1"),
            (r"^{\d{2}}$", "{12}"),
            (r"^a]$", "a]"),
            (r"^\p{Lu}\-{2}$", "É--"),
            (r"^\u{1F600}\-$", "😀-"),
            (r"^[\]\-]$", "]"),
            ("^é\\é$", "éé"),
        ] {
            let read = Pattern::new(pattern);
            assert!(read.is_ok_and(|read| read.is_match(text)), "{pattern}");
        }
    }
}
