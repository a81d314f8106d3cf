//! Keys in documents: sets of JSON Web Keys (RFC 7517), and certificates.

use std::sync::Arc;
use std::time::SystemTime;
#[cfg(feature = "certificates")]
use std::time::UNIX_EPOCH;

use serde_json::Value;
use webhook_contract::{Algorithm, KeyEncoding};

use super::KeyPlace;
use crate::Verifier;
use crate::receive::verify::decode::base64_for_urls;

/// How many keys of a set are looked at. More are none: every signature is compared with each.
const MOST: usize = 32;

/// The keys of a document.
pub(super) struct Keys {
    /// Each with the id that it goes by; without ids, one that stands for all.
    verifiers: Vec<(Option<Box<str>>, Arc<Verifier>)>,
    /// When they end by themselves.
    pub until: Option<SystemTime>,
}

/// A key as [`Verifier`] takes it.
type Key = (KeyEncoding, Vec<u8>);

impl Keys {
    pub fn by_id(&self, id: Option<&str>) -> Option<Arc<Verifier>> {
        let (_, verifier) = self.verifiers.iter().find(|(own, _)| own.as_deref() == id)?;
        Some(Arc::clone(verifier))
    }
}

/// The keys of a document; `None` if it has none that fit the rule.
pub(super) fn keys_in(document: &[u8], place: &KeyPlace, rule: &Verifier, now: SystemTime) -> Option<Keys> {
    match place {
        KeyPlace::Set { id, .. } => in_set(document, id.is_some(), rule),
        #[cfg(feature = "certificates")]
        KeyPlace::Certificate { .. } => in_certificate(document, rule, now),
    }
    .filter(|keys| !keys.verifiers.is_empty() && keys.until.is_none_or(|until| now < until))
}

fn in_set(document: &[u8], has_ids: bool, rule: &Verifier) -> Option<Keys> {
    let set: Value = serde_json::from_slice(document).ok()?;
    let keys = set["keys"].as_array().filter(|keys| keys.len() <= MOST)?;
    // A key of another kind, or of a kind yet unknown, is no reason to do without the others.
    let keys = keys.iter().filter_map(|key| {
        let id = key["kid"].as_str().filter(|_| has_ids).map(Box::from);
        (id.is_some() == has_ids).then_some(())?;
        Some((id, public_key(key, rule.algorithm())?))
    });
    let mut by_id: Vec<(Option<Box<str>>, Vec<Key>)> = Vec::new();
    for (id, key) in keys {
        match by_id.iter_mut().find(|(own, _)| *own == id) {
            Some((_, keys)) => keys.push(key),
            None => by_id.push((id, vec![key])),
        }
    }
    let verifiers = by_id.into_iter().filter_map(|(id, keys)| Some((id, verifier(rule, &keys)?)));
    Some(Keys { verifiers: verifiers.collect(), until: None })
}

/// Of keys that can be read; `None` if there is none.
fn verifier(rule: &Verifier, keys: &[Key]) -> Option<Arc<Verifier>> {
    let one = |(encoding, key): &Key| rule.clone().with_public_keys([(*encoding, &**key)]).is_ok();
    let good: Vec<_> =
        keys.iter().filter(|key| one(key)).map(|(encoding, key)| (*encoding, &**key)).collect();
    (!good.is_empty()).then(|| rule.clone().with_public_keys(good).ok().map(Arc::new))?
}

/// A key of the rule's algorithm that is for signatures.
fn public_key(key: &Value, algorithm: Algorithm) -> Option<Key> {
    let has = |field: &str, texts: &[&str]| key[field].as_str().is_some_and(|text| texts.contains(&text));
    let lacks_or_has = |field: &str, texts: &[&str]| key[field].is_null() || has(field, texts);
    let bytes = |field: &str| base64_for_urls(key[field].as_str()?.as_bytes());
    let verifies = match &key["key_ops"] {
        Value::Null => true,
        uses => uses.as_array().is_some_and(|uses| uses.contains(&"verify".into())),
    };
    if !verifies || !lacks_or_has("use", &["sig"]) {
        return None;
    }
    match algorithm {
        Algorithm::Ed25519 => {
            let fits = has("kty", &["OKP"])
                && has("crv", &["Ed25519"])
                && lacks_or_has("alg", &["EdDSA", "Ed25519"]);
            Some((KeyEncoding::Base64, bytes("x").filter(|_| fits)?))
        }
        Algorithm::EcdsaP256Sha256 => {
            let fits = has("kty", &["EC"]) && has("crv", &["P-256"]) && lacks_or_has("alg", &["ES256"]);
            let (x, y) = (bytes("x")?, bytes("y")?);
            // An uncompressed point, by SEC 1.
            (fits && x.len() == 32 && y.len() == 32).then(|| (KeyEncoding::Base64, [&[4], &*x, &*y].concat()))
        }
        Algorithm::RsaSha256 => {
            let fits = has("kty", &["RSA"]) && lacks_or_has("alg", &["RS256"]);
            rsa_key(&bytes("n").filter(|_| fits)?, &bytes("e")?)
        }
        _ => None,
    }
}

/// Of 2048 bits at least: what is shorter can be broken.
#[cfg(feature = "rsa")]
fn rsa_key(n: &[u8], e: &[u8]) -> Option<Key> {
    use rsa::BoxedUint;
    use rsa::pkcs8::EncodePublicKey as _;

    let [n, e] = [n, e].map(BoxedUint::from_be_slice_vartime);
    let key = rsa::PublicKey::new_with_size_limits(n, e, 2048..=rsa::PublicKey::MAX_SIZE).ok()?;
    Some((KeyEncoding::Spki, key.to_public_key_der().ok()?.into_vec()))
}

#[cfg(not(feature = "rsa"))]
fn rsa_key(_: &[u8], _: &[u8]) -> Option<Key> {
    None
}

/// The key of the first certificate of a chain, while that is valid.
#[cfg(feature = "certificates")]
fn in_certificate(document: &[u8], rule: &Verifier, now: SystemTime) -> Option<Keys> {
    use x509_cert::Certificate;
    use x509_cert::der::Encode as _;

    let chain = Certificate::load_pem_chain(document).ok()?;
    let certificate = chain.first()?.tbs_certificate();
    let validity = certificate.validity();
    let time = |time: x509_cert::time::Time| UNIX_EPOCH + time.to_date_time().unix_duration();
    if now < time(validity.not_before) {
        return None;
    }
    let info = certificate.subject_public_key_info().to_der().ok()?;
    let verifier = verifier(rule, &[(KeyEncoding::Spki, info)])?;
    Some(Keys { verifiers: vec![(None, verifier)], until: Some(time(validity.not_after)) })
}
