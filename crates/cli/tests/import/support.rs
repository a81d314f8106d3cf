//! The page and the document on it, and the program.

use std::path::Path;
use std::process::{Command, Output};

const PAGE: &str = include_str!("../../../../docs/src/import.md");

/// The blocks of a language on the page.
pub fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    let blocks = PAGE.split(opening.as_str()).skip(1);
    blocks.map(|block| block.split("```").next().expect("it ends")).collect()
}

/// Runs a command as the page writes it.
pub fn run(here: &Path, command: &str) -> Output {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("hookwright"), "{command}");
    Command::new(env!("CARGO_BIN_EXE_hookwright")).args(words).current_dir(here).output().expect("it runs")
}
