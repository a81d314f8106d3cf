//! Values, put where a rule reads them.

use std::ops::Range;

use webhook_contract::Location;
#[cfg(feature = "testing")]
use webhook_contract::Pointer;

use super::places::MOST_NUMBERED;
use super::{form, json};
use crate::Outgoing;

/// Takes away what a request has at a place. In a body, a text without a character is left of it.
pub(crate) fn clear(request: &mut Outgoing, place: &Location, events: &[Range<usize>]) {
    match place {
        Location::Header(name) => request.remove(name),
        Location::NumberedHeader { before, after } => {
            (1..=MOST_NUMBERED).for_each(|number| request.remove(&format!("{before}{number}{after}")));
        }
        Location::Query(name) => {
            if let Some(url) = &mut request.url {
                *url = without(url, name);
            }
        }
        Location::Body(pointer) => {
            let Ok(mut body) = String::from_utf8(std::mem::take(&mut request.body)).map_err(|error| {
                request.body = error.into_bytes();
            }) else {
                return;
            };
            for event in events.iter().rev() {
                let is_there = matches!(json::value(&body[event.clone()], pointer), Ok(Some(_)));
                if is_there {
                    // It was found just now.
                    let _ = json::put(&mut body, event.clone(), pointer.tokens(), "");
                }
            }
            request.body = body.into_bytes();
        }
    }
}

/// Adds an item at a place: next to those that are there, where a value may have several, or as another value.
/// Returns whether there is such a place.
pub(crate) fn add(
    request: &mut Outgoing,
    place: &Location,
    event: Range<usize>,
    item: &str,
    separator: Option<&str>,
) -> bool {
    match (place, separator) {
        (Location::Header(name), separator) => {
            let own = request.headers.iter_mut().rfind(|(own, _)| own.eq_ignore_ascii_case(name));
            match (own, separator) {
                (Some((_, value)), Some(separator)) => *value = format!("{value}{separator}{item}"),
                _ => request.headers.push((name.to_string(), item.to_owned())),
            }
            true
        }
        (Location::NumberedHeader { before, after }, _) => {
            let mut names = (1..=MOST_NUMBERED).map(|number| format!("{before}{number}{after}"));
            let free = names.find(|name| request.value(name).is_none());
            free.map(|name| request.headers.push((name, item.to_owned()))).is_some()
        }
        (Location::Query(name), _) => {
            let Some(url) = &mut request.url else { return false };
            let end = url.find('#').unwrap_or(url.len());
            let before = if url[..end].contains('?') { '&' } else { '?' };
            url.insert_str(end, &format!("{before}{}={}", form::encoded(name), form::encoded(item)));
            true
        }
        (Location::Body(pointer), separator) => {
            let Ok(mut body) = String::from_utf8(request.body.clone()) else { return false };
            let own = json::value(&body[event.clone()], pointer).ok().flatten();
            let own = own.filter(|own| !own.is_empty()).zip(separator);
            let text =
                own.map_or_else(|| item.to_owned(), |(own, separator)| format!("{own}{separator}{item}"));
            let is_put = json::put(&mut body, event, pointer.tokens(), &text).is_ok();
            request.body = body.into_bytes();
            is_put
        }
    }
}

/// Changes the value at a place; in a body, that of the last event which has it.
#[cfg(feature = "testing")]
pub(crate) fn change(
    request: &mut Outgoing,
    place: &Location,
    events: Option<&Pointer>,
    change: impl Fn(&str) -> String,
) {
    match place {
        Location::Header(name) => {
            let own = request.headers.iter_mut().rfind(|(own, _)| own.eq_ignore_ascii_case(name));
            own.into_iter().for_each(|(_, value)| *value = change(value));
        }
        Location::NumberedHeader { before, .. } => {
            let is_one =
                |name: &str| name.get(..before.len()).is_some_and(|own| own.eq_ignore_ascii_case(before));
            let own = request.headers.iter_mut().rfind(|(own, _)| is_one(own));
            own.into_iter().for_each(|(_, value)| *value = change(value));
        }
        Location::Query(name) => {
            let query = request.url.as_deref().map(form::query).unwrap_or_default();
            let own = form::pairs(query.as_bytes()).filter(|(own, _)| own == name.as_bytes()).last();
            if let Some(value) = own.and_then(|(_, value)| String::from_utf8(value).ok()) {
                clear(request, place, &[]);
                add(request, place, 0..0, &change(&value), None);
            }
        }
        Location::Body(pointer) => {
            let Ok(body) = std::str::from_utf8(&request.body) else { return };
            let all = events.and_then(|events| json::events(body, events).ok()).unwrap_or_else(|| vec![body]);
            let value = |event: &&str| json::value(event, pointer).ok()?.map(|value| value.into_owned());
            let last = all.iter().rev().find_map(|event| Some((json::place(body, event), value(event)?)));
            if let Some((event, value)) = last {
                add(request, place, event, &change(&value), None);
            }
        }
    }
}

/// A URL without a parameter of its query.
fn without(url: &str, name: &str) -> String {
    let (before, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = before.split_once('?') else { return url.to_owned() };
    let is_other = |pair: &&str| form::pairs(pair.as_bytes()).all(|(own, _)| own != name.as_bytes());
    let kept: Vec<&str> = query.split('&').filter(is_other).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{path}{mark}{}{fragment}", kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(request: &Outgoing, place: &str, separator: Option<&str>) -> Outgoing {
        let (mut request, place) = (request.clone(), place.parse().expect("a place"));
        let all = 0..request.body.len();
        clear(&mut request, &place, std::slice::from_ref(&all));
        for item in ["a b", "c"] {
            let all = 0..request.body.len();
            assert!(add(&mut request, &place, all, item, separator), "{place}");
        }
        request
    }

    #[test]
    fn what_was_there_is_replaced_and_what_is_added_stays_apart() {
        let sent = Outgoing::post(r#"{"s": "old"}"#).header("X-Sig", "old").header("x-sig-2", "old");
        let sent = sent.url("https://a.example/x?s=old&y=1#z");
        assert_eq!(with(&sent, "header:x-sig", Some(",")).value("X-Sig"), Some("a b,c"));
        let headers = with(&sent, "header:x-sig", None).headers;
        assert_eq!(headers.iter().filter(|(name, _)| name == "x-sig").count(), 2);
        let numbered = with(&sent, "header:x-sig-{n}", None);
        assert_eq!((numbered.value("x-sig-1"), numbered.value("x-sig-2")), (Some("a b"), Some("c")));
        let url = with(&sent, "query:s", None).url;
        assert_eq!(url.as_deref(), Some("https://a.example/x?y=1&s=a%20b&s=c#z"));
        assert_eq!(with(&sent, "body:/s", Some(",")).body, br#"{"s": "a b,c"}"#);
        assert_eq!(with(&sent, "body:/s", None).body, br#"{"s": "c"}"#);
        let nowhere = Location::Query("s".into());
        assert!(!add(&mut Outgoing::post(""), &nowhere, 0..0, "a", None));
    }
}
