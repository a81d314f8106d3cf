//! What can be said of a request where no signature fits, whatever is tried.

use serde_json::Value;
use webhook_runtime::contract::words::listed;
use webhook_runtime::contract::{Location, Piece, Pointer, TimeLocation};
use webhook_runtime::{InvalidSecret, MAX_CANDIDATES, SignatureRule, VerifyError};

use crate::causes::{self, Finding};
use crate::terms::{reads_body, reads_url};
use crate::tries::{is_renamed, signature, time};
use crate::{Case, NamedSecret, Request, Terms};

/// What can be said where no signature fits.
pub(crate) fn unexplained(case: &Case<'_>, tried: usize, is_cut_off: bool) -> Vec<Finding> {
    let Case { terms, request, secrets, .. } = *case;
    let rule = terms.rule();
    let mut findings: Vec<Finding> = missing_headers(terms, request).into_iter().collect();
    if request.body.is_empty() && reads_body(rule) {
        findings.push(Finding::of(causes::BODY_MISSING));
    }
    // What cannot be read is told before signatures are compared.
    if let Ok(trials) = terms.trials() {
        findings.extend(unreadable(trials.check_parts(&request.parts()), terms, request));
    }
    findings.extend(secrets.first().and_then(|secret| impossible(terms, secret)));
    if findings.is_empty() {
        findings.push(match rule.algorithm.signs() {
            true => {
                let unknown =
                    Finding::with(causes::UNKNOWN, searched(terms, request, secrets, tried, is_cut_off));
                let signs_body = rule.rules().any(SignatureRule::signs_body);
                match (reads_url(rule), signs_body) {
                    (true, _) => Finding { remedy: causes::URL_OR_SECRET, ..unknown },
                    (false, false) => Finding { remedy: causes::VALUES_OR_SECRET, ..unknown },
                    (false, true) => unknown,
                }
            }
            false => Finding::of(causes::SECRET_DIFFERS),
        });
    }
    findings
}

fn searched(
    terms: Terms<'_>,
    request: &Request,
    secrets: &[NamedSecret],
    tried: usize,
    is_cut_off: bool,
) -> String {
    let rule = terms.rule();
    let mut told = match is_cut_off {
        true => format!("the search was cut off after {tried} combinations"),
        false => format!("{tried} combinations were tried"),
    };
    let url = request.url.as_ref().filter(|_| reads_url(rule)).map(|url| format!("the URL `{url}`"));
    let is_method_signed = rule.message.as_ref().is_some_and(|message| message.has(&Piece::Method));
    let method = is_method_signed.then(|| format!("the method `{}`", request.method));
    let signed: Vec<String> = url.into_iter().chain(method).collect();
    match signed.as_slice() {
        [] => {}
        [one] => told += &format!(", for {one}, which is signed too"),
        all => told += &format!(", for {}, which are signed too", all.join(" and ")),
    }
    let form = secrets.first().and_then(|secret| {
        let text = String::from_utf8_lossy(&secret.bytes);
        rule.check_form(text.trim()).err()
    });
    form.map(|unexpected| format!("{told}; {unexpected}")).unwrap_or(told)
}

/// Why a secret cannot be one by the rule, whatever the request has.
fn impossible(terms: Terms<'_>, secret: &NamedSecret) -> Option<Finding> {
    let trimmed = NamedSecret::new("", secret.bytes.trim_ascii());
    let invalid = trimmed.verbatim().and_then(|secret| terms.verifier(&secret)).err()?;
    let cause = match invalid {
        InvalidSecret::Contract | InvalidSecret::Unsupported(_) | InvalidSecret::TooMany => causes::NO_RULE,
        _ => causes::SECRET_FORM,
    };
    let finding = Finding::with(cause, invalid.to_string());
    Some(match cause == causes::SECRET_FORM && terms.rule().algorithm.is_asymmetric() {
        true => Finding { remedy: causes::PUBLIC_KEY, ..finding },
        false => finding,
    })
}

/// What keeps a request from being read.
fn unreadable(read: Result<(), VerifyError>, terms: Terms<'_>, request: &Request) -> Vec<Finding> {
    let rule = terms.rule();
    match read {
        Err(VerifyError::MalformedSignature | VerifyError::UnsupportedScheme) => {
            let shape = signature::shape(rule, request);
            shape.map(|shape| Finding::with(causes::SIGNATURE_SHAPE, shape)).into_iter().collect()
        }
        Err(VerifyError::TooManySignatures) => {
            vec![Finding::with(causes::TOO_MANY_SIGNATURES, format!("at most {MAX_CANDIDATES}"))]
        }
        Err(VerifyError::MalformedTimestamp) => {
            let timed = rule.timestamp.iter();
            let values = timed
                .flat_map(|timed| time::values(rule, timed, request).into_iter().map(move |v| (timed, v)));
            let told = values.map(|(timed, value)| time::not_in_unit(timed, &value));
            told.take(1).map(|told| Finding::with(causes::TIME_FORMAT, told)).collect()
        }
        Err(VerifyError::DuplicateHeader) => {
            let differ = |name: &&str| {
                let mut values = request.values(name).map(<[u8]>::trim_ascii);
                let first = values.next();
                values.any(|value| Some(value) != first)
            };
            let names = needed_headers(terms).into_iter();
            names.filter(differ).map(|name| Finding::with(causes::HEADER_DUPLICATED, name)).collect()
        }
        Err(VerifyError::MissingValue) => missing_values(terms, request)
            .into_iter()
            .map(|place| Finding::with(causes::VALUE_MISSING, place))
            .collect(),
        Err(VerifyError::MalformedBody) => vec![Finding::of(causes::BODY_UNREADABLE)],
        Err(VerifyError::MissingUrl) => vec![Finding::of(causes::URL_MISSING)],
        _ => Vec::new(),
    }
}

/// The headers that must be there besides that of the signature.
pub(crate) fn needed_headers<'t>(terms: Terms<'t>) -> Vec<&'t str> {
    let rule = terms.rule();
    let pieces = rule.message.as_ref().map_or(&[][..], |message| message.pieces());
    let id = match terms {
        Terms::Contract(contract) => contract.idempotency_key.header.as_deref(),
        Terms::Pack(pack) => match pack.id() {
            Some(Location::Header(name)) => Some(&**name),
            _ => None,
        },
    };
    let signed = pieces.iter().filter_map(|piece| match piece {
        Piece::Header(name) => Some(&**name),
        Piece::Id => id,
        _ => None,
    });
    let mut names: Vec<&str> = rule.timestamp_header().into_iter().chain(signed).collect();
    names.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
    names
}

/// The headers that are missing, and not there under another name.
fn missing_headers(terms: Terms<'_>, request: &Request) -> Option<Finding> {
    let is_there = |name: &str| {
        request.values(name).next().is_some() || request.headers.iter().any(|(own, _)| is_renamed(own, name))
    };
    let of_signature = signature::headers(terms.rule());
    let needed = needed_headers(terms).into_iter().map(str::to_owned).filter(|name| !is_there(name));
    let mut missing: Vec<String> = needed.collect();
    // Any of several will do; those with a number may begin with another.
    let is_numbered =
        terms.rule().locations.iter().any(|place| matches!(place, Location::NumberedHeader { .. }));
    let has_signature = of_signature.iter().any(|name| is_there(name))
        || is_numbered
            && terms.trials().is_ok_and(|trials| {
                !matches!(trials.check_parts(&request.parts()), Err(VerifyError::MissingHeader))
            });
    if !has_signature {
        missing.extend(of_signature.into_iter().take(1));
    }
    let names: Vec<String> = missing.into_iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return None;
    }
    let names = listed(&names, "or");
    let has_form = |value: &[u8]| !has_signature && signature::has_form(terms.rule(), value);
    Some(match request.headers.iter().find(|(_, value)| has_form(value)) {
        None => Finding::with(causes::HEADER_MISSING, names),
        Some((alike, _)) => {
            let detail = format!("there is no header {names}, and `{alike}` has a value of its form");
            Finding::with(causes::SIGNATURE_ELSEWHERE, detail)
        }
    })
}

/// The places outside of headers at which a request has nothing.
fn missing_values(terms: Terms<'_>, request: &Request) -> Vec<String> {
    let body: Option<Value> = serde_json::from_slice(&request.body).ok();
    let in_body =
        |pointer: &Pointer| body.as_ref().is_some_and(|body| body.pointer(&pointer.to_string()).is_some());
    let in_query = |name: &str| {
        let query = request.url.as_deref().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
        query.split('&').any(|pair| pair.split('=').next() == Some(name))
    };
    let mut places: Vec<String> = Vec::new();
    for rule in terms.rule().rules() {
        let has_item = |label: &str| !time::items(rule, label, request).is_empty();
        let mut look = |place: String, is_there: bool| {
            if !is_there && !places.contains(&place) {
                places.push(place);
            }
        };
        for location in rule.locations.iter() {
            match location {
                Location::Body(pointer) => look(location.to_string(), in_body(pointer)),
                Location::Query(name) => look(location.to_string(), in_query(name)),
                Location::Header(_) | Location::NumberedHeader { .. } => {}
            }
        }
        match rule.timestamp.as_ref().map(|timed| &timed.location) {
            Some(location @ TimeLocation::Item(label)) => look(location.to_string(), has_item(label)),
            Some(location @ TimeLocation::Body(pointer)) => look(location.to_string(), in_body(pointer)),
            Some(TimeLocation::Header(_)) | None => {}
        }
        for piece in rule.message.as_ref().map_or(&[][..], |message| message.pieces()) {
            match piece {
                Piece::Item(label) => look(format!("item:{label}"), has_item(label)),
                Piece::BodyValue(pointer) => look(format!("body:{pointer}"), in_body(pointer)),
                _ => {}
            }
        }
    }
    places
}
