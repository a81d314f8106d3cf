//! What the tests share: the catalog, the secret, and a check that runs while something is sent.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use webhook_catalog::Catalog;
use webhook_live_check::{Check, End, Options, Report, Until, listen};
use webhook_runtime::Secret;
use webhook_schema::Diagnostics;

pub const SECRET: &str = "6f1d7f0a3c5b4e2d";

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The catalog of the shop, and the diagnostics that it was loaded with.
pub fn catalog() -> (Catalog, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let catalog = webhook_catalog::load(&webhook_catalog::tree(root()), &mut diagnostics);
    assert!(diagnostics.is_empty(), "{}", diagnostics.to_text());
    (catalog.expect("a catalog"), diagnostics)
}

/// Runs a command whose events are checked.
pub fn check_command(catalog: &Catalog, command: &[OsString]) -> (Report, bool) {
    let until =
        Until::Command { command: command.to_vec(), variables: vec![("WEBHOOK_SECRET", SECRET.into())] };
    let (report, end) = run(catalog, until, |_| Ok(()));
    (report, matches!(end, End::Command(status) if status.success()))
}

/// Sends something to a check, which ends when that is done.
pub fn check_sender(catalog: &Catalog, send: impl FnOnce(SocketAddr) + Send) -> Report {
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        let sender = scope.spawn(move || {
            let address = told.recv().expect("an address");
            send(address);
            crate::bodies::post(address, "/__stop", &[], b"");
        });
        let until = Until::Stopped { idle: None };
        let (report, _) = run(catalog, until, |address| tell.send(address).map_err(std::io::Error::other));
        sender.join().expect("all was sent");
        report
    })
}

fn run(
    catalog: &Catalog,
    until: Until,
    listening: impl FnOnce(SocketAddr) -> std::io::Result<()>,
) -> (Report, End) {
    let secret = Secret::new(SECRET).expect("a secret");
    let check = Check::new(catalog, Some(secret)).expect("usable schemas");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(listen(check, Options { port: 0, until }, listening)).expect("a report")
}
