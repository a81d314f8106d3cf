//! The grammars of names and dates in an index.

/// Whether a name follows the grammar `<context>.<axis>[.<event>]`.
pub fn is_event_name(name: &str) -> bool {
    (2..=3).contains(&name.split('.').count()) && name.split('.').all(|part| is_words(part, &['-', '_']))
}

/// Whether a name matches the pattern of [`Family::name`](crate::index::entries::Family::name).
pub(crate) fn is_family_name(name: &str) -> bool {
    is_words(name, &['-'])
}

/// Whether a text is lower case words and digits with one of the joints between two, and starts with a letter.
fn is_words(text: &str, joints: &[char]) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.split(joints).all(is_word)
}

pub(crate) fn is_calendar_date(text: &str) -> bool {
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let has_shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let (Some(year), Some(month), Some(day), true) = (number(0..4), number(5..7), number(8..10), has_shape)
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_names() {
        for good in ["policy.violation", "reviewer-mode.changed", "sideband.fault_line.fired", "sh2.x.y9_z-1"]
        {
            assert!(is_event_name(good), "{good}");
        }
        for bad in [
            "", "policy", "a.", ".a", "a..b", "A.b", "a.b-", "a._b", "a.b__c", "a.1b", "a.b.c.d", "a.é",
            "a b.c",
        ] {
            assert!(!is_event_name(bad), "{bad}");
        }
    }

    #[test]
    fn calendar_dates() {
        for good in ["2026-05-09", "2024-02-29", "2000-02-29", "1999-12-31"] {
            assert!(is_calendar_date(good), "{good}");
        }
        for bad in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "2026-4-01",
            "2026-05-0é",
            "+026-05-09",
            "",
        ] {
            assert!(!is_calendar_date(bad), "{bad}");
        }
    }
}
