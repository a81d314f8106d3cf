//! The program: reads its arguments, loads the catalog, serves. Knows nothing else.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::prelude::*;
use webhook_mock_api::{Api, Server};

const USAGE: &str = "\
Usage: cargo xtask mock-api [--port N] [--speed N] [--root DIR]

Answers requests as schemas/api says, on 127.0.0.1, and sends signed deliveries to endpoints on this machine:
`https://localhost:8080/hooks` is connected to as `http://127.0.0.1:8080/hooks`. Any bearer token will do.

  --port N    the port; the default is 4010, and 0 takes any that is free
  --speed N   how many times shorter than in the contract the waits between attempts are; the default is 1
  --root DIR  the repository whose catalog is served; the default is the one that the program was built in

Exit status: 1 the port cannot be used, 2 usage, 3 the catalog has mistakes
";

struct Options {
    port: u16,
    speed: f64,
    root: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = match parse(lexopt::Parser::from_env()) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print(USAGE.trim_end());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprint!("error: {error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let api = match Api::load(&options.root) {
        Ok(api) => api,
        Err(mistakes) => {
            eprintln!("{}", mistakes.trim_end());
            return ExitCode::from(3);
        }
    };
    let served = async {
        let server = Server::bind(api, options.port).await?.speed(options.speed).log(print);
        print(&format!("listening on {}", server.base_url()));
        server.run().await
    };
    match served.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: 127.0.0.1:{}: {error}", options.port);
            ExitCode::FAILURE
        }
    }
}

/// A line on standard output. A reader that has gone away is no reason to stop.
fn print(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The options; `None` when only the usage is asked for.
fn parse(mut parser: lexopt::Parser) -> Result<Option<Options>, lexopt::Error> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let mut options = Options { port: 4010, speed: 1.0, root };
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("port") => options.port = parser.value()?.parse()?,
            Long("speed") => options.speed = parser.value()?.parse()?,
            Long("root") => options.root = parser.value()?.into(),
            _ => return Err(argument.unexpected()),
        }
    }
    if !(0.001..=1e6).contains(&options.speed) {
        return Err("--speed is a number from 0.001 to 1000000".into());
    }
    Ok(Some(options))
}
