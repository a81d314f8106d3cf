//! Why a signature fails, for people and programs.

use std::fmt::Write as _;
use std::net::IpAddr;

use serde_json::{Value, json};
use webhook_diagnose::Diagnosis;
use webhook_exchange::Request;
use webhook_schema::diagnostic::terminal::one_line;

use super::YELLOW;
use crate::Color;

/// Characters of a line, where words allow that.
const WIDTH: usize = 100;

/// What a diagnosis looks at of a request.
pub(crate) fn seen(request: &Request) -> webhook_diagnose::Request {
    let Request { method, headers, body, .. } = request;
    let url = called(request);
    webhook_diagnose::Request { method: method.clone(), url, headers: headers.clone(), body: body.clone() }
}

/// The URL that was called, as far as a request says: behind a proxy, it is another one. On this machine, nobody has a certificate.
fn called(request: &Request) -> Option<String> {
    let text = |name| request.header(name).and_then(|value| std::str::from_utf8(value).ok());
    match request.target.contains("://") {
        true => Some(request.target.clone()),
        false => {
            let host = text("host")?;
            let usual = if is_loopback(host) { "http" } else { "https" };
            let scheme = text("x-forwarded-proto").unwrap_or(usual);
            Some(format!("{scheme}://{host}{}", request.target))
        }
    }
}

/// Whether a host, with its port or without, is this machine.
fn is_loopback(host: &str) -> bool {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Each cause with its remedy, after this indentation.
pub(crate) fn to_text(diagnosis: &Diagnosis, indent: &str, color: Color) -> String {
    let mut text = String::new();
    for finding in &diagnosis.findings {
        // Writing to a String cannot fail. A detail may hold what the sender wrote.
        let id = color.paint(YELLOW, finding.cause.id);
        let below = format!("{indent}  ");
        let room = WIDTH.saturating_sub(below.len());
        let _ = writeln!(text, "{indent}{id}");
        for paragraph in [one_line(&finding.sentence()).to_string(), finding.remedy.to_owned()] {
            for line in lines(&paragraph, room) {
                let _ = writeln!(text, "{below}{line}");
            }
        }
    }
    text
}

/// The lines of a paragraph, of so many characters; a longer word has a line of its own.
fn lines(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in paragraph.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// An array of objects with `id`, `what` and `remedy`.
pub(crate) fn to_json(diagnosis: &Diagnosis) -> Value {
    let causes = diagnosis.findings.iter().map(
        |finding| json!({ "id": finding.cause.id, "what": finding.sentence(), "remedy": finding.remedy }),
    );
    causes.collect()
}
