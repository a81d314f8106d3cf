//! What the files of an event are called.

/// Names that Windows does not give to files, whatever comes after a dot.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// Bytes of the longest name of a file, without its extension.
const LONGEST: usize = 200;

/// What the names of an event's files begin with: on every system, a name that stays in its directory. It is the event's own,
/// with an underscore for what is not a letter of ASCII, a digit, `.`, `_` or `-`.
pub fn file_stem(event: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let mut name: String = event.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    name.truncate(LONGEST);
    if name.is_empty() || name.starts_with('.') || is_reserved(&name) {
        name.insert(0, '_');
    }
    name
}

/// Whether Windows has another use for a file of that name.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port = stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"));
    RESERVED.contains(&stem.as_str()) || (is_port && stem.ends_with(|end: char| end.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_names_that_every_system_takes() {
        for (event, file) in [
            ("order.created", "order.created"),
            ("check-run/completed", "check-run_completed"),
            ("Order::Created", "Order__Created"),
            ("con.created", "_con.created"),
            ("com1", "_com1"),
            ("comet", "comet"),
            ("é", "_"),
        ] {
            assert_eq!(file_stem(event), file);
        }
    }
}
