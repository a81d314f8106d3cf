//! A server that sends one answer after another, and records the requests. It accepts one connection at a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// What a server does with a request.
pub enum Reply {
    /// Answers with these bytes.
    Answer(String),
    /// Stays silent for longer than any test waits.
    Silence,
    /// Closes the connection halfway through an answer.
    Break,
}

/// A request as it was sent.
pub struct Request {
    /// When it was read.
    pub at: Instant,
    /// Method and path.
    pub line: String,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let own = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        own.map(|(_, value)| value.as_str())
    }
}

pub struct Server {
    pub url: String,
    requests: Receiver<Request>,
}

impl Server {
    /// A server that sends these answers, each to one request, and then stops.
    pub fn start(replies: impl IntoIterator<Item = Reply>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("it has an address"));
        let (sender, requests) = mpsc::channel();
        let replies: Vec<Reply> = replies.into_iter().collect();
        thread::spawn(move || {
            for reply in replies {
                let Ok((stream, _)) = listener.accept() else { return };
                if let Some(request) = read(&stream) {
                    let _ = sender.send(request);
                }
                give(&stream, reply);
            }
        });
        Server { url, requests }
    }

    /// What was sent so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.try_iter().collect()
    }
}

/// An answer with these header lines and this body.
pub fn answer(status: u16, headers: &[&str], body: &str) -> Reply {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    Reply::Answer(format!(
        "HTTP/1.1 {status} -\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    ))
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let pairs = lines.iter().skip(1).filter_map(|line| line.split_once(": "));
    let headers = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let mut request =
        Request { at: Instant::now(), line: lines.first()?.clone(), headers, body: String::new() };
    let length = request.header("content-length").map_or(0, |length| length.parse().expect("a number"));
    reader.take(length).read_to_string(&mut request.body).ok()?;
    Some(request)
}

fn give(mut stream: &TcpStream, reply: Reply) {
    // Some tests are about clients that disconnect.
    let _ = match reply {
        Reply::Answer(text) => stream.write_all(text.as_bytes()),
        Reply::Break => stream.write_all(b"HTTP/1.1 200 -\r\ncontent-length: 100\r\n\r\n{"),
        Reply::Silence => {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            stream.read(&mut [0]).map(drop)
        }
    };
}
