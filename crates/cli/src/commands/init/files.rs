//! The files of a new repository, from templates.

use serde_json::{Value, json};

use crate::commands::today::today;

/// Where the runtime comes from.
pub enum Source {
    /// The registry, in the version of this program.
    Registry,
    /// The URL of a Git repository.
    Git(String),
    /// A directory, from the root of the repository.
    Path(String),
}

/// Path and text of each file, by the template's own path.
const TEMPLATES: [(&str, &str); 10] = [
    (".github/workflows/ci.yml", include_str!("template/ci.yml")),
    (".gitignore", include_str!("template/gitignore.txt")),
    ("Cargo.toml", include_str!("template/Cargo.toml.txt")),
    ("README.md", include_str!("template/README.md")),
    ("receiver/Cargo.toml", include_str!("template/receiver/Cargo.toml.txt")),
    ("receiver/src/main.rs", include_str!("template/receiver/src/main.rs.txt")),
    (
        "schemas/webhooks/account.created.example.json",
        include_str!("template/schemas/webhooks/account.created.example.json"),
    ),
    (
        "schemas/webhooks/account.created.schema.json",
        include_str!("template/schemas/webhooks/account.created.schema.json"),
    ),
    ("schemas/webhooks/common.schema.json", include_str!("template/schemas/webhooks/common.schema.json")),
    ("schemas/webhooks/index.json", include_str!("template/schemas/webhooks/index.json")),
];

/// The files of a provider's repository.
pub fn files(name: &str, provider: &str, source: &Source) -> Vec<(String, String)> {
    let header = format!("X-{}", title(name).replace(' ', "-"));
    let filled = TEMPLATES.iter().map(|(path, text)| {
        // In JSON, a title stands within a string.
        let provider = match path.ends_with(".json") {
            true => within_string(provider),
            false => provider.replace(char::is_control, " "),
        };
        let text = text
            .replace("{{name}}", name)
            .replace("{{ident}}", &name.replace('-', "_"))
            .replace("{{header}}", &header)
            .replace("{{today}}", &today().0)
            .replace("{{rust}}", &rust(source))
            .replace("{{install}}", &install(source))
            .replace("{{title}}", &provider);
        ((*path).to_owned(), text)
    });
    filled.collect()
}

/// A name as people write it, from one with hyphens: `acme-billing` is `Acme Billing`.
pub fn title(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter_map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A text as it stands between the quotes of a string.
fn within_string(text: &str) -> String {
    let quoted = json!(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// What the index says of the crates.
fn rust(source: &Source) -> String {
    let runtime = match source {
        Source::Registry => Value::Null,
        Source::Git(url) => json!({ "git": url }),
        Source::Path(path) => json!({ "path": path }),
    };
    match runtime {
        Value::Null => r#"{ "version": "0.1.0" }"#.to_owned(),
        runtime => format!("{{\n    \"version\": \"0.1.0\",\n    \"runtime\": {}\n  }}", spaced(&runtime)),
    }
}

/// An object of strings on one line.
fn spaced(object: &Value) -> String {
    let entries = object.as_object().into_iter().flatten();
    let entries: Vec<String> = entries.map(|(key, value)| format!("{}: {value}", json!(key))).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// How the program is installed.
fn install(source: &Source) -> String {
    match source {
        Source::Registry => format!("cargo install --locked hookwright@{}", env!("CARGO_PKG_VERSION")),
        Source::Git(url) => format!("cargo install --locked --git {url} hookwright"),
        Source::Path(path) => format!("cargo install --locked --path {path}/crates/cli"),
    }
}
