//! A request as it came, and as a file: the head as HTTP has it, an empty line, and the body, byte for byte.

use std::fmt::Write as _;
use std::time::SystemTime;

use webhook_runtime::{Outgoing, Timestamp};

/// The line at the start of a file that says when the request came. It was not in the request.
pub const RECEIVED: &str = "hookwright-received";

/// A request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// When it came; `None` where the file does not say.
    pub received: Option<Timestamp>,
    /// The method, such as `POST`.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The headers, in their order. A server gives names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads a file. Its first line may say when the request came; after that come a request line, which may be missing, and
    /// headers. Lines may end with or without a carriage return, and a header may be folded over several of them.
    ///
    /// # Errors
    ///
    /// When a line of the head is neither a header nor part of one, the time of arrival is not one, or there is no head at all.
    pub fn parse(file: &[u8]) -> Result<Self, String> {
        let mut request = Self { method: "POST".to_owned(), target: "/".to_owned(), ..Self::default() };
        let mut has_request_line = false;
        let mut rest = file;
        for number in 1.. {
            let end = rest.iter().position(|byte| *byte == b'\n');
            let (line, after) =
                end.map_or((rest, &rest[rest.len()..]), |end| (&rest[..end], &rest[end + 1..]));
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            rest = after;
            if line.is_empty() {
                break;
            }
            if let Some((method, target)) =
                request_line(line).filter(|_| !has_request_line && request.headers.is_empty())
            {
                (request.method, request.target) = (method, target);
                has_request_line = true;
                continue;
            }
            request.add_line(line, number).map_err(|message| format!("line {number}: {message}"))?;
        }
        if request.headers.is_empty() && !has_request_line {
            return Err("there are no headers: expected lines such as `content-type: application/json`, an empty line, and the body".to_owned());
        }
        request.body = rest.to_vec();
        Ok(request)
    }

    fn add_line(&mut self, line: &[u8], number: usize) -> Result<(), String> {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            let (_, value) = self.headers.last_mut().ok_or("expected a header, found white space")?;
            value.extend([b"\r\n", line].concat());
            return Ok(());
        }
        let (name, value) = header(line)?;
        // Anywhere else, it is a header that the sender wrote.
        if number == 1 && name == RECEIVED {
            let value = String::from_utf8_lossy(&value);
            let time: Timestamp = value
                .parse()
                .map_err(|_| format!("{RECEIVED}: expected a time such as 2026-05-09T12:00:00Z"))?;
            self.received = Some(time);
        } else {
            self.headers.push((name, value));
        }
        Ok(())
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = String::new();
        if let Some(received) = &self.received {
            // Writing to a String cannot fail.
            let _ = write!(head, "{RECEIVED}: {}\r\n", received.as_str());
        }
        let _ = write!(head, "{} {} HTTP/1.1\r\n", self.method, self.target);
        let mut file = head.into_bytes();
        for (name, value) in &self.headers {
            file.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        file.extend(b"\r\n");
        file.extend(&self.body);
        file
    }

    /// The first value of a header, without the white space around it.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        let mut values = self.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.trim_ascii())
    }

    /// The same, to be changed, signed and sent: with its path and query as its URL, and without headers that are no text.
    pub fn to_outgoing(&self) -> Outgoing {
        let text =
            |(name, value): &(String, Vec<u8>)| Some((name.clone(), String::from_utf8(value.clone()).ok()?));
        Outgoing {
            method: self.method.clone(),
            url: Some(self.target.clone()),
            headers: self.headers.iter().filter_map(text).collect(),
            body: self.body.clone(),
        }
    }

    /// When it came; now, where that is not known.
    pub fn received_at(&self) -> SystemTime {
        self.received.as_ref().and_then(Timestamp::to_system_time).unwrap_or_else(SystemTime::now)
    }
}

/// A header as it is written in a line, `Name: value`.
///
/// # Errors
///
/// When there is no colon, or what is before it is not a name. The line is not in the message: it may be a secret.
pub fn header(line: &[u8]) -> Result<(String, Vec<u8>), String> {
    let expected = |found: &str| format!("expected a header, `Name: value`, found {found}");
    let Some(at) = line.iter().position(|byte| *byte == b':') else {
        return Err(expected("no colon"));
    };
    let name = String::from_utf8_lossy(&line[..at]);
    if let Some(letter) = name.chars().find(|letter| !is_of_token(*letter)) {
        return Err(expected(&format!("{letter:?} before the colon")));
    }
    if name.is_empty() {
        return Err(expected("no name before the colon"));
    }
    Ok((name.into_owned(), line[at + 1..].trim_ascii().to_vec()))
}

fn request_line(line: &[u8]) -> Option<(String, String)> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_whole = version.starts_with("HTTP/") && !target.is_empty() && words.next().is_none();
    let is_method = !method.is_empty() && method.chars().all(is_of_token);
    (is_method && is_whole).then(|| (method.to_owned(), target.to_owned()))
}

/// Whether a method or the name of a header can have it.
fn is_of_token(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_the_request_was_byte_for_byte() {
        let mut request = Request {
            received: "2026-05-09T12:00:00.250Z".parse().ok(),
            method: "PUT".to_owned(),
            target: "/a?b=c".to_owned(),
            headers: vec![("x-a".to_owned(), b"1".to_vec()), ("x-b".to_owned(), b"\xff\tv1=2".to_vec())],
            body: b"\r\n\n\xff\0 body\r\n\r\n".to_vec(),
        };
        assert_eq!(Request::parse(&request.to_bytes()).as_ref(), Ok(&request));
        request.headers.push(("x-c".to_owned(), b"v1=12\r\n 34".to_vec()));
        request.body.clear();
        assert_eq!(Request::parse(&request.to_bytes()).as_ref(), Ok(&request));
        // The sender can write that header too, and it says nothing about the time.
        for received in [request.received.take(), None] {
            let claimed = (RECEIVED.to_owned(), b"2001-01-01T00:00:00Z".to_vec());
            request = Request { received, headers: vec![claimed], ..request };
            assert_eq!(Request::parse(&request.to_bytes()).as_ref(), Ok(&request));
        }
        for method in ["M-SEARCH", "x!"] {
            request = Request { method: method.to_owned(), headers: Vec::new(), ..request };
            assert_eq!(Request::parse(&request.to_bytes()).as_ref(), Ok(&request));
        }
    }

    #[test]
    fn what_people_paste_is_read() {
        let pasted = Request::parse(b"X-A: 1\nX-B:2\n\n{}\n").expect("a request");
        assert_eq!((pasted.method.as_str(), pasted.body.as_slice()), ("POST", &b"{}\n"[..]));
        assert_eq!(pasted.header("x-b"), Some(&b"2"[..]));
        for (file, message) in [
            (&b""[..], "there are no headers"),
            (b"\n{}", "there are no headers"),
            (b"{\"a\": 1}", "line 1: expected a header, `Name: value`, found '{' before the colon"),
            (b" x", "line 1: expected a header, found white space"),
            (b"x-a: 1\nPOST / HTTP/1.1\n", "line 2: expected a header"),
            (b"\xff\xfe", "line 1: expected a header"),
            (b"\x1b[2Jx: 1", "line 1: expected a header, `Name: value`, found '\\u{1b}' before the colon"),
            (b": 1", "line 1: expected a header, `Name: value`, found no name before the colon"),
            (
                b"WEBHOOK_SECRET=whsec_8x9\nx-a: 1\n",
                "line 1: expected a header, `Name: value`, found no colon",
            ),
            (
                b"SECRET=whsec:8x9\nx-a: 1\n",
                "line 1: expected a header, `Name: value`, found '=' before the colon",
            ),
            (b"POST / HTTP/1.1\nPOST / HTTP/1.1\n", "line 2: expected a header"),
            (
                b"hookwright-received: noon\nx-a: 1\n",
                "line 1: hookwright-received: expected a time such as 2026-05-09T12:00:00Z",
            ),
        ] {
            let error = Request::parse(file).expect_err("not a request");
            assert!(error.starts_with(message), "{error}");
            assert!(!error.contains("8x9"), "{error}");
        }
    }
}
