//! docs/src/import.md, run command by command from its own text.

use std::fs;

use crate::support::{blocks, run};

#[test]
fn every_command_does_what_the_page_says() {
    let here = tempfile::tempdir().expect("a directory");
    let [document] = blocks("json")[..] else { panic!("one document") };
    fs::write(here.path().join("shop.json"), document).expect("written");
    let (commands, printed) = (blocks("sh"), blocks("text"));
    assert_eq!((commands.len(), printed.len()), (4, 4));
    for (commands, printed) in commands.iter().zip(printed) {
        let mut said = String::new();
        for command in commands.lines() {
            let output = run(here.path(), command);
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
            said += &String::from_utf8_lossy(&output.stdout);
        }
        assert_shows(printed, &said);
    }
}

/// The page shows what was printed; a line of `…` is for lines that it leaves out, and a `…` at the end for the rest of one.
fn assert_shows(printed: &str, said: &str) {
    let mut said = said.lines();
    let mut may_skip = false;
    for line in printed.lines() {
        if line == "…" {
            may_skip = true;
            continue;
        }
        let is_shown = |said: &str| match line.strip_suffix('…') {
            Some(start) => said.starts_with(start),
            None => said == line,
        };
        let found = if may_skip { said.any(is_shown) } else { said.next().is_some_and(is_shown) };
        assert!(found, "expected {line:?}, left: {:?}", said.collect::<Vec<_>>());
        may_skip = false;
    }
    assert_eq!(said.next(), None);
}
