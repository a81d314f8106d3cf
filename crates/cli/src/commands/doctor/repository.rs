//! What the repository at hand has, from which follows what it needs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use webhook_codegen::OWNED;

use super::Check;
use crate::commands::written::named;

/// A repository, and what its CI runs.
pub struct Repository {
    pub root: PathBuf,
    /// Workflows and scripts, each with its path from the root and its text.
    ci: Vec<(String, String)>,
}

/// Where services for CI look for what to run.
const CI: [&str; 6] =
    [".ci", ".github/workflows", ".gitlab-ci.yml", ".circleci", ".pre-commit-config.yaml", "Jenkinsfile"];

impl Repository {
    /// Reads what CI runs. What cannot be read asks for nothing.
    pub fn read(root: &Path) -> Self {
        let mut ci = Vec::new();
        for place in CI {
            let at = root.join(place);
            let within = fs::read_dir(&at).into_iter().flatten().flatten();
            let mut paths: Vec<_> =
                within.map(|entry| format!("{place}/{}", entry.file_name().to_string_lossy())).collect();
            paths.sort();
            paths.push(place.to_owned());
            let texts = paths.into_iter().filter_map(|path| {
                let text = fs::read_to_string(root.join(&path)).ok()?;
                Some((path, text))
            });
            ci.extend(texts);
        }
        Self { root: root.to_owned(), ci }
    }

    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Where CI first names something, as `path:line`. Comments do not count.
    pub fn ci_names(&self, words: &str) -> Option<String> {
        self.ci.iter().find_map(|(path, text)| {
            let named =
                text.lines().position(|line| !line.trim_start().starts_with('#') && has_words(line, words));
            Some(format!("{path}:{}", named? + 1))
        })
    }

    /// Every word in what CI runs that begins like this one.
    pub fn ci_words(&self, start: &str) -> Vec<String> {
        let words = self.ci.iter().flat_map(|(_, text)| text.split(|c: char| !is_in_word(c)));
        let mut words: Vec<String> =
            words.filter(|word| word.starts_with(start)).map(str::to_owned).collect();
        words.sort();
        words.dedup();
        words
    }

    /// Whether `codegen` can write where it has to.
    pub fn writable(&self) -> Vec<Check> {
        let mut places: Vec<PathBuf> = OWNED.iter().filter_map(|owned| self.nearest(owned)).collect();
        places.sort();
        places.dedup();
        let wrong = places.iter().find_map(|place| {
            let file = place.join(format!(".hookwright-{}.tmp", std::process::id()));
            let made = File::create_new(&file).and_then(|_| fs::remove_file(&file));
            made.err().map(|error| named(place, &error).to_string())
        });
        let check = match wrong {
            None => Check::fine("write", "generated files can be written"),
            Some(error) => Check::wrong("write", true, error)
                .why("`codegen` writes generated files there: give your user the right to, or another disk its space"),
        };
        vec![check]
    }

    /// What there is of a path.
    fn nearest(&self, path: &str) -> Option<PathBuf> {
        let at = self.root.join(path);
        at.ancestors().find(|above| above.exists()).map(Path::to_owned)
    }
}

fn is_in_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '+')
}

/// Whether a line has these words next to each other, and not as parts of longer ones.
fn has_words(line: &str, words: &str) -> bool {
    line.match_indices(words).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + words.len()..].chars().next();
        ![before, after].into_iter().flatten().any(is_in_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        for (line, words, expected) in [
            ("    - run: cargo fmt --check", "cargo fmt", true),
            ("apt-get install nodejs", "node", false),
            ("command -v node >/dev/null", "node", true),
            ("missing+=(redis-server)", "redis-server", true),
            ("redis-server-tools", "redis-server", false),
            ("command -v c++", "c++", true),
        ] {
            assert_eq!(has_words(line, words), expected, "{words} in {line}");
        }
    }
}
