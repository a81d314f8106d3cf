//! How drift is printed: for people, for GitHub, and for programs. `advice` is what to do about it.

use std::borrow::Cow;
use std::fmt::Write as _;

use similar::TextDiff;
use webhook_schema::diagnostic::terminal;
use webhook_schema::{Diagnostic, Diagnostics, Rule};

use super::cut::cut;
use super::drift::{Drift, Found, with_plain_ends};

/// Lines of one file's diff that are shown.
const LINES_PER_FILE: usize = 60;
/// Lines of diff that are shown in all.
const LINES_IN_ALL: usize = 400;

/// What can be done about a stray file, which only whoever made it can do.
pub const STRAY_HELP: &str = "this directory belongs to `codegen`, which writes nothing until what is not generated is moved elsewhere or deleted";

/// What was done, or is to do: `create path`, `update path` or `remove path`, and a line end; `stray path` where it is not ours
/// to do.
pub fn headline(drift: &Drift<'_>) -> String {
    let verb = match drift {
        Drift::Create { .. } => "create",
        Drift::Update { .. } => "update",
        Drift::Remove { .. } => "remove",
        Drift::Stray { .. } => "stray",
    };
    format!("{verb} {}\n", visible(drift.path()))
}

/// How many there are of each kind: `1 created, 2 updated, 3 removed`.
pub fn counts(drifts: &[Drift<'_>]) -> String {
    let count = |is: fn(&Drift<'_>) -> bool| drifts.iter().filter(|drift| is(drift)).count();
    format!(
        "{} created, {} updated, {} removed",
        count(|drift| matches!(drift, Drift::Create { .. })),
        count(|drift| matches!(drift, Drift::Update { .. })),
        count(|drift| matches!(drift, Drift::Remove { .. })),
    )
}

/// For people: every difference, with a diff where there is one; long ones shortened. Ends with the advice.
pub fn text(drifts: &[Drift<'_>], advice: &str) -> String {
    let mut text = String::new();
    let mut budget = LINES_IN_ALL;
    for drift in drifts {
        text.push_str(headline(drift).trim_end());
        // Writing to a String cannot fail.
        let _ = match drift {
            Drift::Create { .. } => writeln!(text, ": it is missing"),
            Drift::Remove { .. } => writeln!(text, ": nothing generates it"),
            Drift::Stray { what, .. } => writeln!(text, ": {what} that was not generated"),
            Drift::Update { found: Found::Unreadable(why), .. } => {
                writeln!(text, ": it cannot be read: {why}")
            }
            Drift::Update { found: Found::Other(what), .. } => writeln!(text, ": it is {what}"),
            Drift::Update { path, text: generated, found: Found::Bytes(bytes) } => {
                diff(&mut text, path, bytes, generated, &mut budget);
                Ok(())
            }
        };
    }
    let _ = writeln!(text, "\n{}", summary(drifts, advice));
    text
}

/// What `codegen --check` finds.
pub const DRIFT: Rule =
    Rule { id: "drift", summary: "Generated files are what the catalog says, and there are no others." };

/// For programs: a diagnostic per difference, next to what was found before.
pub fn add(mut diagnostics: Diagnostics, drifts: &[Drift<'_>], advice: &str) -> Diagnostics {
    // Their files are relative to the root.
    diagnostics.open("");
    for drift in drifts {
        let message = match drift {
            Drift::Create { .. } => "missing generated file",
            Drift::Update { .. } => "the generated file has drifted",
            Drift::Remove { .. } => "nothing generates this file now",
            Drift::Stray { .. } => "not a generated file",
        };
        diagnostics.push(Diagnostic::at_file(&DRIFT, drift.path(), message, help(drift, advice)));
    }
    diagnostics
}

/// Prints what there is to know about the bytes on disk, and the diff as far as the budget of lines goes.
fn diff(out: &mut String, path: &str, bytes: &[u8], generated: &str, budget: &mut usize) {
    let bytes = with_plain_ends(bytes);
    let on_disk = String::from_utf8_lossy(&bytes);
    out.push_str(if matches!(on_disk, Cow::Owned(_)) { ": it is not UTF-8\n" } else { "\n" });
    if *budget == 0 {
        let _ = writeln!(out, "  … its diff is left out, after {LINES_IN_ALL} lines of others");
        return;
    }
    let diff = TextDiff::from_lines(on_disk.as_ref(), generated);
    let (old, new) = (format!("{path} (on disk)"), format!("{path} (generated)"));
    let diff = diff.unified_diff().header(&old, &new).to_string();
    let lines: Vec<_> = diff.strip_suffix('\n').unwrap_or(&diff).split('\n').map(visible).collect();
    let lines = cut(&lines);
    let shown = lines.len().min(LINES_PER_FILE).min(*budget);
    *budget -= shown;
    for line in &lines[..shown] {
        let _ = writeln!(out, "{line}");
    }
    if shown < lines.len() {
        let _ = writeln!(out, "  … {} more lines of this diff are left out", lines.len() - shown);
    }
}

/// For GitHub: an annotation per difference, at the first line that differs; then the advice.
pub fn github(drifts: &[Drift<'_>], advice: &str) -> String {
    let mut text = String::new();
    for drift in drifts {
        let (title, what) = match drift {
            Drift::Create { .. } => ("Generated file is missing", "the catalog calls for this file"),
            Drift::Update { .. } => ("Generated file has drifted", "this is not what the catalog generates"),
            Drift::Remove { .. } => ("Generated file is left over", "nothing generates this file now"),
            Drift::Stray { .. } => ("Not a generated file", "this was not generated"),
        };
        let line = match drift {
            Drift::Update { text, found: Found::Bytes(bytes), .. } => {
                first_difference(&with_plain_ends(bytes), text.as_bytes())
            }
            _ => 1,
        };
        let file = property(drift.path());
        let _ =
            writeln!(text, "::error file={file},line={line},title={title}::{what}; {}", help(drift, advice));
    }
    let _ = writeln!(text, "{}", summary(drifts, advice));
    text
}

/// The number of the first line on disk that differs; the last one where lines are missing at the end.
fn first_difference(on_disk: &[u8], generated: &[u8]) -> usize {
    let lines = || on_disk.split_inclusive(|byte| *byte == b'\n');
    let same =
        lines().zip(generated.split_inclusive(|byte| *byte == b'\n')).take_while(|(a, b)| a == b).count();
    (same + 1).min(lines().count()).max(1)
}

/// How many there are, and what to do about them.
fn summary(drifts: &[Drift<'_>], advice: &str) -> String {
    let files = if drifts.len() == 1 { "file is" } else { "files are" };
    let is_stray = |drift: &Drift<'_>| matches!(drift, Drift::Stray { .. });
    let strays = if drifts.iter().any(is_stray) { STRAY_HELP } else { "" };
    let others = if drifts.iter().all(is_stray) { "" } else { advice };
    let advice =
        [strays, others].into_iter().filter(|advice| !advice.is_empty()).collect::<Vec<_>>().join("\n");
    format!("{} {files} not as the catalog says\n{advice}", drifts.len())
}

fn help<'a>(drift: &Drift<'_>, advice: &'a str) -> &'a str {
    if matches!(drift, Drift::Stray { .. }) { STRAY_HELP } else { advice }
}

/// A name or a line that is not ours may hold anything: nothing of it may start a line or act on a terminal.
fn visible(text: &str) -> String {
    terminal::visible(text, |character| character == '\t')
}

/// A property of a workflow command. What comes out of [`visible`] has no line ends left to escape.
fn property(text: &str) -> String {
    visible(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADVICE: &str = "generate it again";

    fn update<'a>(path: &'a str, on_disk: &[u8], text: &'a str) -> Drift<'a> {
        Drift::Update { path, text, found: Found::Bytes(on_disk.to_owned()) }
    }

    fn remove(path: &str) -> Drift<'static> {
        Drift::Remove { path: path.to_owned(), at: path.into() }
    }

    #[test]
    fn text_shows_each_difference_and_ends_with_the_advice() {
        let other = |path, found| Drift::Update { path, text: "", found };
        let drifts = [
            Drift::Create { path: "o/a.rs", text: "new" },
            update("o/b.rs", b"one\ntwo\x1b[2J\nthree\n", "one\n2\nthree\n"),
            update("o/c.rs", b"one\r\ntwo\r\n", "one\n2\n"),
            update("o/d.rs", b"\xff\n", "one\n"),
            other("o/e.rs", Found::Other("a symlink")),
            other("o/f.rs", Found::Unreadable("permission denied".to_owned())),
            remove("o/g\n::error.rs"),
            Drift::Stray { path: "o/h.md".to_owned(), what: "a file" },
        ];
        assert_eq!(
            text(&drifts, ADVICE),
            "create o/a.rs: it is missing\n\
             update o/b.rs\n\
             --- o/b.rs (on disk)\n\
             +++ o/b.rs (generated)\n\
             @@ -1,3 +1,3 @@\n one\n-two\\u{1b}[2J\n+2\n three\n\
             update o/c.rs\n\
             --- o/c.rs (on disk)\n\
             +++ o/c.rs (generated)\n\
             @@ -1,2 +1,2 @@\n one\n-two\n+2\n\
             update o/d.rs: it is not UTF-8\n\
             --- o/d.rs (on disk)\n\
             +++ o/d.rs (generated)\n\
             @@ -1 +1 @@\n-\u{fffd}\n+one\n\
             update o/e.rs: it is a symlink\n\
             update o/f.rs: it cannot be read: permission denied\n\
             remove o/g\\n::error.rs: nothing generates it\n\
             stray o/h.md: a file that was not generated\n\n\
             8 files are not as the catalog says\n\
             this directory belongs to `codegen`, which writes nothing until what is not generated is moved elsewhere or deleted\n\
             generate it again\n"
        );
        assert_eq!(counts(&drifts), "1 created, 5 updated, 1 removed");
    }

    #[test]
    fn long_diffs_are_shortened_and_every_file_is_named() {
        let long = "line\n".repeat(100);
        let paths: Vec<String> = (0..9).map(|number| format!("o/{number}.rs")).collect();
        let drifts: Vec<_> = paths.iter().map(|path| update(path, b"", &long)).collect();
        let text = text(&drifts, ADVICE);
        assert_eq!(text.matches("… 43 more lines of this diff are left out").count(), 6);
        assert_eq!(text.matches("… 63 more lines of this diff are left out").count(), 1);
        assert_eq!(text.matches("… its diff is left out, after 400 lines of others").count(), 2);
        assert_eq!(text.matches("\n+line").count(), 400 - 7 * 3);
        assert!(paths.iter().all(|path| text.contains(&format!("update {path}\n"))));
    }

    #[test]
    fn long_lines_of_a_diff_are_cut() {
        let text = |word| format!("{}\n{word}\n", "context ".repeat(700));
        let new = text("new");
        let told = super::text(&[update("o/a.json", text("old").as_bytes(), &new)], ADVICE);
        let context = "context ".repeat(20);
        assert!(told.contains(&format!("\n {context}…\n-old\n+new\n")), "{told}");
    }

    #[test]
    fn github_points_at_the_first_line_that_differs() {
        let drifts = [
            Drift::Create { path: "o/a.rs", text: "new" },
            update("o/b.rs", b"1\n2\n3\n", "1\n2\nthree\n"),
            update("o/c.rs", b"1\n2\n", "1\n2\n3\n"),
            update("o/d.rs", b"", "1\n"),
            remove("o/100%,a:b\n.rs"),
            Drift::Stray { path: "o/mine.md".to_owned(), what: "a file" },
        ];
        let lines: Vec<String> = github(&drifts, ADVICE).lines().map(str::to_owned).collect();
        let starts = [
            "::error file=o/a.rs,line=1,title=Generated file is missing::",
            "::error file=o/b.rs,line=3,title=Generated file has drifted::",
            "::error file=o/c.rs,line=2,title=Generated file has drifted::",
            "::error file=o/d.rs,line=1,title=Generated file has drifted::",
            "::error file=o/100%25%2Ca%3Ab\\n.rs,line=1,title=Generated file is left over::",
            "::error file=o/mine.md,line=1,title=Not a generated file::",
            "6 files are not as the catalog says",
            STRAY_HELP,
            ADVICE,
        ];
        assert_eq!(lines.len(), starts.len());
        for (line, start) in lines.iter().zip(starts) {
            assert!(line.starts_with(start), "{line}");
        }
        assert!(lines[0].ends_with(ADVICE) && lines[5].ends_with(STRAY_HELP));
    }
}
