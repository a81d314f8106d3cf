//! `mock-api`: serves a mock of the API that endpoints are managed with.

use std::path::PathBuf;

use clap::Args;

use super::given;

/// Serve the endpoint API of schemas/api on this machine, for tests and trials
///
/// It answers requests as schemas/api says, on 127.0.0.1, and sends signed deliveries to endpoints on this machine:
/// `https://localhost:8080/hooks` is connected to as `http://localhost:8080/hooks`. Any bearer token will do.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  mock-api\n  mock-api --port 8080 --speed 60\n\nExit status: 1 the port cannot be used, 2 usage, 3 the catalog has mistakes"
)]
pub struct Options {
    /// The port; 0 takes any that is free
    #[arg(long, allow_negative_numbers = true, value_name = "N", default_value_t = 4010, value_parser = given::whole::<u16>(0, u16::MAX.into()))]
    port: u16,
    /// How many times shorter than in the contract the waits between attempts are
    #[arg(long, allow_negative_numbers = true, value_name = "N", default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// The repository whose catalog is served; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| (0.001..=1e6).contains(speed));
    speed.ok_or_else(|| "expected a number from 0.001 to 1000000".to_owned())
}

#[cfg(feature = "mock-api")]
pub(crate) use serving::run;

#[cfg(feature = "mock-api")]
mod serving {
    use webhook_mock_api::{Api, LoadError, Server};

    use super::Options;
    use crate::commands::sockets::{block_on, tell};
    use crate::{Context, Outcome, Status};

    /// Serves until the program is stopped.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        let root = match crate::repository::root(options.root.as_deref(), context) {
            Ok(root) => root,
            Err(outcome) => return outcome,
        };
        let api = match Api::load(&root) {
            Ok(api) => api,
            Err(LoadError::Mistakes(mistakes)) => return Outcome::new(Status::Mistakes).err(mistakes),
            Err(LoadError::Unsupported(message)) => {
                return Outcome::new(Status::Mistakes).err(format!("error: {message}\n"));
            }
        };
        for line in api.unstated() {
            print(&line);
        }
        let served = block_on(async {
            let server = Server::bind(api, options.port).await?.speed(options.speed).log(print);
            print(&format!("listening on {}", server.base_url()));
            server.run().await
        });
        match served {
            Ok(()) => Outcome::new(Status::Fine),
            Err(error) => Outcome::failed(format!("127.0.0.1:{}: {error}", options.port)),
        }
    }

    fn print(line: &str) {
        tell(&format!("{line}\n"));
    }
}
