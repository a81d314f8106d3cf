//! Catalogs that a repository cannot hold: other encodings, sizes, links; and texts made to break a reader.

use std::fmt::Write as _;
use std::fs;

use insta::{Settings, assert_snapshot};
use webhook_schema::Limits;
use webhook_test_support::case::{Case, DIR, tests};

#[test]
fn line_ends_of_windows_are_accepted_and_counted() {
    let case = Case::base();
    for file in ["index.json", "common.schema.json", "invoice.paid.schema.json", "invoice.paid.example.json"]
    {
        let text = fs::read_to_string(case.path(file)).unwrap();
        case.write(file, text.replace('\n', "\r\n"));
    }
    assert_eq!(case.told(), "");
    case.edit("index.json", "\"published\": false", "\"published\": 0");
    is_told(&case, "line_ends");
}

#[test]
fn encodings() {
    let case = Case::base();
    let index = fs::read(case.path("index.json")).unwrap();
    case.write("index.json", [b"\xef\xbb\xbf".as_slice(), &index].concat());
    case.edit("team.member_added.example.json", "user-7", "usér-7");
    let example = fs::read_to_string(case.path("team.member_added.example.json")).unwrap();
    let latin_1: Vec<u8> = example.chars().map(|character| character as u8).collect();
    case.write("team.member_added.example.json", latin_1);
    case.write("invoice.paid.example.json", "\u{feff}");
    case.write("invoice.failed.example.json", b"\xff\xfe{\0}\0");
    is_told(&case, "encodings");
}

#[test]
fn sizes_and_depths() {
    let case = Case::base();
    let limits = Limits { max_file_bytes: 1024 * 1024, ..Limits::default() };
    let told = |case: &Case| case.load_within(limits).1.to_text();
    let pad = |size: usize, text: &str| format!("{text}{}", " ".repeat(size - text.len()));
    let example = fs::read_to_string(case.path("invoice.paid.example.json")).unwrap();
    case.write("invoice.paid.example.json", pad(1024 * 1024, &example));
    assert_eq!(told(&case), "");
    case.write("invoice.paid.example.json", pad(1024 * 1024 + 1, &example));
    case.write("common.schema.json", "[".repeat(200_000));
    case.write("team.member_added.schema.json", format!("{}{}", "{\"not\":".repeat(130), "}".repeat(130)));
    is_told_as(&told(&case), "sizes_and_depths");
    let (catalog, diagnostics) = Case::base().load_within(Limits { max_events: 2, ..Limits::default() });
    assert!(catalog.is_none());
    is_told_as(&diagnostics.to_text(), "too_many_events");
    assert!(Case::base().load_within(Limits { max_events: 3, ..Limits::default() }).0.is_some());
}

#[test]
fn what_is_nested_as_deeply_as_can_be_allowed_is_read() {
    let limits = Limits { max_depth: Limits::MAX_DEPTH, ..Limits::default() };
    let deep = move |levels: usize| {
        let case = Case::base();
        // Within `$defs`, and the file.
        let (open, shut) = ("{\"items\":".repeat(levels - 3), "}".repeat(levels - 3));
        case.edit(
            "common.schema.json",
            "\"money\": {",
            &format!("\"deep\": {open}{{}}{shut}, \"money\": {{"),
        );
        case.edit(
            "common.schema.json",
            "\"data\": { \"type\": \"object\" }",
            "\"data\": { \"$ref\": \"#/$defs/deep\" }",
        );
        case.load_within(limits).1.to_text()
    };
    let thread = std::thread::Builder::new().stack_size(limits.stack_bytes());
    let told = thread.spawn(move || [deep(500), deep(501)]).unwrap().join().unwrap();
    assert_eq!(told[0], "");
    assert!(
        told[1].contains(
            "help: nest at most 500 of them; a schema can refer to its inner parts as definitions\n"
        ),
        "{}",
        told[1]
    );
}

#[test]
fn what_is_not_a_file() {
    let case = Case::base();
    for file in ["index.json", "common.schema.json"] {
        fs::remove_file(case.path(file)).unwrap();
        fs::create_dir(case.path(file)).unwrap();
    }
    case.write("sub/directory/extra.json", "{}");
    is_told(&case, "directories");
    let case = Case::base();
    case.write("sub/directory/extra.json", "{}");
    case.write("sub.json/team.member_added.schema.json", "{}");
    is_told(&case, "subdirectories");
    fs::remove_dir_all(case.path("")).unwrap();
    assert!(case.told().starts_with("webhooks: error: the directory cannot be read: "), "{}", case.told());
    fs::write(case.path("").with_file_name(DIR), "").unwrap();
    is_told(&case, "not_a_directory");
}

#[test]
fn what_is_nobodys_business() {
    let case = Case::base();
    for file in ["README.md", "notes.txt", ".hidden.json", ".git/objects/a.json", "sub/notes.md"] {
        case.write(file, "anything");
    }
    assert_eq!(case.told(), "");
}

#[cfg(unix)]
#[test]
fn symlinks() {
    use std::os::unix::fs::symlink;

    let case = Case::base();
    let outside = tempfile::tempdir().unwrap();
    fs::copy(case.path("invoice.paid.example.json"), outside.path().join("outside.json")).unwrap();

    // Within the directory a link is a file like any other, and a loop ends.
    fs::create_dir(case.path("sub")).unwrap();
    fs::rename(case.path("invoice.paid.example.json"), case.path("paid.txt")).unwrap();
    symlink("paid.txt", case.path("invoice.paid.example.json")).unwrap();
    symlink("..", case.path("sub/loop")).unwrap();
    symlink(".", case.path("here")).unwrap();
    assert_eq!(case.told(), "");

    fs::remove_file(case.path("invoice.paid.example.json")).unwrap();
    symlink(outside.path().join("outside.json"), case.path("invoice.paid.example.json")).unwrap();
    symlink(outside.path(), case.path("elsewhere")).unwrap();
    symlink("ring.schema.json", case.path("ring.schema.json")).unwrap();
    symlink("/dev/zero", case.path("zero.schema.json")).unwrap();
    is_told(&case, "symlinks");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let case = Case::base();
    let pipe = case.path("invoice.paid.schema.json");
    fs::remove_file(&pipe).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    is_told(&case, "a_pipe_is_not_waited_for");
}

/// Compares what an author is told with `tests/hostile/<name>.snap`.
fn is_told(case: &Case, name: &str) {
    is_told_as(&case.told(), name);
}

fn is_told_as(told: &str, name: &str) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(tests().join("hostile"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!(name, told));
}

/// Definitions that each refer to the next.
fn told_of_a_chain(length: usize, before: &str, after: &str) -> String {
    let case = Case::base();
    let mut definitions = String::new();
    for number in 0..length {
        let next = number + 1;
        let reference = format!("{{\"$ref\":\"#/$defs/a{next}\"}}");
        writeln!(definitions, "\"a{number}\":{before}{reference}{},", after.replace("{}", &reference))
            .unwrap();
    }
    case.edit(
        "common.schema.json",
        "\"money\": {",
        &format!("{definitions} \"a{length}\": {{}}, \"money\": {{"),
    );
    case.edit(
        "invoice.failed.schema.json",
        "common.schema.json#/$defs/money",
        "common.schema.json#/$defs/a0",
    );
    case.told()
}

#[test]
fn a_long_chain_of_references_for_one_value_is_refused() {
    assert_eq!(told_of_a_chain(900, "", ""), "");
    let told = told_of_a_chain(18_000, "", "");
    let expected = "error: more than 1000 schemas follow from each other for one value from here on";
    let way_out = "put conditions next to each other, each `if` with its `then` in one `allOf`";
    assert!(told.contains(expected) && told.contains(way_out), "{told}");
    assert!(told.ends_with("\n1 mistake in 1 file\n"), "{told}");
}

#[test]
fn references_that_double_at_each_step_are_refused() {
    let told = told_of_a_chain(64, "{\"allOf\":[", ",{}]}");
    assert!(told.contains(" schemas apply to one value from here on, with those that apply again"), "{told}");
    assert!(told.ends_with("\n1 mistake in 1 file\n"), "{told}");
}

#[test]
fn a_long_list_of_branches_for_one_value_is_followed() {
    let told = |definitions: &str, branch: &dyn Fn(usize) -> String| {
        let branches: Vec<String> = (0..5_000).map(branch).collect();
        let case = Case::base();
        let all = format!("{definitions} \"all\": {{\"oneOf\":[{}]}}, \"money\": {{", branches.join(","));
        case.edit("common.schema.json", "\"money\": {", &all);
        case.told()
    };
    assert_eq!(told("", &|at| format!("{{\"const\":\"a{at}\"}}")), "");
    // Each includes what all of them include.
    let all = (0..5_000).map(|at| format!("\"a{at}\":{{\"allOf\":[{{\"$ref\":\"#/$defs/base\"}}]}},"));
    let base = "\"base\":{\"allOf\":[{},{},{},{},{}]},";
    let definitions = all.chain([base.to_owned()]).collect::<String>();
    assert_eq!(told(&definitions, &|at| format!("{{\"$ref\":\"#/$defs/a{at}\"}}")), "");
}

#[test]
fn a_long_chain_of_references_for_values_within_values_is_followed() {
    assert_eq!(told_of_a_chain(18_000, "{\"properties\":{\"n\":", "}}"), "");
}

#[cfg(unix)]
#[test]
fn what_the_directory_of_the_api_may_not_hold() {
    use std::os::unix::fs::symlink;

    let case = Case::with_api();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.json"), "{}").unwrap();
    symlink(outside.path().join("secret.json"), case.path("../api/stolen.schema.json")).unwrap();
    // The catalog's directory is outside of the API's, too.
    fs::remove_file(case.path("../api/error.example.json")).unwrap();
    symlink(case.path("invoice.paid.example.json"), case.path("../api/error.example.json")).unwrap();
    case.write("../api/deeper/extra.schema.json", "{}");
    case.write("../api/notes.json", "{}");
    case.write("../api/notes.txt", "nobody's business");
    is_told(&case, "api");

    let case = Case::base();
    case.write("../api", "");
    assert!(case.told().starts_with("api: error: this is not a directory\n"), "{}", case.told());
}
