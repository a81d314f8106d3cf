//! How the machine's settings, trusted certificates and proxies, affect where the client sends its token. On Linux,
//! where environment variables set both.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use webhook_endpoints::Error;

use crate::client;
use crate::server::{Server, answer};

/// The variable that tells the test, run again as a process, where the server is.
const URL: &str = "SERVER_OF_THIS_TEST";

#[tokio::test]
async fn a_server_is_trusted_when_the_machine_trusts_it() {
    if let Ok(url) = env::var(URL) {
        let redelivered = client(&url).redeliver("org-1", "whd-1").await.expect("the server is trusted");
        assert_eq!(redelivered.deliveries, ["whd-2"]);
        return;
    }
    let (url, certificate) = serve();
    let error = client(&url).redeliver("org-1", "whd-1").await.expect_err("nobody vouches for the server");
    assert!(
        matches!(&error, Error::Connect(cause) if cause.to_string().contains("certificate")),
        "{error:?}"
    );

    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("trusted.pem");
    std::fs::write(&file, certificate).expect("it is written");
    let file = file.to_str().expect("it is text");
    run_again("a_server_is_trusted_when_the_machine_trusts_it", &[("SSL_CERT_FILE", file), (URL, &url)]);
}

#[tokio::test]
async fn requests_to_this_machine_go_past_proxies() {
    if let Ok(url) = env::var(URL) {
        client(&url).redeliver("org-1", "whd-1").await.expect("it is answered");
        return;
    }
    let own = || answer(200, &[], r#"{"deliveries": []}"#);
    let (server, proxy) = (Server::start([own()]), Server::start([own()]));
    let variables = ["http_proxy", "HTTP_PROXY", "ALL_PROXY"].map(|name| (name, proxy.url.as_str()));
    run_again("requests_to_this_machine_go_past_proxies", &[&variables[..], &[(URL, &server.url)]].concat());
    assert_eq!((server.requests().len(), proxy.requests().len()), (1, 0));
}

/// Runs a test of this module in its own process with these variables.
fn run_again(test: &str, variables: &[(&str, &str)]) {
    let mut again = Command::new(env::current_exe().expect("this program"));
    again.args(["--exact", &format!("machine::{test}")]).envs(variables.iter().copied());
    let output = again.output().expect("it starts");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

/// Starts a server with its own certificate. Returns its URL and the certificate.
fn serve() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("the key is the certificate's");
    let (listener, config) = (TcpListener::bind("127.0.0.1:0").expect("a port"), Arc::new(config));
    let port = listener.local_addr().expect("it has an address").port();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("the configuration is good");
            let mut reader = BufReader::new(StreamOwned::new(connection, stream));
            let mut line = String::new();
            // A client that does not trust the certificate goes away.
            while reader.read_line(&mut line).is_ok_and(|read| read > 0) && !line.ends_with("\r\n\r\n") {}
            if line.starts_with("POST ") {
                let body = r#"{"deliveries": ["whd-2"]}"#;
                let answer = format!(
                    "HTTP/1.1 200 -\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = reader.get_mut().write_all(answer.as_bytes());
            }
        }
    });
    (format!("https://localhost:{port}"), made.cert.pem())
}
