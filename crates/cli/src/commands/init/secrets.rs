//! The secrets of a receiver that `init` writes and of its sender: those of an example delivery or a vector, or made-up ones that
//! fit the rule.

use serde_json::Value;
use webhook_contract::{Algorithm, KeyEncoding, SignatureRule};

/// What the receiver of a catalog from elsewhere and its sender have: the same, or the two halves of a key.
pub struct Secrets {
    pub received: String,
    pub sent: String,
}

/// A secret that everyone can read, 32 bytes in hexadecimal: as a text it is base64, too.
const MADE_UP: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Secrets of more digits are not made up, whatever form the rule says.
const MOST_DIGITS: usize = 1024;

/// Key pairs that everyone can read: in each line an algorithm, how keys are written, the public key, and the private one.
const KEY_PAIRS: &str = include_str!("template/key_pairs.txt");

impl Secrets {
    /// Secrets that deliveries of a rule can be signed and verified with, by the text of a pack's example deliveries.
    pub fn new(rule: &SignatureRule, deliveries: Option<&str>) -> Self {
        let document: Value = deliveries.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let deliveries = document["deliveries"].as_array().into_iter().flatten();
        let text = |delivery: &Value, field: &str| {
            let text = delivery[field].as_str().filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let of_delivery = deliveries.filter_map(|delivery| {
            let received = text(delivery, "secret")?;
            let sent = text(delivery, "signing_key");
            // A public key alone signs nothing.
            let sent = sent.or_else(|| (!rule.algorithm.is_asymmetric()).then(|| received.clone()))?;
            Some(Self { received, sent })
        });
        of_delivery
            .into_iter()
            .next()
            .or_else(|| Self::of_vector(rule))
            .unwrap_or_else(|| Self::made_up(rule))
    }

    fn of_vector(rule: &SignatureRule) -> Option<Self> {
        let vector = rule.vectors.iter().find(|vector| vector.accept && !rule.algorithm.is_asymmetric())?;
        Some(Self { received: vector.secret.to_string(), sent: vector.secret.to_string() })
    }

    fn made_up(rule: &SignatureRule) -> Self {
        let prefix = rule.key.strip.as_deref().unwrap_or_default();
        if let Some((public, private)) = key_pair(rule.algorithm, rule.key.encoding) {
            return Self { received: format!("{prefix}{public}"), sent: private.to_owned() };
        }
        // Receivers only warn of another form.
        let is_feasible = |digits: &usize| {
            *digits <= MOST_DIGITS && (rule.key.encoding != KeyEncoding::Base64 || digits.is_multiple_of(4))
        };
        let digits = rule.secret.map(|form| 2 * form.bytes as usize).filter(is_feasible);
        let digits = digits.unwrap_or(MADE_UP.len());
        let secret: String = MADE_UP.chars().cycle().take(digits).collect();
        let secret = match rule.algorithm {
            Algorithm::Basic => format!("hookwright:{secret}"),
            _ => format!("{prefix}{secret}"),
        };
        Self { received: secret.clone(), sent: secret }
    }
}

/// A public key and its private half.
fn key_pair(algorithm: Algorithm, encoding: KeyEncoding) -> Option<(&'static str, &'static str)> {
    let algorithm = match algorithm {
        Algorithm::Ed25519 => "ed25519",
        Algorithm::EcdsaP256Sha256 => "ecdsa-p256-sha256",
        Algorithm::RsaSha256 => "rsa-sha256",
        _ => return None,
    };
    let encoding = match encoding {
        KeyEncoding::Hex => "hex",
        KeyEncoding::Base64 => "base64",
        KeyEncoding::Spki => "spki",
        KeyEncoding::Text => return None,
    };
    let pairs = KEY_PAIRS.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    pairs.into_iter().find_map(|pair| match pair[..] {
        [of, written, public, private] if of == algorithm && written == encoding => Some((public, private)),
        _ => None,
    })
}

#[cfg(all(test, feature = "deliveries", feature = "algorithms"))]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use serde_json::json;
    use webhook_runtime::{Outgoing, Secret, Signing, Verifier};

    use super::*;

    const NOW: u64 = 1_790_000_000;

    fn rule(algorithm: &str, key: &Value, form: Option<u32>) -> SignatureRule {
        let mut rule = json!({ "algorithm": algorithm, "in": "header:X-Sig", "key": key });
        if !["equality", "basic"].contains(&algorithm) {
            rule["encoding"] = "base64".into();
            rule["message"] = if algorithm == "digest-sha256" { "{secret}{body}" } else { "{body}" }.into();
        }
        if let Some(bytes) = form {
            rule["secret"] = json!({ "encoding": "hex", "bytes": bytes });
        }
        serde_json::from_value(rule).expect("a rule")
    }

    fn signs_and_verifies(rule: &SignatureRule, secrets: &Secrets) {
        let secret = |text: &str| Secret::verbatim(text).expect("a secret");
        let mut request = Outgoing::post("{}");
        let signing = Signing::new(rule, &secret(&secrets.sent));
        signing.unwrap_or_else(|error| panic!("{rule:?}: {error}")).sign(&mut request, NOW).expect("signed");
        let verifier = Verifier::new(rule, &secret(&secrets.received));
        let verifier = verifier.unwrap_or_else(|error| panic!("{rule:?}: {error}"));
        verifier
            .verify_at(&request.parts(), UNIX_EPOCH + Duration::from_secs(NOW))
            .unwrap_or_else(|error| panic!("{rule:?}: {error}"));
        request.body = b"[]".to_vec();
        assert_eq!(verifier.verify(&request.parts()).is_err(), rule.algorithm.signs(), "{rule:?}");
    }

    #[test]
    fn made_up_secrets_sign_and_verify_whatever_the_key_is() {
        let mut tried = 0;
        for algorithm in [
            "hmac-sha1",
            "hmac-sha256",
            "hmac-sha512",
            "digest-sha256",
            "ed25519",
            "ecdsa-p256-sha256",
            "rsa-sha256",
            "equality",
            "basic",
        ] {
            for encoding in ["text", "hex", "base64", "spki"] {
                for key in [json!({ "encoding": encoding }), json!({ "encoding": encoding, "strip": "wh_" })]
                {
                    for form in [None, Some(7), Some(24), Some(u32::MAX)] {
                        let rule = rule(algorithm, &key, form);
                        if rule.faults(false).is_empty() {
                            signs_and_verifies(&rule, &Secrets::new(&rule, None));
                            tried += 1;
                        }
                    }
                }
            }
        }
        assert!(tried > 100, "only {tried}");
    }

    #[test]
    fn secrets_of_deliveries_and_vectors_come_first() {
        let text = json!({ "encoding": "text" });
        let mut hmac = rule("hmac-sha256", &text, None);
        let received = |rule: &SignatureRule, deliveries: &Value| {
            let secrets = Secrets::new(rule, Some(&json!({ "deliveries": deliveries }).to_string()));
            (secrets.received, secrets.sent)
        };
        let both = |secret: &str| (secret.to_owned(), secret.to_owned());
        assert_eq!(received(&hmac, &json!([{}, { "secret": "" }, { "secret": "a" }])), both("a"));
        let vector = json!({ "secret": "b", "accept": true });
        hmac.vectors = vec![serde_json::from_value(vector).expect("a vector")].into();
        assert_eq!(received(&hmac, &json!([{}])), both("b"));
        // With a public key alone, nothing can be signed.
        let ed25519 = rule("ed25519", &json!({ "encoding": "hex" }), None);
        let public = json!([{ "secret": "c" }]);
        signs_and_verifies(
            &ed25519,
            &Secrets::new(&ed25519, Some(&json!({ "deliveries": public }).to_string())),
        );
        let pair = json!([{ "secret": "c", "signing_key": "d" }]);
        assert_eq!(received(&ed25519, &pair), ("c".to_owned(), "d".to_owned()));
    }
}
