//! Names of properties, held against the patterns of `patternProperties`.

use webhook_schema::validate::Pattern;

/// Whether a name matches a pattern; where the pattern cannot be used, it does not.
///
/// ```
/// assert!(webhook_catalog::name_matches("^x-", "x-trace"));
/// assert!(!webhook_catalog::name_matches("^x-[0-9]+$", "x-trace"));
/// ```
pub fn name_matches(pattern: &str, name: &str) -> bool {
    // Nearly every pattern is plain text after an anchor, and a regular expression costs more than that.
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_ -".contains(c));
    match (pattern.strip_prefix('^'), pattern) {
        (Some(start), _) if plain(start) => name.starts_with(start),
        (None, text) if plain(text) => name.contains(text),
        _ => Pattern::new(pattern).is_ok_and(|pattern| pattern.is_match(name)),
    }
}
