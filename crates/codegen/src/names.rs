//! Names of shapes and events in camel case, as pages, documents and code have them.
//!
//! A name follows from its text and nothing else, so that what is added later renames nothing.

mod spelling;
mod way;

use webhook_catalog::index::entries::Event;

use self::spelling::camel;
pub use self::spelling::spelled;
pub use self::way::{Way, abbreviated, condensed};

/// A name in camel case.
pub fn type_ident(name: &str) -> String {
    let ident = camel(name);
    match ident.as_str() {
        // No language has a type of this name.
        "Self" => "SelfValue".to_owned(),
        _ if ident.starts_with(|first: char| first.is_ascii_digit()) => format!("V{ident}"),
        _ => ident,
    }
}

/// The name of an event in camel case: its author's, or one that is made of its name.
pub fn event_ident(event: &Event) -> String {
    let ident = match &event.rust_name {
        Some(name) => type_ident(name),
        None => condensed(type_ident(&event.name)),
    };
    match ident {
        // For the events that a build does not know.
        ident if ident == "Unknown" => "UnknownEvent".to_owned(),
        ident => ident,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        for (name, ident) in [
            ("integrity.violation", "IntegrityViolation"),
            ("reviewer-mode.changed", "ReviewerModeChanged"),
            ("sideband.fault_line.fired", "SidebandFaultLineFired"),
            ("check_run$completed", "CheckRunCompleted"),
            ("Shop::Order", "ShopOrder"),
            ("AAA", "Aaa"),
            ("7d", "V7d"),
            ("self", "SelfValue"),
            ("1²", "V12"),
            ("µs", "Us"),
            ("μs", "Us"),
            ("μέτρο", "Metro"),
            ("größe", "Grosse"),
            ("+1", "PlusOne"),
            ("-1", "MinusOne"),
            ("-10", "Minus10"),
            ("<=", "LessEqual"),
            ("C++", "CPlusPlus"),
            ("R&D", "RAndD"),
            ("!", "Not"),
            ("!=", "NotEqual"),
            ("!fire", "NotFire"),
            ("a!=b", "ANotEqualB"),
            ("fire!", "FireExclamation"),
            ("fire!!", "FireExclamationExclamation"),
            ("Fire! Run", "FireRun"),
            ("*", "Star"),
            ("@type", "AtType"),
            ("-created_at", "MinusCreatedAt"),
            ("", "Empty"),
            (" ", "Blank"),
            ("\u{10ffff}", "U10Ffff"),
            ("1.5", "V1_5"),
            ("15", "V15"),
            ("2026-11-28", "V2026_11_28"),
            ("30days", "V30Days"),
            ("base64url", "Base64Url"),
            ("2nd", "V2nd"),
            ("userIDs", "UserIds"),
            ("HTTPSUrl", "HttpsUrl"),
            ("TLSv1.2", "Tlsv1_2"),
            ("IPv4Address", "Ipv4Address"),
            ("iOS", "Ios"),
            ("iOSVersion", "IosVersion"),
            ("xAxis", "XAxis"),
            ("OAuth2", "OAuth2"),
            ("\u{1f44d}", "ThumbsUp"),
            ("\u{1f680}", "Rocket"),
            ("العربية", "Lrby"),
            ("ع", "U639"),
            ("\u{301}", "U301"),
            ("日本", "RiBen"),
        ] {
            assert_eq!(type_ident(name), ident, "{name}");
        }
    }
}
