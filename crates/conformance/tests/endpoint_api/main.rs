//! The endpoint API from both sides, over real connections: the generated client, the mock, the receiver, and the book's
//! curl lines.

mod answers;
mod attempts;
mod curl;
mod http;
mod layouts;
mod round_trip;
mod unstated;

use webhook_conformance::repository;
use webhook_mock_api::{Api, Server};

/// Starts a mock of this repository's API, with waits that are 2,000 times shorter than in the contract, and gives its base
/// URL.
async fn mock() -> String {
    serve(Server::bind(api(), 0).await.expect("there is a port").speed(2000.0))
}

fn api() -> Api {
    Api::load(&repository()).expect("the catalog is in order")
}

/// Runs a server for as long as the test's runtime lives.
fn serve(server: Server) -> String {
    let base_url = server.base_url();
    assert!(base_url.starts_with("http://127.0.0.1:"), "{base_url}");
    tokio::spawn(server.run());
    base_url
}
