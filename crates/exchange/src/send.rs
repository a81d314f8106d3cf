//! Sends one request to one address, and says what came back. Plain HTTP: there is no certificate for `localhost`.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use axum::http::header::{HOST, HeaderName, HeaderValue};
use axum::http::{self, Uri};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use webhook_runtime::retry::Outcome;

/// Bytes of an answer that are kept where nothing else is said.
const KEPT: usize = 64 << 10;

/// Where requests are sent.
#[derive(Clone, Debug)]
pub struct Target {
    /// What it was given as, for messages.
    pub url: String,
    host: String,
    port: u16,
    authority: String,
    path: String,
    kept: usize,
}

/// How a request was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// In the words of a retry policy.
    pub outcome: Outcome,
    /// From the first byte sent to the last of the answer, or to when it was given up.
    pub latency: Duration,
    /// The headers of the answer.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Its body, or the beginning of it.
    pub body: Vec<u8>,
    /// Whether that is all of its body.
    pub is_whole: bool,
    /// Why there is no answer.
    pub trouble: Option<String>,
}

impl Target {
    /// Reads a URL. Where `remote` is not allowed, it has to lead to this machine; no name is looked up for that.
    ///
    /// # Errors
    ///
    /// When it is not an `http` URL, or leads elsewhere.
    pub fn parse(url: &str, remote: bool) -> Result<Self, String> {
        Self::with_scheme(url, "http", 80, remote)
    }

    /// Reads an `https` URL of this machine. It is sent to in plain HTTP, because nobody has a certificate for `localhost`.
    ///
    /// # Errors
    ///
    /// When it is not an `https` URL, or leads elsewhere; no name is looked up for that.
    pub fn parse_https(url: &str) -> Result<Self, String> {
        Self::with_scheme(url, "https", 443, false)
    }

    fn with_scheme(url: &str, scheme: &str, port: u16, remote: bool) -> Result<Self, String> {
        let expected = || format!("expected a URL such as {scheme}://127.0.0.1:8080/webhooks, found `{url}`");
        let uri: Uri = url.parse().map_err(|_| expected())?;
        let (Some(found), Some(authority), Some(host)) = (uri.scheme_str(), uri.authority(), uri.host())
        else {
            return Err(expected());
        };
        if found != scheme {
            return Err(match scheme {
                "http" => format!(
                    "expected an http:// URL, found {found}://: requests are sent in plain HTTP, to what is behind the proxy that ends TLS"
                ),
                _ => format!("expected an {scheme}:// URL, found {found}://"),
            });
        }
        if authority.as_str().contains('@') {
            return Err("expected a URL without a user name".to_owned());
        }
        let bare = host.trim_matches(['[', ']']);
        let is_name = bare.eq_ignore_ascii_case("localhost");
        let is_local = is_name || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if !is_local && !remote {
            return Err(format!(
                "{host} is not this machine: signed events are sent to a loopback address, unless you give --allow-remote"
            ));
        }
        Ok(Self {
            url: url.to_owned(),
            host: bare.to_owned(),
            port: uri.port_u16().unwrap_or(port),
            authority: authority.to_string(),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            kept: KEPT,
        })
    }

    /// Keeps so many bytes of an answer.
    #[must_use]
    pub fn keeping(self, bytes: usize) -> Self {
        Self { kept: bytes, ..self }
    }

    /// Whether it leads to this port of 127.0.0.1.
    pub fn leads_to(&self, port: u16) -> bool {
        let is_here = self.is_localhost() || self.host.parse() == Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
        is_here && self.port == port
    }

    /// Sends a request as it is, to its own path below that of the URL where `path` says one; headers that are about a
    /// connection are this one's.
    pub async fn send<'h>(
        &self,
        method: &str,
        path: &str,
        headers: impl Iterator<Item = (&'h str, &'h [u8])>,
        body: &[u8],
        wait: Duration,
    ) -> Answer {
        let started = Instant::now();
        let request = match self.request(method, path, headers, body) {
            Ok(request) => request,
            Err(error) => return Answer::none(Outcome::NetworkError, started, error.to_string()),
        };
        let sent = async { exchange(self.connect().await?, request, self.kept).await };
        match timeout(wait, sent).await {
            Ok(Ok(parts)) => Answer {
                outcome: Outcome::Status(parts.status),
                latency: started.elapsed(),
                headers: parts.headers,
                body: parts.body,
                is_whole: parts.is_whole,
                trouble: None,
            },
            Ok(Err(error)) => Answer::none(Outcome::NetworkError, started, error.to_string()),
            Err(_) => {
                Answer::none(Outcome::Timeout, started, format!("no answer within {} s", wait.as_secs_f64()))
            }
        }
    }

    /// Connects. No name is looked up for `localhost`, which is both loopback addresses.
    async fn connect(&self) -> io::Result<TcpStream> {
        let both = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let connected = match self.is_localhost() {
            true => TcpStream::connect(&both.map(|address| SocketAddr::new(address, self.port))[..]).await,
            false => TcpStream::connect((self.host.as_str(), self.port)).await,
        };
        connected.map_err(|error| match error.kind() {
            ErrorKind::ConnectionRefused => {
                io::Error::new(error.kind(), format!("nothing listens on {}", self.authority))
            }
            _ => error,
        })
    }

    fn is_localhost(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
    }

    /// The path that the URL has.
    pub fn path(&self) -> &str {
        &self.path
    }

    fn request<'h>(
        &self,
        method: &str,
        path: &str,
        headers: impl Iterator<Item = (&'h str, &'h [u8])>,
        body: &[u8],
    ) -> Result<http::Request<Full<Bytes>>, http::Error> {
        let mut request = http::Request::builder().method(method).uri(path).header(HOST, &self.authority);
        for (name, value) in headers.filter(|(name, _)| !is_of_connection(name)) {
            request = request.header(HeaderName::try_from(name)?, HeaderValue::from_bytes(value)?);
        }
        request.body(Full::from(body.to_vec()))
    }
}

impl Answer {
    /// The latency in milliseconds, to the microsecond.
    pub fn latency_ms(&self) -> f64 {
        (self.latency.as_secs_f64() * 1e6).round() / 1e3
    }

    fn none(outcome: Outcome, started: Instant, trouble: String) -> Self {
        Self {
            outcome,
            latency: started.elapsed(),
            headers: Vec::new(),
            body: Vec::new(),
            is_whole: false,
            trouble: Some(trouble),
        }
    }
}

type Error = Box<dyn std::error::Error + Send + Sync>;

/// An answer, and as much of its body as was to be kept.
struct Parts {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    is_whole: bool,
}

/// Sends a request over a connection, and reads the answer, with up to `kept` bytes of its body.
async fn exchange(
    stream: TcpStream,
    request: http::Request<Full<Bytes>>,
    kept: usize,
) -> Result<Parts, Error> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let answer = async {
        let answer = sender.send_request(request).await?;
        let (head, mut rest) = answer.into_parts();
        let (mut body, mut is_whole) = (BytesMut::new(), true);
        while is_whole && let Some(frame) = rest.frame().await {
            if let Ok(data) = frame?.into_data() {
                let room = kept - body.len();
                body.extend_from_slice(&data[..data.len().min(room)]);
                is_whole = data.len() <= room;
            }
        }
        let headers = head.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
        Ok(Parts { status: head.status.as_u16(), headers: headers.collect(), body: body.to_vec(), is_whole })
    };
    let answer = answer.await;
    connection.abort();
    answer
}

/// Whether a header is about the connection and the form that a message takes on it, and not about the message.
pub fn is_of_connection(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "transfer-encoding",
        "upgrade",
    ];
    NAMES.iter().any(|own| own.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_stay_on_this_machine() {
        for url in [
            "http://localhost:8080/hooks",
            "http://LocalHost",
            "http://127.8.9.1:1/",
            "http://[::1]:8080/?a=b",
        ] {
            let target = Target::parse(url, false).expect(url);
            assert_eq!(target.url, url);
        }
        for url in [
            "http://example.com",
            "http://localhost.example.com",
            "http://localhost@example.com",
            "http://127.0.0.1@example.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1:8080",
            "http://0.0.0.0:8080",
            "http://[::ffff:10.0.0.1]:8080",
            "https://localhost:8080",
            "localhost:8080",
            "/hooks",
            "",
        ] {
            assert!(Target::parse(url, false).is_err(), "{url}");
        }
        for url in ["https://localhost:8080/hooks", "https://127.8.9.1", "https://[::1]:8080/"] {
            assert!(Target::parse_https(url).is_ok(), "{url}");
        }
        for url in [
            "https://example.com",
            "https://localhost@example.com",
            "https://localhost.example.com",
            "https://10.0.0.1:8080",
            "http://localhost:8080",
            "localhost:8080",
            "",
        ] {
            assert!(Target::parse_https(url).is_err(), "{url}");
        }
        assert!(Target::parse("http://example.com:8080/hooks", true).is_ok());
        assert!(Target::parse("https://example.com", true).is_err());
        assert!(Target::parse("http://a:b@example.com", true).is_err());
    }

    #[test]
    fn a_target_knows_where_it_leads() {
        for (url, leads) in [
            ("http://localhost:4020/a", true),
            ("http://LOCALHOST:4020", true),
            ("http://127.0.0.1:4020/", true),
            ("http://127.0.0.1:4021/", false),
            ("http://127.0.0.2:4020/", false),
            ("http://[::1]:4020/", false),
        ] {
            assert_eq!(Target::parse(url, false).expect(url).leads_to(4020), leads, "{url}");
        }
        assert!(Target::parse("http://localhost/", false).expect("a target").leads_to(80));
        assert!(Target::parse_https("https://localhost/").expect("a target").leads_to(443));
    }

    #[tokio::test]
    async fn localhost_is_both_loopback_addresses() {
        for address in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
            // There are machines without IPv6.
            let Ok(listener) = tokio::net::TcpListener::bind((address, 0)).await else { continue };
            let port = listener.local_addr().expect("an address").port();
            let target = Target::parse(&format!("http://localhost:{port}/"), false).expect("a target");
            target.connect().await.expect("a connection");
        }
    }
}
