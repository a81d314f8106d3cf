//! That this repository's front door has the commands of the program, and its own.

use xtask::{Color, Status};

fn run(line: &str) -> (Status, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = xtask::run(line.split_whitespace().map(Into::into), &mut out, &mut err, Color::Never);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (status, text(out), text(err))
}

const MISSING: &str = "error: set WEBHOOK_SECRET to the signing secret, or give --secret";

#[test]
fn help_lists_every_command() {
    let (status, out, _) = run("help");
    assert_eq!(status, Status::Fine);
    for shown in [
        "Usage: cargo xtask <COMMAND>",
        "  book ",
        "  codegen ",
        "  compat ",
        "  test ",
        "  mock-api ",
        "  trigger ",
        "  verify ",
    ] {
        assert!(out.contains(shown), "{out}");
    }
    for line in ["help mock-api", "mock-api --help"] {
        let (status, out, _) = run(line);
        assert_eq!(status, Status::Fine, "{line}");
        assert!(
            out.contains("Usage: cargo xtask mock-api [OPTIONS]") && out.contains("--speed <N>"),
            "{out}"
        );
    }
    let (status, out, _) = run("test --help");
    assert_eq!(status, Status::Fine);
    assert!(out.contains("where the variable CI is set, a missing program is a failure"), "{out}");
}

#[test]
fn mistakes_are_told_under_the_name_of_the_front_door() {
    for (line, named) in [
        ("tests", "a similar subcommand exists: 'test'"),
        ("test --yess", "a similar argument exists: '--yes'"),
        ("codegen --chekc", "Usage: cargo xtask codegen"),
        ("mock-api --prot 1", "a similar argument exists: '--port'"),
        ("trigger team.archived", "the following required arguments were not provided"),
        // Before the program is built that does it.
        ("trigger team.archived --to http://127.0.0.1:1", MISSING),
        ("listen", MISSING),
        ("replay records --to http://127.0.0.1:1", MISSING),
        ("verify request.http", MISSING),
    ] {
        let (status, _, err) = run(line);
        assert_eq!(status, Status::Usage, "{line}");
        assert!(err.contains(named), "{line}:\n{err}");
    }
}
