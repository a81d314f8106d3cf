//! A handler in Python where the layout is not plain: it takes a request apart down to its events.
//!
//! Servers write the names of headers in their own ways, and a plain `dict` tells one from another: the handler compares them
//! in lower case.

use webhook_contract::{BodyForm, Layout, Location, Text};

use super::handlers::quoted;
use crate::ir::{Event, Ir};

/// The handler of an event, which prints a field of its payload.
pub fn by_layout(ir: &Ir<'_>, event: &Event<'_>, field: Option<&str>) -> String {
    let layout = &ir.index.contract.envelope;
    let mut lines = imports(layout);
    lines.extend([String::new(), String::new(), format!("def handle({}) -> None:", parameters(layout))]);
    let mut depth = 1;
    let mut write = |depth: usize, line: String| lines.push(format!("{}{line}", "    ".repeat(depth)));
    if layout.name.iter().any(is_header) {
        write(depth, "headers = {name.lower(): value for name, value in headers.items()}".to_owned());
    }
    let tokens = layout.events().map(|events| events.tokens()).unwrap_or_default();
    let mut at = contents(layout);
    for (number, token) in tokens.iter().enumerate() {
        if &**token == "*" {
            let item = if number + 1 == tokens.len() {
                "event".to_owned()
            } else {
                format!("item{}", if depth > 1 { depth.to_string() } else { String::new() })
            };
            write(depth, format!("for {item} in {at}:"));
            depth += 1;
            at = item;
        } else {
            at += &subscript(token);
        }
    }
    if at != "event" {
        write(depth, format!("event = {at}"));
    }
    let (before, name) = name(layout);
    before.into_iter().for_each(|line| write(depth, line));
    write(depth, format!("if {name} == {}:", quoted(&event.entry.name)));
    let way: String = layout.payload().iter().map(subscript).collect();
    let field = field.map(|key| format!("[{}]", quoted(key))).unwrap_or_default();
    write(depth + 1, format!("print(event{way}{field})"));
    lines.join("\n")
}

fn imports(layout: &Layout) -> Vec<String> {
    let is_form = layout.body != BodyForm::Json;
    let has_more = |wanted: fn(&Location) -> bool| layout.name.iter().any(wanted);
    let mut imports = Vec::new();
    if layout.body != BodyForm::Form {
        imports.push("import json");
    }
    if has_more(is_header) || has_more(is_query) {
        imports.push("from collections.abc import Mapping");
    }
    if is_form {
        imports.push("from urllib.parse import parse_qsl");
    }
    imports.into_iter().map(str::to_owned).collect()
}

fn is_header(place: &Location) -> bool {
    matches!(place, Location::Header(_) | Location::NumberedHeader { .. })
}

fn is_query(place: &Location) -> bool {
    matches!(place, Location::Query(_))
}

/// What of a request is asked for.
fn parameters(layout: &Layout) -> String {
    let mut parameters = Vec::new();
    if layout.name.iter().any(is_header) {
        parameters.push("headers: Mapping[str, str]");
    }
    if layout.name.iter().any(is_query) {
        parameters.push("query: Mapping[str, str]");
    }
    parameters.push("body: bytes");
    parameters.join(", ")
}

/// What a body stands for.
fn contents(layout: &Layout) -> String {
    let form = "dict(parse_qsl(body.decode(), keep_blank_values=True))";
    match &layout.body {
        BodyForm::Json => "json.loads(body)".to_owned(),
        BodyForm::Form => form.to_owned(),
        BodyForm::JsonInForm(name) => format!("json.loads({form}[{}])", quoted(name)),
    }
}

/// The name of an event, with the lines before it.
fn name(layout: &Layout) -> (Option<String>, String) {
    match &*layout.name {
        [place] => (None, part(place)),
        places => {
            let parts: Vec<String> = places.iter().map(part).collect();
            let line = format!("parts = [{}]", parts.join(", "));
            let joined =
                format!("{}.join(str(part) for part in parts if part is not None)", quoted(&layout.join));
            (Some(line), joined)
        }
    }
}

/// A part of a name; `None` where it is absent.
fn part(place: &Location) -> String {
    match place {
        Location::Header(name) => header(name),
        Location::Query(name) => format!("query.get({})", quoted(name)),
        Location::NumberedHeader { before, after } => header(&format!("{before}1{after}")),
        Location::Body(pointer) => match pointer.tokens() {
            [] => "event".to_owned(),
            [way @ .., last] => {
                let way: String = way.iter().map(|key| format!(".get({}, {{}})", quoted(key))).collect();
                format!("event{way}.get({})", quoted(last))
            }
        },
    }
}

fn header(name: &str) -> String {
    format!("headers.get({})", quoted(&name.to_ascii_lowercase()))
}

fn subscript(key: &Text) -> String {
    format!("[{}]", quoted(key))
}
