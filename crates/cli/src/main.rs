//! The program `hookwright`.

use std::io::{stderr, stdout};
use std::process::ExitCode;

use hookwright::Color;

#[cfg(feature = "allocator")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = std::env::args_os().skip(1);
    hookwright::run(args, &mut stdout(), &mut stderr(), Color::detect(&stderr())).into()
}
