//! The files of a catalog's versions: what is read of them, what is written, and what an author is told of those that are
//! broken.

use serde_json::{Value, json};
use webhook_catalog::Catalog;
use webhook_evolution::history::{self, History, Mention, Release};
use webhook_schema::{Diagnostics, Tree};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// An event of the index, with more members.
fn event(name: &str, more: Value) -> Value {
    let mut event = json!({
        "name": name,
        "family": "x",
        "schema": format!("{name}.schema.json"),
        "example": format!("{name}.example.json"),
        "emission": { "component": "c", "trigger": "t", "status": "live" },
        "published": false,
    });
    let members = event.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("an object").clone());
    event
}

/// A catalog of a version, as a tree and loaded.
fn catalog(version: &str, events: &[Value]) -> Catalog {
    let mut index = index();
    index["version"] = json!(version);
    index["events"] = json!(events);
    let mut files = vec![("webhooks/index.json".to_owned(), index.to_string())];
    let field = json!({ "type": "string" });
    let envelope = json!({
        "$schema": DIALECT,
        "type": "object",
        "required": ["id", "type", "created_at", "data"],
        "properties": { "id": field, "type": field, "created_at": { "type": "string", "format": "date-time" }, "data": { "type": "object" } },
    });
    files.push(("webhooks/envelope.json".to_owned(), envelope.to_string()));
    for event in events {
        let name = event["name"].as_str().expect("a name");
        let schema = json!({
            "$schema": DIALECT,
            "allOf": [{ "$ref": "envelope.json" }],
            "properties": { "type": { "const": name }, "data": { "type": "object" } },
        });
        let example = json!({ "id": "1", "type": name, "created_at": "2026-01-01T00:00:00Z", "data": {} });
        files.push((format!("webhooks/{name}.schema.json"), schema.to_string()));
        files.push((format!("webhooks/{name}.example.json"), example.to_string()));
    }
    let mut diagnostics = Diagnostics::new();
    let catalog = webhook_catalog::load(&Tree::memory("", files), &mut diagnostics);
    assert!(diagnostics.has_no_error(), "{}", diagnostics.to_text());
    catalog.expect("a catalog")
}

/// The smallest index that there is, of the generator's golden catalogs.
fn index() -> Value {
    let text = include_str!("../../codegen/tests/golden/minimal/schemas/webhooks/index.json");
    let mut index: Value = serde_json::from_str(text).expect("JSON");
    index["families"] = json!([{ "name": "x", "title": "X", "description": "X." }]);
    index["contract"]["envelope"]["schema"] = json!("envelope.json");
    index["lints"] = json!({ "schema-id": "allow", "missing-description": "allow" });
    index
}

/// The releases of a catalog with a history of files, each by the version that it is of.
fn releases(catalog: &Catalog, files: &[(&str, &str)]) -> (Option<Vec<Release>>, String) {
    let files = files.iter().map(|(version, text)| (format!("meta/history/{version}.json"), *text));
    let mut diagnostics = Diagnostics::new();
    diagnostics.open("catalog");
    let files = Tree::memory("schemas", files);
    let history = History::before(files, &catalog.index.version, &mut diagnostics);
    let releases = history.releases(catalog, &mut diagnostics);
    (releases, diagnostics.to_text())
}

fn first(catalog: &Catalog) -> Release {
    let (releases, told) = releases(catalog, &[]);
    assert_eq!(told, "");
    releases.expect("there is no older version").remove(0)
}

/// The text of the file of a catalog's own version.
fn text(catalog: &Catalog, release: &Release) -> String {
    let mut text = Vec::new();
    release.write(catalog, &mut text).expect("memory takes all of it");
    String::from_utf8(text).expect("a text")
}

fn mentioned(mentions: &[Mention]) -> Vec<&str> {
    mentions.iter().map(|mention| mention.event.as_str()).collect()
}

#[test]
fn the_first_version_has_every_event() {
    let release = first(&catalog("2026-01-31", &[event("a.b", json!({})), event("a.c", json!({}))]));
    assert_eq!((release.version.as_str(), release.previous.as_deref()), ("2026-01-31", None));
    assert_eq!(mentioned(&release.added), ["a.b", "a.c"]);
    assert_eq!(release.path(), "schemas/meta/history/2026-01-31.json");
}

#[test]
fn a_version_is_compared_with_the_newest_of_the_older_ones() {
    let oldest = catalog("2026-01-31", &[event("a.b", json!({})), event("a.c", json!({}))]);
    let oldest = text(&oldest, &first(&oldest));
    let bye = json!({ "deprecated": true, "sunset": "2026-12-31", "replaced_by": "a.d" });
    let middle = catalog(
        "2026-02-28",
        &[event("a.c", bye.clone()), event("a.d", json!({ "replaces": { "name": "a.b" } }))],
    );
    let (found, told) = releases(&middle, &[("2026-01-31", &oldest)]);
    assert_eq!(told, "");
    let release = found.expect("both can be read").remove(0);
    let text_of_middle = text(&middle, &release);
    assert_eq!(mentioned(&release.added), ["a.d"]);
    let Mention { event: gone, replaced_by, .. } = &release.removed[0];
    assert_eq!((gone.as_str(), replaced_by.as_deref()), ("a.b", Some("a.d")));
    let Mention { event: deprecated, sunset, replaced_by, .. } = &release.deprecated[0];
    assert_eq!(
        (deprecated.as_str(), sunset.as_deref(), replaced_by.as_deref()),
        ("a.c", Some("2026-12-31"), Some("a.d"))
    );

    // What was deprecated is not so again, and what the oldest one has makes no difference anymore.
    let newest =
        catalog("2026-03-31", &[event("a.c", bye), event("a.d", json!({})), event("a.e", json!({}))]);
    let files = [("2026-01-31", oldest.as_str()), ("2026-02-28", &text_of_middle)];
    let (found, told) = releases(&newest, &files);
    assert_eq!(told, "");
    let [newest, same, first] = &found.expect("all can be read")[..] else { panic!("three versions") };
    assert_eq!(mentioned(&newest.added), ["a.e"]);
    assert!(newest.deprecated.is_empty() && newest.removed.is_empty());
    // Those before the current one have their texts.
    let text_of = |release: &Release| text(&middle, release);
    assert_eq!((text_of(same), text_of(first)), (text_of_middle, oldest));
}

#[test]
fn files_of_later_versions_and_of_the_current_one_are_not_read() {
    let current = catalog("2026-02-28", &[event("a.b", json!({}))]);
    let (found, told) = releases(&current, &[("2026-02-28", "{"), ("2026-03-01", "{"), ("notes", "{")]);
    assert_eq!(told, "");
    assert_eq!(found, Some(vec![first(&current)]));
}

#[test]
fn a_version_can_be_loaded_again() {
    let catalog = catalog("2026-01-31", &[event("a.b", json!({}))]);
    let text = text(&catalog, &first(&catalog));
    let files = Tree::memory("schemas", [("meta/history/2026-01-31.json", text)]);
    let mut diagnostics = Diagnostics::new();
    let tree = history::version(&files, "2026-01-31", &mut diagnostics).expect("the file is sound");
    assert_eq!(tree.label(), "schemas/meta/history/2026-01-31.json");
    let again = webhook_catalog::load(&tree, &mut diagnostics).expect("it was a catalog");
    let older = webhook_catalog::load_older(&tree, &catalog, &mut diagnostics).expect("it was a catalog");
    assert!(diagnostics.has_no_error(), "{}", diagnostics.to_text());
    assert_eq!((again.index, older.assumed), (catalog.index, Vec::<String>::new()));
    assert!(older.catalog.schema(&older.catalog.index.events[0]).is_some());
    assert!(history::version(&files, "2026-01-30", &mut diagnostics).is_none());
}

#[test]
fn deep_schemas_are_read_again() {
    let mut deep = json!({ "type": "string" });
    for _ in 0..60 {
        deep = json!({ "properties": { "x": deep } });
    }
    let mut index = index();
    (index["version"], index["events"]) = (json!("2026-01-31"), json!([]));
    let text = json!({
        "version": "2026-01-31",
        "files": { "webhooks/index.json": index, "webhooks/a.schema.json": deep },
    });
    let (releases, told) =
        releases(&catalog("2026-02-28", &[event("a.b", json!({}))]), &[("2026-01-31", &text.to_string())]);
    assert_eq!((releases.map(|all| all.len()), told.as_str()), (Some(2), ""));
}

#[test]
fn a_broken_file_is_told() {
    let current = catalog("2026-02-28", &[event("a.b", json!({}))]);
    let restore =
        "restore the file as it was committed; or delete it, and the changelog goes without its version";
    for (text, at, message, help) in [
        (
            "{ \"version\": \"2026-01-31\", \"files\": {",
            ":1:38",
            "invalid JSON: the file ends inside of an object",
            "finish it: a bracket or a quote is not closed",
        ),
        (
            "{ \"version\": \"2026-01-30\", \"files\": {} }",
            ":1:14",
            "expected `2026-01-31`, as the file is called, found `2026-01-30`",
            restore,
        ),
        (
            "{ \"version\": \"2026-01-31\", \"added\": [{ \"event\": 5 }], \"files\": {} }",
            ":1:49",
            "invalid type: number, expected a string",
            restore,
        ),
        ("{ \"version\": \"2026-01-31\" }", ":1:1", "missing field `files`", restore),
        (
            "{ \"version\": \"2026-01-31\", \"files\": {} }",
            "/webhooks",
            "there is no such directory",
            "write the files in it",
        ),
    ] {
        let (_, told) = releases(&current, &[("2026-01-31", text)]);
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines[0], format!("schemas/meta/history/2026-01-31.json{at}: error: {message}"));
        assert!(lines.contains(&format!("  help: {help}").as_str()), "{told}");
        assert_eq!(lines.last(), Some(&"1 mistake in 1 file"));
    }
}
