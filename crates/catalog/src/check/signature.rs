//! Whether the signature rule fits together, accepts and refuses its own vectors, and what it does not protect from.

use std::time::{Duration, UNIX_EPOCH};

use webhook_contract::{Contract, Vector, WeaknessKind};
use webhook_runtime::{InvalidSecret, RequestParts, Secret, Verifier, VerifyError};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use super::contract::told;
use crate::draft::Draft;
use crate::index::Lint;
use crate::index::before::RULE;
use crate::layout::INDEX;
use crate::rules;

/// Reports what is wrong with the signature rule, and what it does not protect from.
pub(crate) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    let contract = &draft.index.contract;
    let at = |pointer: &str| Location::new(INDEX, format!("{RULE}{pointer}"));
    let faults = contract.signature.faults(contract.signed_id().is_some());
    let told = told(diagnostics);
    // Vectors show what a contract accepts that is right otherwise.
    let has_sound_limits = !told.iter().any(|at| at.pointer.starts_with("/contract/limits"));
    if faults.is_empty() && has_sound_limits {
        vectors(contract, diagnostics);
    }
    for fault in faults {
        let location = at(&fault.pointer);
        if told.contains(&location) {
            continue;
        }
        diagnostics.push(Diagnostic::at_value(&rules::CONTRACT, location, fault.message, fault.help));
    }
    for weakness in contract.weaknesses() {
        let finding = |rule| {
            let location = Location::new(INDEX, format!("/contract{}", weakness.pointer));
            Diagnostic::at_value(rule, location, weakness.message.clone(), weakness.kind.help())
        };
        draft.index.lints.report(lint(weakness.kind), finding, diagnostics);
    }
}

/// The lint that reports a weakness.
fn lint(kind: WeaknessKind) -> Lint {
    match kind {
        WeaknessKind::BodyNotSigned => Lint::BodyNotSigned,
        WeaknessKind::NothingSigned => Lint::NothingSigned,
        WeaknessKind::NoSignedTime => Lint::NoSignedTime,
        WeaknessKind::TimeWithoutTolerance => Lint::TimeWithoutTolerance,
        WeaknessKind::UnsignedTime => Lint::UnsignedTime,
        WeaknessKind::Sha1 => Lint::Sha1,
        WeaknessKind::Unseparated => Lint::UnseparatedValues,
        WeaknessKind::SignedUrl => Lint::SignedUrl,
        WeaknessKind::DigestWithSecret => Lint::DigestWithSecret,
        WeaknessKind::UnescapedFields => Lint::UnescapedFields,
        WeaknessKind::OutsideSignature => Lint::OutsideSignature,
        WeaknessKind::NoVector => Lint::SignatureVector,
    }
}

fn vectors(contract: &Contract, diagnostics: &mut Diagnostics) {
    for (number, vector) in contract.signature.vectors.iter().enumerate() {
        let location = Location::new(INDEX, format!("{RULE}/vectors/{number}"));
        let Some(Finding { message, help, is_warning }) = judge(contract, vector) else { continue };
        let finding = Diagnostic::at_value(&rules::SIGNATURE_VECTOR, location, message, help);
        diagnostics.push(if is_warning { finding.warning() } else { finding });
    }
}

struct Finding {
    message: String,
    help: String,
    is_warning: bool,
}

impl Finding {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Option<Self> {
        Some(Self { message: message.into(), help: help.into(), is_warning: false })
    }
}

/// What is wrong with a vector.
fn judge(contract: &Contract, vector: &Vector) -> Option<Finding> {
    let secret = Secret::verbatim(&*vector.secret);
    let verifier = match secret.and_then(|secret| Verifier::of_contract(contract, &secret)) {
        Ok(verifier) => verifier,
        Err(error @ InvalidSecret::Unsupported(_)) => {
            let help = "try it with a build that has the algorithm";
            return Some(Finding {
                is_warning: true,
                ..Finding::new(format!("this vector was not tried: {error}"), help)?
            });
        }
        Err(error) => return Finding::new(format!("{error}, in this vector"), "correct its `secret`"),
    };
    let headers: Vec<(&str, &str)> = vector.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let mut request = RequestParts::new(&headers, vector.body.as_bytes()).method(&vector.method);
    request.url = vector.url.as_deref();
    let refused = verifier.verify_at(&request, UNIX_EPOCH + Duration::from_secs(vector.now)).err();
    match (vector.accept, refused) {
        (true, None) | (false, Some(_)) => None,
        (false, None) => Finding::new(
            "expected this vector to be refused, but it is accepted",
            "correct the vector, or the rule",
        ),
        (true, Some(error)) => {
            let computed = verifier.computed(&request).filter(|_| error == VerifyError::NoMatch);
            let help = computed.map_or_else(
                || "correct the vector, or the rule".to_owned(),
                |computed| parting(&computed, vector),
            );
            Finding::new(format!("expected this vector to be accepted, but it is refused: {error}"), help)
        }
    }
}

/// What was computed, and how much of it the value has that is most like it. A vector's secret is public, and so is this.
fn parting(computed: &str, vector: &Vector) -> String {
    let values = vector.headers.iter().map(|(_, value)| &**value).chain([&*vector.body]);
    // A value may have more in it than the signature: the beginning that it shares is looked for anywhere.
    let shared = (1..=computed.len())
        .rev()
        .filter(|length| computed.is_char_boundary(*length))
        .find(|length| values.clone().any(|value| value.contains(&computed[..*length])));
    match shared {
        None => format!("computed `{computed}`, of which the vector does not even have the first character"),
        Some(length) => format!(
            "computed `{computed}`, of which the vector has only the first {length} characters: correct the vector, or the rule"
        ),
    }
}
