//! The options that bound what is read of a catalog, for every command that loads one.

use std::path::Path;

use clap::Args;
use webhook_schema::Tree;

use super::given;

/// Apart from what a command is for.
const HEADING: &str = "Limits";

/// Bounds on what is read. The help has what they are for.
#[derive(Args)]
pub struct Limits {
    /// Largest file that is read, in MiB
    #[arg(long, allow_negative_numbers = true, help_heading = HEADING, value_name = "MIB", default_value_t = 64, value_parser = given::whole::<u32>(1, u32::MAX.into()))]
    max_file_size: u32,
    /// Largest number of events in an index
    #[arg(long, allow_negative_numbers = true, help_heading = HEADING, value_name = "N", default_value_t = 100_000, value_parser = given::whole::<u32>(1, u32::MAX.into()))]
    max_events: u32,
    /// Deepest nesting of objects and arrays in a file, up to 500
    #[arg(long, allow_negative_numbers = true, help_heading = HEADING, value_name = "N", default_value_t = 127, value_parser = given::whole::<u32>(1, 500))]
    max_depth: u32,
}

impl Limits {
    /// The bounds.
    pub(crate) fn limits(&self) -> webhook_schema::Limits {
        webhook_schema::Limits {
            max_file_bytes: u64::from(self.max_file_size) << 20,
            max_events: self.max_events as usize,
            max_depth: self.max_depth as usize,
        }
    }

    /// The tree of a repository, within these limits.
    pub(crate) fn tree(&self, root: &Path) -> Tree {
        webhook_catalog::tree_within(root, self.limits())
    }

    /// The tree of the history of that repository's catalog.
    pub(crate) fn history(&self, root: &Path) -> Tree {
        webhook_evolution::history::tree(root, self.limits())
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, FromArgMatches as _, Parser};

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        limits: Limits,
    }

    #[test]
    fn the_defaults_are_those_of_the_library() {
        let matches = Line::command().get_matches_from(["x"]);
        let line = Line::from_arg_matches(&matches).expect("no option is required");
        assert_eq!(line.limits.limits(), webhook_schema::Limits::default());
    }
}
