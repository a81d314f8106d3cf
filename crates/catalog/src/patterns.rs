//! Names of properties, held against the patterns of `patternProperties`.

use jsonschema::Draft;
use serde_json::{Value, json};

/// Whether a name matches a pattern; where the pattern cannot be used, it does not.
///
/// ```
/// assert!(webhook_catalog::name_matches("^x-", "x-trace"));
/// assert!(!webhook_catalog::name_matches("^x-[0-9]+$", "x-trace"));
/// ```
pub fn name_matches(pattern: &str, name: &str) -> bool {
    // Nearly every pattern is plain text after an anchor, and a validator costs more than that.
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_ -".contains(c));
    match (pattern.strip_prefix('^'), pattern) {
        (Some(start), _) if plain(start) => name.starts_with(start),
        (None, text) if plain(text) => name.contains(text),
        _ => {
            let schema = json!({ "pattern": pattern });
            let validator = jsonschema::options().with_draft(Draft::Draft202012).build(&schema);
            validator.is_ok_and(|validator| validator.is_valid(&Value::from(name)))
        }
    }
}
