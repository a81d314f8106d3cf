//! The files of a new repository, from templates.

use std::path::Path;

use serde_json::json;
use webhook_codegen::shell::quoted;

#[cfg(any(feature = "deliveries", feature = "import"))]
use super::secrets::Secrets;
use crate::commands::column_width;
use crate::commands::today::today;

/// Where the runtime comes from. The registry does not have it yet.
pub enum Source {
    /// The URL of a Git repository.
    Git(String),
    /// A directory, from the root of the repository.
    Path(String),
}

impl Source {
    /// Whether it is on this machine and not in the repository.
    pub fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Path(path) if path.starts_with("..") || Path::new(path).is_absolute())
    }
}

/// How the catalog of the templates goes on.
pub const NEXT_EVENT: &str = "hookwright new event account.closed --family account";

/// Stands between a command and a comment on it in a template.
const COMMENT: &str = "{{#}}";

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

/// The receiver of a catalog whose deliveries are read by a layout.
#[cfg(any(feature = "deliveries", feature = "import"))]
const RECEIVER_BY_LAYOUT: &str = include_str!("template/receiver/src/layout.rs.txt");

/// The receiver of a catalog of the plain kind whose events are not those of the templates.
#[cfg(any(feature = "deliveries", feature = "import"))]
const ANY_RECEIVER: &str = include_str!("template/receiver/src/any.rs.txt");

/// The files of a provider's repository, with a catalog of one event.
pub fn files(name: &str, provider: &str, source: &Source) -> Vec<(String, String)> {
    filled(TEMPLATES.to_vec(), name, provider, source, (NEXT_EVENT, "adds an event"))
}

/// The files of a provider's repository around a catalog that comes from elsewhere; `next` is how it goes on. With `secrets`,
/// the receiver reads deliveries by their layout, whatever that is; without, by the plain one.
#[cfg(any(feature = "deliveries", feature = "import"))]
pub fn files_around(
    name: &str,
    provider: &str,
    source: &Source,
    next: (&str, &str),
    secrets: Option<&Secrets>,
) -> Vec<(String, String)> {
    let Some(secrets) = secrets else {
        return filled(around(ANY_RECEIVER), name, provider, source, next);
    };
    let mut files = filled(around(RECEIVER_BY_LAYOUT), name, provider, source, next);
    for (path, text) in &mut files {
        if path == "receiver/src/main.rs" {
            *text = text
                .replace("{{secret}}", &format!("{:?}", secrets.received))
                .replace("{{key}}", &format!("{:?}", secrets.sent));
        }
    }
    files
}

/// The templates around a catalog that comes from elsewhere, with another receiver.
#[cfg(any(feature = "deliveries", feature = "import"))]
fn around(receiver: &'static str) -> Vec<(&'static str, &'static str)> {
    let templates = TEMPLATES.into_iter().filter(|(path, _)| !path.starts_with("schemas/"));
    let templates = templates.map(|(path, text)| match path {
        "receiver/src/main.rs" => (path, receiver),
        _ => (path, text),
    });
    templates.collect()
}

fn filled(
    templates: Vec<(&'static str, &'static str)>,
    name: &str,
    provider: &str,
    source: &Source,
    (next, why): (&str, &str),
) -> Vec<(String, String)> {
    let header = format!("X-{}", title(name).replace(' ', "-"));
    let filled = templates.into_iter().map(|(path, text)| {
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
            .replace("{{clone}}", &clone_step(source))
            .replace("{{install}}", &install(source))
            .replace("{{next}}", &format!("{next}{COMMENT}{why}"))
            .replace("{{title}}", &provider);
        (path.to_owned(), aligned(&text))
    });
    filled.collect()
}

/// The same with the comments on commands one below the other.
fn aligned(text: &str) -> String {
    let commands = text.lines().filter_map(|line| Some(line.split_once(COMMENT)?.0));
    let width = column_width(commands);
    let lines = text.split_inclusive('\n').map(|line| match line.split_once(COMMENT) {
        Some((command, comment)) => format!("{command:width$}  # {comment}"),
        None => line.to_owned(),
    });
    lines.collect()
}

/// What the contract of an imported catalog says in place of promises, which no document makes: pages and crates show it.
#[cfg(feature = "import")]
const UNPROMISED: [(&str, &str); 4] = [
    ("name", "Not stated by the documents. A name is taken to keep its meaning."),
    (
        "schema",
        "Not stated by the documents. Each event has one JSON Schema here, and payloads are taken to evolve by additions.",
    ),
    (
        "idempotency_key",
        "Placeholder: the documents do not say what identifies an event. What `contract.envelope` of the index says is \
         taken to, and the header is an example.",
    ),
    (
        "signature",
        "Placeholder: the documents do not say how deliveries are signed. What is stated here is an example, and no delivery \
         of the provider verifies by it, until `contract.signature` of the index says what the provider does.",
    ),
];

/// What such a catalog assumes of signatures.
#[cfg(feature = "import")]
const SIGNED_AS_EXAMPLE: &str = "Deliveries are signed as the example says: a placeholder, since the documents that the catalog was imported from do not say it.";

/// What a catalog assumes of events that it did not make itself.
#[cfg(any(feature = "deliveries", feature = "import"))]
pub const STABLE_EVENTS: &str = "What the index says of ids identifies an event, names keep their meaning, and payloads evolve by additions.";

/// The index of a provider's catalog without events, for a catalog that comes from elsewhere: what the template states as an
/// example, and an index may leave out, is not in it. Without a source, the runtime is the registry's.
#[cfg(any(feature = "deliveries", feature = "import"))]
pub fn index(name: &str, provider: &str, source: Option<&Source>) -> serde_json::Value {
    let files = files(name, provider, source.unwrap_or(&Source::Git(String::new())));
    let text = files.into_iter().find(|(path, _)| path.ends_with("index.json")).map(|(_, text)| text);
    let mut index: serde_json::Value = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default();
    if source.is_none() {
        index["rust"] = json!({ "version": "0.1.0" });
    }
    for (part, keys) in
        [("provider", &["api_base_url"][..]), ("contract", &["retry", "replay", "limits", "subscription"])]
    {
        let part = index[part].as_object_mut();
        part.into_iter().for_each(|part| part.retain(|key, _| !keys.contains(&key.as_str())));
    }
    index["families"] = json!([]);
    index["events"] = json!([]);
    index
}

/// The same for a catalog that is imported.
#[cfg(feature = "import")]
pub fn imported_index(name: &str, provider: &str, source: Option<&Source>) -> serde_json::Value {
    let mut index = index(name, provider, source);
    for (part, promise) in UNPROMISED {
        index["contract"][part]["promise"] = json!(promise);
    }
    index["contract"]["assumptions"] = json!([SIGNED_AS_EXAMPLE, STABLE_EVENTS]);
    index
}

/// The manifest of a repository that has nothing but the generated crates.
#[cfg(feature = "import")]
pub fn manifest() -> String {
    include_str!("template/Cargo.toml.txt").replace(", \"receiver\"", "")
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
        Source::Git(url) => format!("{{ \"git\": {} }}", json!(url)),
        Source::Path(path) => format!("{{ \"path\": {} }}", json!(path)),
    };
    format!("{{\n    \"version\": \"0.1.0\",\n    \"runtime\": {runtime}\n  }}")
}

/// How the program is installed.
fn install(source: &Source) -> String {
    match source {
        Source::Git(url) => format!("cargo install --locked --git {} hookwright", quoted(url)),
        Source::Path(path) => {
            format!("cargo install --locked --path {}", quoted(&format!("{path}/crates/cli")))
        }
    }
}

/// The step of CI that puts a checkout where the index expects it: only its author knows where it comes from.
fn clone_step(source: &Source) -> String {
    match source {
        Source::Path(path) if source.is_elsewhere() => format!(
            "\n      # TODO: a runner does not have the checkout that `rust.runtime` in the index leads to. Put the URL of\n      \
             # its repository here.\n      - run: |\n          git clone --depth 1 https://TODO.example/hookwright.git {}",
            quoted(path)
        ),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, source: &Source) -> String {
        let files = files("acme", "Acme", source);
        files.into_iter().find(|(name, _)| name == path).expect("it is written").1
    }

    fn workflow(source: &Source) -> String {
        file(".github/workflows/ci.yml", source)
    }

    #[test]
    fn ci_says_what_is_to_be_filled_in_where_a_runner_lacks_the_checkout() {
        let elsewhere = workflow(&Source::Path("../Hook wright".to_owned()));
        assert!(elsewhere.contains("      # TODO: "), "{elsewhere}");
        assert!(
            elsewhere.contains(
                "\n          git clone --depth 1 https://TODO.example/hookwright.git '../Hook wright'\n"
            ),
            "{elsewhere}"
        );
        assert!(
            elsewhere.contains("\n          cargo install --locked --path '../Hook wright/crates/cli'\n"),
            "{elsewhere}"
        );
        for source in
            [Source::Path("vendor/hookwright".to_owned()), Source::Git("https://a.example/b".to_owned())]
        {
            let workflow = workflow(&source);
            assert!(
                !workflow.contains("TODO") && workflow.contains("\n          cargo install --locked --"),
                "{workflow}"
            );
        }
    }

    #[test]
    fn comments_on_commands_are_one_below_the_other_for_every_name() {
        for name in ["x", "a-provider-with-a-long-name-that-goes-on"] {
            let files = files(name, "Acme", &Source::Git("https://a.example/b".to_owned()));
            let (_, readme) = files.iter().find(|(path, _)| path == "README.md").expect("it is written");
            let columns = readme.lines().filter_map(|line| line.find("  # "));
            let columns: Vec<usize> = columns.collect();
            assert!(columns.len() == 5 && columns.iter().all(|column| *column == columns[0]), "{readme}");
            assert!(files.iter().all(|(_, text)| !text.contains(COMMENT)));
        }
    }

    /// In YAML, ` #` begins a comment, and `: ` makes a mapping of a line, unless they are in a block.
    #[cfg(unix)]
    #[test]
    fn a_shell_reads_words_as_they_are() {
        for word in
            ["https://a.example/b.git", "a b", "it's", "$HOME", "a #b: c", "`x`", "\\", "\"", "é", "~", ""]
        {
            let script = format!("printf %s {}", quoted(word));
            let output = std::process::Command::new("sh").args(["-c", &script]).output().expect("sh runs");
            assert_eq!(String::from_utf8_lossy(&output.stdout), word, "{script}");
        }
        let workflow = workflow(&Source::Git("https://a.example/b #c: d".to_owned()));
        let line =
            "      - run: |\n          cargo install --locked --git 'https://a.example/b #c: d' hookwright\n";
        assert!(workflow.contains(line), "{workflow}");
        let index = file("schemas/webhooks/index.json", &Source::Git("a\"b".to_owned()));
        assert!(index.contains(r#""git": "a\"b""#), "{index}");
    }
}
