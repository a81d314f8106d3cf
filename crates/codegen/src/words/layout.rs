//! How deliveries are laid out, in sentences.

use webhook_contract::words::listed;
use webhook_contract::{BodyForm, Layout, Location, Text};

use crate::markup::code;

/// The media type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Where a value is.
pub fn place(place: &Location) -> String {
    place_as(place, &code)
}

/// The same, with names marked in another way.
pub fn place_as(place: &Location, code: &dyn Fn(&str) -> String) -> String {
    match place {
        Location::Header(name) => format!("the header {}", code(name)),
        Location::NumberedHeader { before, after } => {
            format!("the headers {}", code(&format!("{before}<n>{after}")))
        }
        Location::Query(name) => format!("the query parameter {}", code(name)),
        Location::Body(pointer) => match path(pointer.tokens()) {
            whole if whole.is_empty() => "the whole body".to_owned(),
            path => format!("the field {}", code(&path)),
        },
    }
}

/// The keys on a way, as people write them; empty where there are none. `[]` stands for each item of an array.
pub fn path(tokens: &[Text]) -> String {
    // A key with a dot in it would read as two.
    if tokens.iter().any(|token| token.is_empty() || token.contains('.')) {
        return tokens.iter().fold(String::new(), |way, token| webhook_schema::join(&way, token));
    }
    let keys = tokens.iter().enumerate().map(|(number, token)| match &**token {
        "*" => "[]".to_owned(),
        key if number > 0 => format!(".{key}"),
        key => key.to_owned(),
    });
    keys.collect()
}

/// What a body is.
pub fn body(layout: &Layout) -> String {
    let (events, several) = match layout.events() {
        None => ("one event, in JSON", None),
        Some(events) if events.field() == Some("*") => ("a JSON array of events", None),
        Some(events) => ("JSON", Some(path(events.tokens()))),
    };
    let form = format!("The body of a delivery is a form ({})", code(FORM));
    let mut said = match &layout.body {
        BodyForm::Json => format!("The body of a delivery is {events}"),
        BodyForm::Form => format!("{form} whose fields, each a string, are one event"),
        BodyForm::JsonInForm(name) => format!("{form} whose field {} is {events}", code(name)),
    };
    if let Some(path) = several {
        let each = if path.contains("[]") { "each " } else { "" };
        said += &format!(" in which {each}{} is an event", code(&path));
    }
    said.push('.');
    if layout.events().is_some() {
        said += " One delivery may hold several events: each is handled and deduplicated by itself.";
    }
    said
}

/// Where the parts of an event's name are.
pub fn name(layout: &Layout) -> String {
    name_as(layout, &code)
}

/// The same, with names marked in another way.
pub fn name_as(layout: &Layout, code: &dyn Fn(&str) -> String) -> String {
    let parts = places_as(&layout.name, code);
    match (&*layout.name, &*layout.join) {
        ([] | [_], _) => parts,
        (_, "") => format!("{parts}, one after the other"),
        (_, join) => format!("{parts}, joined by {}", code(join)),
    }
}

/// What identifies an event.
pub fn id(layout: &Layout) -> String {
    id_as(layout, &code)
}

/// The same, with names marked in another way.
pub fn id_as(layout: &Layout, code: &dyn Fn(&str) -> String) -> String {
    match (&*layout.id, layout.events()) {
        ([], None) => "a SHA-256 hash of the body".to_owned(),
        ([], Some(_)) => "a SHA-256 hash of the event as it is written in the body".to_owned(),
        ([one], _) => place_as(one, code),
        (several, _) => format!("{} together", places_as(several, code)),
    }
}

/// What the layout says of an event, by what it is.
pub fn facts(layout: &Layout) -> Vec<(&'static str, String)> {
    let absent = if layout.name.len() > 1 { "; a part that is absent is left out" } else { "" };
    let identified = match &*layout.id {
        [] => "none; what identifies the event is ",
        _ => "",
    };
    let mut facts =
        vec![("Name", format!("{}{absent}", name(layout))), ("Id", format!("{identified}{}", id(layout)))];
    facts.extend(besides(layout));
    facts.push(("Payload", payload(layout)));
    facts.extend(layout.resource.as_ref().map(|resource| {
        let path = code(&path(resource.tokens()));
        (
            "Resource",
            format!("the field {path}: what to fetch, since the event says only that something has changed"),
        )
    }));
    facts
}

/// What an event has next to its name, its id and its payload.
pub fn besides(layout: &Layout) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    facts.extend(layout.time.as_ref().map(|time| {
        ("Time", format!("{}: when the event happened, in {}", place(&time.location), time.unit))
    }));
    facts.extend(layout.version.as_ref().map(|version| {
        ("Version", format!("{}: the version that the payload is written in", place(version)))
    }));
    facts.extend(layout.delivery.as_ref().map(|attempt| {
        ("Attempt", format!("{}: identifies the attempt to deliver, not the event", place(attempt)))
    }));
    facts
}

/// Where the payload is.
fn payload(layout: &Layout) -> String {
    match (layout.payload(), &layout.resource) {
        ([], Some(_)) => "none".to_owned(),
        ([], None) => "the event as a whole".to_owned(),
        (way, _) => format!("the field {}", code(&path(way))),
    }
}

/// Places, in a phrase.
fn places_as(places: &[Location], code: &dyn Fn(&str) -> String) -> String {
    let of_kind = |noun: &str, name: fn(&Location) -> Option<String>| {
        let names: Option<Vec<String>> = places.iter().map(|place| Some(code(&name(place)?))).collect();
        names.filter(|names| names.len() > 1).map(|names| format!("the {noun} {}", listed(&names, "and")))
    };
    let fields = of_kind("fields", |place| match place {
        Location::Body(pointer) => Some(path(pointer.tokens())).filter(|path| !path.is_empty()),
        _ => None,
    });
    let headers = of_kind("headers", |place| match place {
        Location::Header(name) => Some(name.to_string()),
        _ => None,
    });
    if let Some(said) = fields.or(headers) {
        return said;
    }
    listed(&places.iter().map(|place| place_as(place, code)).collect::<Vec<_>>(), "and")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(text: &str) -> webhook_contract::Pointer {
        text.parse().expect(text)
    }

    #[test]
    fn paths_are_written_as_people_do() {
        for (text, path) in [
            ("/", ""),
            ("/a/b", "a.b"),
            ("/*", "[]"),
            ("/a/*/b", "a[].b"),
            ("/a.b/c", "/a.b/c"),
            ("/a/", "/a/"),
        ] {
            assert_eq!(super::path(pointer(text).tokens()), path, "{text}");
        }
    }

    #[test]
    fn bodies_are_said_in_a_sentence() {
        const EACH: &str =
            " One delivery may hold several events: each is handled and deduplicated by itself.";
        let form = "a form (`application/x-www-form-urlencoded`) whose";
        for (body, events, expected) in [
            ("json", None, "one event, in JSON.".to_owned()),
            ("json", Some("/*"), format!("a JSON array of events.{EACH}")),
            ("json", Some("/a/*/b"), format!("JSON in which each `a[].b` is an event.{EACH}")),
            ("form", None, format!("{form} fields, each a string, are one event.")),
            ("form:p", None, format!("{form} field `p` is one event, in JSON.")),
            ("form:p", Some("/*"), format!("{form} field `p` is a JSON array of events.{EACH}")),
        ] {
            let layout =
                Layout { body: body.parse().expect(body), events: events.map(pointer), ..Layout::new() };
            assert_eq!(super::body(&layout), format!("The body of a delivery is {expected}"));
        }
    }

    #[test]
    fn places_of_one_kind_share_a_noun() {
        for (places, expected) in [
            (&["body:/id"][..], "the field `id`"),
            (&["body:/a", "body:/b/c"], "the fields `a` and `b.c`"),
            (&["header:A", "header:B", "header:C"], "the headers `A`, `B` and `C`"),
            (
                &["query:q", "header:A", "body:/a"],
                "the query parameter `q`, the header `A` and the field `a`",
            ),
        ] {
            let places: Vec<Location> = places.iter().map(|place| place.parse().expect(place)).collect();
            assert_eq!(places_as(&places, &code), expected);
        }
    }
}
