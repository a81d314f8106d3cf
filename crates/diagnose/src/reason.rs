//! Why a receiver refuses a request, in the words of its scheme: it names nothing that the scheme does not have.

use std::time::SystemTime;

use webhook_runtime::contract::Piece;
use webhook_runtime::contract::words::listed;
use webhook_runtime::{SignatureRule, VerifyError};

use crate::terms::{reads_body, reads_url};
use crate::tries::signature;
use crate::unexplained::needed_headers;
use crate::{NamedSecret, Request, Terms};

/// Why a receiver refuses a request; `None` if it verifies.
pub(crate) fn refused(
    terms: Terms<'_>,
    secret: &NamedSecret,
    request: &Request,
    received: SystemTime,
) -> Option<String> {
    let parts = request.parts();
    let told = |error| reason(error, terms, request);
    match terms {
        Terms::Contract(contract) => match secret.secret() {
            Ok(secret) => secret.verify_request_at(contract, &parts, received).err().map(told),
            Err(invalid) => Some(invalid.to_string()),
        },
        // Where people choose a secret, it may be a sentence.
        Terms::Pack(_) => match secret.verbatim().and_then(|secret| terms.verifier(&secret)) {
            Ok(verifier) => verifier.verify_at(&parts, received).err().map(told),
            Err(invalid) => Some(invalid.to_string()),
        },
    }
}

fn reason(error: VerifyError, terms: Terms<'_>, request: &Request) -> String {
    let rule = terms.rule();
    match error {
        VerifyError::NoMatch if !rule.algorithm.signs() => "the request has another secret".to_owned(),
        VerifyError::NoMatch => {
            let key = if rule.algorithm.is_asymmetric() { "key" } else { "secret" };
            format!("no signature matches: wrong {key}, or changed {}", changed(rule))
        }
        VerifyError::MissingHeader => {
            let names: Vec<String> =
                missing(terms, request).into_iter().map(|name| format!("`{name}`")).collect();
            match names.as_slice() {
                [] => error.to_string(),
                [name] => format!("the header {name} is missing"),
                names => format!("the headers {} are missing", listed(names, "and")),
            }
        }
        _ => error.to_string(),
    }
}

/// What is signed, as far as it may have been changed.
fn changed(rule: &SignatureRule) -> String {
    let has = |piece: &Piece| {
        rule.rules().any(|rule| rule.message.as_ref().is_some_and(|message| message.has(piece)))
    };
    let all = [
        ("body", reads_body(rule)),
        ("timestamp", has(&Piece::Timestamp)),
        ("id", has(&Piece::Id)),
        ("URL", reads_url(rule)),
        ("method", has(&Piece::Method)),
    ];
    let signed = all.into_iter().filter(|(_, is_signed)| *is_signed).map(|(name, _)| name.to_owned());
    match signed.collect::<Vec<_>>().as_slice() {
        [] => "headers".to_owned(),
        signed => listed(signed, "or"),
    }
}

/// The headers that must be there, and are not; of several that the signature may be in, the first.
fn missing(terms: Terms<'_>, request: &Request) -> Vec<String> {
    let is_missing = |name: &String| request.values(name).next().is_none();
    let signatures = signature::headers(terms.rule());
    let signature = match signatures.iter().all(is_missing) {
        true => signatures.into_iter().next(),
        false => None,
    };
    let others = needed_headers(terms).into_iter().map(str::to_owned).filter(is_missing);
    signature.into_iter().chain(others).collect()
}
