//! How a run ends: what needs a newer version, what is accepted, and what the dates say.

use hookwright::Status;

use crate::support::{EXAMPLE, INDEX, Ran, Repository, SCHEMA};

/// A repository with a change that breaks receivers, and what it was before.
fn broken() -> (Repository, String) {
    let repository = Repository::plain();
    let older = repository.copy_to("older").display().to_string();
    repository.break_it();
    (repository, older)
}

fn compat(repository: &Repository, older: &str, options: &[&str]) -> Ran {
    repository.compat(&[&["--against", older], options].concat())
}

/// The fingerprints of all changes.
fn fingerprints(repository: &Repository, older: &str) -> Vec<String> {
    let ran = compat(repository, older, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("a JSON document");
    let findings = report["findings"].as_array().expect("findings").iter();
    findings.map(|finding| finding["fingerprint"].as_str().expect("a text").to_owned()).collect()
}

/// Adds a member to the index.
fn say(repository: &Repository, member: &str) {
    repository.edit(
        INDEX,
        r#"  "version": "2031-07-04","#,
        &format!("  \"version\": \"2031-07-04\",\n  {member},"),
    );
}

fn accept(repository: &Repository, fingerprints: &[String], until: &str) {
    let entry = |fingerprint: &String| {
        format!(r#"{{ "fingerprint": "{fingerprint}", "reason": "nobody reads it", "until": "{until}" }}"#)
    };
    let entries: Vec<String> = fingerprints.iter().map(entry).collect();
    say(repository, &format!(r#""evolution": {{ "accepted": [{}] }}"#, entries.join(", ")));
}

#[test]
fn what_breaks_receivers_needs_a_newer_version_and_both_ways_out_are_named() {
    let (repository, older) = broken();
    let ran = compat(&repository, &older, &[]);
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    for told in [
        "error: 1 change needs a catalog version after 2031-07-04, and it is still 2031-07-04\n",
        "  - undo the change: ",
        "  - if it is meant, set `version` in schemas/webhooks/index.json to a date after 2031-07-04",
    ] {
        assert!(ran.out.contains(told), "{}", ran.out);
    }
    repository.edit(INDEX, r#""version": "2031-07-04""#, r#""version": "2031-07-05""#);
    let ran = compat(&repository, &older, &[]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    assert!(ran.out.contains("and 2031-07-05 is one"), "{}", ran.out);
}

#[test]
fn a_version_that_goes_back_is_refused() {
    let repository = Repository::plain();
    let older = repository.copy_to("older").display().to_string();
    repository.edit(INDEX, r#""version": "2031-07-04""#, r#""version": "2031-07-03""#);
    let ran = compat(&repository, &older, &[]);
    assert_eq!(ran.status, Status::Breaking, "{}", ran.said());
    assert!(ran.out.contains("the catalog's version goes back from 2031-07-04 to 2031-07-03"), "{}", ran.out);
}

#[test]
fn a_newer_version_without_a_reason_is_told_to_those_who_ask() {
    let repository = Repository::plain();
    let older = repository.copy_to("older").display().to_string();
    repository.edit(INDEX, r#""version": "2031-07-04""#, r#""version": "2031-08-01""#);
    let ran = compat(&repository, &older, &[]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    assert!(!ran.out.contains("note: the version"), "{}", ran.out);
    let ran = compat(&repository, &older, &["--verbose"]);
    let told = "note: the version is 2031-08-01 now, and nothing breaks receivers";
    assert!(ran.out.contains(told), "{}", ran.out);
    assert_eq!(compat(&repository, &older, &["--format", "json"]).rules(), ["version-needless"]);
}

#[test]
fn since_has_to_fit_the_versions() {
    let repository = Repository::plain();
    let published = "\"published\": true";
    repository.edit(INDEX, published, &format!("{published}, \"since\": \"2031-01-01\""));
    let older = repository.copy_to("older").display().to_string();
    repository.edit(INDEX, "\"since\": \"2031-01-01\"", "\"since\": \"2031-02-02\"");
    let ran = compat(&repository, &older, &[]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    let told = "warning: `since` was 2031-01-01 and is 2031-02-02";
    assert!(ran.out.contains(told), "{}", ran.out);
}

#[test]
fn an_accepted_change_does_not_need_a_version() {
    let (repository, older) = broken();
    accept(&repository, &fingerprints(&repository, &older), "2031-07-04");
    let ran = compat(&repository, &older, &[]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    assert!(ran.out.contains("accepted in the index"), "{}", ran.out);
    let json = compat(&repository, &older, &["--format", "json"]).out;
    assert!(json.contains("\"acknowledged\": true") && !json.contains("\"acknowledged\": false"), "{json}");
    // With the next version, the entry has served its purpose.
    repository.edit(INDEX, r#""version": "2031-07-04""#, r#""version": "2031-07-05""#);
    let ran = compat(&repository, &older, &[]);
    assert_eq!(ran.status, Status::Mistakes, "{}", ran.said());
    assert!(
        ran.out.contains("is accepted until 2031-07-04, and the catalog's version is 2031-07-05"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("schemas/webhooks/index.json:4:"), "{}", ran.out);
}

#[test]
fn an_entry_for_no_change_is_a_mistake_until_its_change_has_landed() {
    let (repository, older) = broken();
    accept(
        &repository,
        &[fingerprints(&repository, &older), vec!["0123456789ab".to_owned()]].concat(),
        "2031-07-04",
    );
    let ran = compat(&repository, &older, &[]);
    assert_eq!(ran.status, Status::Mistakes, "{}", ran.said());
    assert!(ran.out.contains("error: no change has the fingerprint `0123456789ab`\n"), "{}", ran.out);
    let later = repository.copy_to("later").display().to_string();
    let ran = compat(&repository, &later, &[]);
    assert_eq!(ran.status, Status::Fine, "{}", ran.said());
    assert!(ran.out.contains("note: no change has the fingerprint `0123456789ab` anymore"), "{}", ran.out);
}

#[test]
fn entries_have_a_reason_a_date_and_a_fingerprint() {
    for (entry, told) in [
        (r#"{ "fingerprint": "0123456789ab", "reason": " ", "until": "2031-07-04" }"#, "index.json:4:"),
        (
            r#"{ "fingerprint": "0123456789ab", "reason": "x", "until": "2031-02-30" }"#,
            "`2031-02-30` is not a calendar date",
        ),
        (r#"{ "fingerprint": "012345", "reason": "x", "until": "2031-07-04" }"#, "index.json:4:"),
        (r#"{ "fingerprint": "0123456789ab", "reason": "x" }"#, "missing property `until`"),
        (
            r#"{ "fingerprint": "0123456789ab", "reason": "x", "until": "2031-07-04" }, { "fingerprint": "0123456789ab", "reason": "y", "until": "2031-07-04" }"#,
            "`0123456789ab` is accepted twice",
        ),
    ] {
        let repository = Repository::plain();
        let older = repository.copy_to("older").display().to_string();
        say(&repository, &format!(r#""evolution": {{ "accepted": [{entry}] }}"#));
        let ran = compat(&repository, &older, &[]);
        assert_eq!(ran.status, Status::Mistakes, "{entry}: {}", ran.said());
        assert!(ran.err.contains(told), "{entry}: {}", ran.err);
    }
}

#[test]
fn levels_are_those_of_the_index() {
    let (repository, older) = broken();
    let rules = compat(&repository, &older, &["--format", "json"]).rules();
    let levels = |level: &str| {
        let levels: Vec<String> = rules.iter().map(|rule| format!(r#""{rule}": "{level}""#)).collect();
        format!(r#""evolution": {{ "levels": {{ {} }} }}"#, levels.join(", "))
    };
    let before = repository.read(INDEX);
    for (level, status) in [("warn", Status::Fine), ("allow", Status::Fine), ("deny", Status::Breaking)] {
        say(&repository, &levels(level));
        let ran = compat(&repository, &older, &[]);
        assert_eq!(ran.status, status, "{level}: {}", ran.said());
        repository.write(INDEX, &before);
    }
    say(&repository, r#""evolution": { "levels": { "propety-added": "warn" } }"#);
    let ran = compat(&repository, &older, &["--fail-on", "wire=never"]);
    assert_eq!(ran.status, Status::Mistakes, "{}", ran.said());
    assert!(
        ran.out.contains("there is no rule `propety-added`")
            && ran.out.contains("did you mean `property-added`?"),
        "{}",
        ran.out
    );
    // Programs are told, too.
    let ran = compat(&repository, &older, &["--fail-on", "wire=never", "--format", "json"]);
    assert_eq!(ran.status, Status::Mistakes, "{}", ran.said());
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let [mistake] = &report["mistakes"].as_array().expect("a list")[..] else { panic!("{}", ran.out) };
    let at = &mistake["at"];
    assert_eq!((&at["file"], &at["pointer"]), (&INDEX.into(), &"/evolution/levels/propety-added".into()));
    assert!(at["line"].is_u64(), "{mistake}");
    assert_eq!(mistake["severity"], "error");
    assert_eq!(mistake["rule"], "change-level");
    assert_eq!(mistake["message"], "there is no rule `propety-added`");
    let help = mistake["help"].as_str().unwrap_or_default();
    assert!(help.starts_with("did you mean `property-added`? "), "{mistake}");
}

#[test]
fn a_mistake_in_the_index_comes_before_what_breaks_receivers() {
    for said in [
        r#""evolution": { "levels": { "propety-added": "warn" } }"#,
        r#""evolution": { "accepted": [{ "fingerprint": "0123456789ab", "reason": "x", "until": "2031-07-04" }] }"#,
    ] {
        let (repository, older) = broken();
        say(&repository, said);
        let ran = compat(&repository, &older, &[]);
        assert_eq!(ran.status, Status::Mistakes, "{said}: {}", ran.said());
        assert!(ran.out.contains("1 change needs a catalog version after 2031-07-04"), "{}", ran.out);
    }
}

#[test]
fn who_else_must_not_be_broken_is_an_option() {
    let (repository, older) = broken();
    for (options, status) in [
        (&["--fail-on", "wire=never"][..], Status::Fine),
        (&["--fail-on", "wire=never,rust=major"], Status::Breaking),
        (&["--fail-on", "wire=never", "--fail-on", "strict=breaking"], Status::Breaking),
    ] {
        let ran = compat(&repository, &older, options);
        assert_eq!(ran.status, status, "{options:?}: {}", ran.said());
    }
    for bad in ["wire=safe", "breaking", "rust=breaking"] {
        let ran = compat(&repository, &older, &["--fail-on", bad]);
        assert_eq!(ran.status, Status::Usage);
        assert!(ran.err.contains("expected "), "{}", ran.err);
    }
}

#[test]
fn mistakes_in_the_newer_catalog_are_told_as_codegen_tells_them() {
    let (repository, older) = broken();
    repository.edit(SCHEMA, r#""required": ["number"]"#, r#""required": "number""#);
    let codegen = repository.run(&["codegen", "--check"]);
    assert!(codegen.err.contains("expected an array"), "{}", codegen.err);
    for format in ["text", "json", "github", "sarif", "markdown"] {
        let ran = compat(&repository, &older, &["--format", format]);
        assert_eq!(ran.status, Status::Mistakes, "{format}: {}", ran.said());
        assert!(ran.said().contains("expected an array"), "{format}: {}", ran.said());
        // Verdicts would only be in the way.
        assert!(!ran.said().contains("property-renamed"), "{format}: {}", ran.said());
        if ["text", "markdown"].contains(&format) {
            assert_eq!((ran.out.as_str(), &ran.err), ("", &codegen.err), "{format}");
        }
    }
    // Where there is nothing to go on with, there is nothing but mistakes.
    repository.write(INDEX, "{ \"events\": }");
    for format in ["text", "json", "github", "sarif", "markdown"] {
        let ran = compat(&repository, &older, &["--format", format]);
        assert_eq!(ran.status, Status::Mistakes, "{format}: {}", ran.said());
        assert!(ran.said().contains("invalid JSON"), "{format}: {}", ran.said());
    }
}

#[test]
fn nothing_is_judged_before_it_has_no_mistake() {
    let (repository, older) = broken();
    // The example has a key that no schema describes.
    repository.edit(EXAMPLE, r#""number": "TN 7""#, r#""number": "TN 7", "gate": "A1""#);
    let ran = compat(&repository, &older, &[]);
    assert_eq!((ran.status, ran.out.as_str()), (Status::Mistakes, ""), "{}", ran.said());
    assert_eq!(ran.err, repository.run(&["codegen", "--check"]).err);
    let ran = compat(&repository, &older, &["--format", "json"]);
    assert_eq!(ran.status, Status::Mistakes, "{}", ran.said());
    assert!(ran.err.contains("`gate`"), "{}", ran.err);
    assert_eq!(ran.rules(), ["catalog-not-compared"], "{}", ran.out);
}

#[test]
fn rules_are_explained() {
    let repository = Repository::plain();
    let ran = repository.run(&["compat", "--explain", "property-added"]);
    assert_eq!(ran.status, Status::Fine);
    for told in [
        "property-added\n",
        "Why: ",
        "What to do: ",
        "before  {",
        "Verdict as a rule: wire safe, strict safe, rust minor",
    ] {
        assert!(ran.out.contains(told), "{}", ran.out);
    }
    let ran = repository.run(&["compat", "--explain", "property-aded"]);
    assert_eq!(ran.status, Status::Usage);
    assert!(ran.err.contains("did you mean `property-added`?"), "{}", ran.err);
    let ran = repository.run(&["compat", "--explain", "property-added", "--verbose"]);
    assert_eq!(ran.status, Status::Usage);
}
