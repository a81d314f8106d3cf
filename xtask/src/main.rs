//! The program that `cargo xtask` runs.

use std::io::{stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = std::env::args_os().skip(1);
    xtask::run(args, &mut stdout(), &mut stderr(), xtask::Color::detect(&stderr())).into()
}
