//! Files by the paths that references have for them.

use percent_encoding::percent_decode_str;

use crate::layout::{API, EVENT_TYPES, WEBHOOKS, split};

/// The file that a path means when it is written in `from`, by its name alone; `None` where it leads out of the catalog.
pub(super) fn file(from: &str, path: &str, base: &str) -> Option<String> {
    let (directory, path) = match path.strip_prefix(base) {
        Some(rest) => (vec![WEBHOOKS], rest),
        None => (from.rsplit_once('/').map_or("", |(directory, _)| directory).split('/').collect(), path),
    };
    if path.starts_with(['/', '\\']) || path.contains([':', '\\']) {
        return None;
    }
    let mut parts = directory;
    let path = percent_decode_str(path).decode_utf8_lossy();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/")).filter(|file| may_refer(from, file) && !file.ends_with('/'))
}

/// Whether one file may refer to another, be it there or not.
pub(super) fn may_refer(from: &str, to: &str) -> bool {
    match (split(from).0, split(to).0) {
        (from, to) if from == to => true,
        (API, WEBHOOKS) => true,
        (API, _) => to == EVENT_TYPES,
        _ => false,
    }
}

/// A file as another one writes it.
pub(crate) fn relative(from: &str, to: &str) -> String {
    let directory: Vec<&str> = from.rsplit_once('/').map_or("", |(above, _)| above).split('/').collect();
    let parts: Vec<&str> = to.split('/').collect();
    let shared = directory.iter().zip(&parts).take_while(|(one, other)| one == other).count();
    let up = directory.iter().skip(shared).map(|_| "..");
    up.chain(parts.iter().skip(shared).copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_catalog() {
        let base = "https://acme.example/";
        for (from, path, found) in [
            ("webhooks/a.json", "b.json", Some("webhooks/b.json")),
            ("webhooks/a.json", "./b%20c.json", Some("webhooks/b c.json")),
            ("webhooks/a.json", "sub/../b.json", Some("webhooks/b.json")),
            ("webhooks/sub/a.json", "../b.json", Some("webhooks/b.json")),
            ("webhooks/a.json", "https://acme.example/b.json", Some("webhooks/b.json")),
            ("webhooks/a.json", "../webhooks/b.json", Some("webhooks/b.json")),
            ("webhooks/a.json", "../api/b.json", None),
            ("webhooks/a.json", "../../webhooks/b.json", None),
            ("webhooks/a.json", "..%2Fapi/b.json", None),
            ("webhooks/a.json", "/b.json", None),
            ("webhooks/a.json", "file:///etc/passwd", None),
            ("webhooks/a.json", "sub\\b.json", None),
            ("webhooks/a.json", "../meta/event-types.schema.json", None),
            ("api/a.json", "../webhooks/b.json", Some("webhooks/b.json")),
            ("api/a.json", "../meta/event-types.schema.json", Some("meta/event-types.schema.json")),
            ("api/a.json", "../meta/b.json", None),
        ] {
            assert_eq!(file(from, path, base).as_deref(), found, "{from} {path}");
        }
    }

    #[test]
    fn files_are_written_as_paths() {
        assert_eq!(relative("api/a.json", "webhooks/b.json"), "../webhooks/b.json");
        assert_eq!(relative("webhooks/a.json", "webhooks/sub/b.json"), "sub/b.json");
        assert_eq!(relative("webhooks/sub/a.json", "webhooks/b.json"), "../b.json");
    }
}
