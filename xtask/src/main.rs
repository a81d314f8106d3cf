//! The program `cargo xtask`: hands its arguments and streams to the library. Knows nothing else.

use std::io::{stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::run(std::env::args_os().skip(1), &mut stdout(), &mut stderr(), xtask::Color::detect(&stderr()))
        .into()
}
