//! Requests of every pack are diagnosed by its own scheme. Signatures are those of the packs' vectors, or come from `hmac`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use webhook_contract::{Pack, SignatureRule, Vector};
use webhook_diagnose::{Case, Diagnosis, NamedSecret, Request, Terms, diagnose};

/// Nothing explains these, as nothing explains a changed body, which every pack has: the whole search once a pack is enough.
const SAME_SEARCH: [&str; 3] =
    ["one bit of the signature differs", "another key", "another time, which would be fresh"];

fn packs() -> Vec<(String, Pack)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let entries = fs::read_dir(directory).expect("the packs").map(|entry| entry.expect("an entry").path());
    let mut packs: Vec<_> = entries
        .filter_map(|path| {
            let text = fs::read_to_string(path.join("contract.json")).ok()?;
            let name = path.file_name()?.to_str()?.to_owned();
            Some((name, serde_json::from_str(&text).expect("a pack")))
        })
        .collect();
    packs.sort_by(|one: &(String, Pack), other| one.0.cmp(&other.0));
    packs
}

fn pack(name: &str) -> Pack {
    packs().into_iter().find(|(own, _)| own == name).expect("a pack").1
}

fn request(vector: &Vector) -> Request {
    let headers = vector.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    Request {
        method: vector.method.to_string(),
        url: vector.url.as_ref().map(ToString::to_string),
        headers: headers.collect(),
        body: vector.body.as_bytes().to_vec(),
    }
}

fn diagnosed(pack: &Pack, request: &Request, secret: &str, now: u64) -> Diagnosis {
    diagnose(&Case {
        terms: Terms::Pack(pack),
        request,
        received: UNIX_EPOCH + Duration::from_secs(now),
        secrets: &[NamedSecret::new("HERE", secret)],
        earlier: &[],
    })
}

fn ids(diagnosis: &Diagnosis) -> String {
    diagnosis.findings.iter().map(|finding| finding.cause.id).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_vector_of_every_pack_has_its_reason() {
    let mut told = String::new();
    for (name, pack) in packs() {
        for vector in pack.signature.vectors.iter() {
            let what = vector.name.as_deref().unwrap_or_default();
            if SAME_SEARCH.contains(&what) {
                continue;
            }
            let diagnosis = diagnosed(&pack, &request(vector), &vector.secret, vector.now);
            assert_eq!(diagnosis.is_verified(), vector.accept, "{name}: {:?}: {diagnosis:?}", vector.name);
            let debug = format!("{diagnosis:?}");
            let is_public = pack.signature.algorithm.is_asymmetric();
            assert!(is_public || !debug.contains(&*vector.secret), "{name}: {debug}");
            if !vector.accept {
                writeln!(told, "{name}: {what}: {}", ids(&diagnosis)).expect("written");
                assert!(!ids(&diagnosis).contains("other-rule"), "{name}: {what}: {diagnosis:?}");
            }
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("vectors", told);
    });
}

#[test]
fn signatures_that_are_cut_off_or_under_another_name_are_told() {
    let told = |name: &str, change: &dyn Fn(&mut Request)| {
        let pack = pack(name);
        let vector = pack.signature.vectors.iter().find(|vector| vector.accept).expect("a vector");
        let mut changed = request(vector);
        change(&mut changed);
        let diagnosis = diagnosed(&pack, &changed, &vector.secret, vector.now);
        diagnosis.findings.iter().map(|finding| finding.sentence()).collect::<Vec<_>>().join("\n")
    };
    let cut = |request: &mut Request| {
        for (name, value) in &mut request.headers {
            if name.eq_ignore_ascii_case("stripe-signature") {
                let first = value.iter().position(|byte| *byte == b'=').expect("a time");
                let digest = value[first..].windows(4).position(|part| part == b",v1=").expect("a signature");
                value.truncate(first + digest + ",v1=".len() + 63);
            }
        }
    };
    assert_eq!(
        told("stripe", &cut),
        "The signature cannot be read: expected `v1=` and 64 hexadecimal digits in `stripe-signature`, found 63 characters after the `v1=`."
    );
    let renamed = |request: &mut Request| {
        for (name, _) in &mut request.headers {
            *name = name.to_lowercase().replace("stripe-", "").replace("webhook-", "svix-");
        }
    };
    assert_eq!(
        told("stripe", &renamed),
        "A header came under another name: `signature` for `stripe-signature`."
    );
    assert_eq!(
        told("standard-webhooks", &renamed),
        "The signature may be under another name: there is no header `webhook-timestamp`, `webhook-id` or `webhook-signature`, and `svix-signature` has a value of its form."
    );
}

#[test]
fn what_no_other_scheme_can_get_wrong_is_found() {
    let accepted =
        |pack: &Pack| pack.signature.vectors.iter().find(|vector| vector.accept).expect("a vector").clone();
    let finds = |pack: &Pack, request: &Request, secret: &str, expected: &str| {
        let now = accepted(pack).now;
        let diagnosis = diagnosed(pack, request, secret, now);
        assert_eq!(ids(&diagnosis), expected, "{}: {diagnosis:#?}", pack.provider.name);
    };

    let square = pack("square");
    let vector = accepted(&square);
    let mut changed = request(&vector);
    changed.url = None;
    finds(&square, &changed, &vector.secret, "url-missing");
    for (from, to) in [("https:", "http:"), ("", "/"), ("", "?a=b")] {
        let url = vector.url.as_ref().expect("it is signed");
        changed.url = Some(if from.is_empty() { format!("{url}{to}") } else { url.replace(from, to) });
        finds(&square, &changed, &vector.secret, "url-changed");
    }
    let url = vector.url.as_ref().expect("it is signed");
    let (origin, target) = url.split_at(url[8..].find('/').map_or(url.len(), |at| at + 8));
    let host = &origin["https://".len()..];
    let behind = |url: String, header: Option<(&str, &str)>| {
        let mut request = Request { url: Some(url), ..request(&vector) };
        request.headers.extend(header.map(|(name, value)| (name.to_owned(), value.into())));
        request
    };
    for changed in [
        behind(format!("https://inside:8080{target}"), Some(("X-Forwarded-Host", &format!("{host}, proxy")))),
        behind(format!("http://inside:8080{target}"), Some(("Host", host))),
        behind(format!("https://{host}:8443{target}"), None),
        behind(format!("https://{host}/app{target}"), Some(("X-Original-URI", target))),
    ] {
        finds(&square, &changed, &vector.secret, "url-changed");
    }
    let escaped = behind(format!("{url}/%2Fa%7e"), None);
    let digest = hmac(vector.secret.as_bytes(), format!("{url}//a~{}", vector.body).as_bytes());
    let escaped = signed(&square, &escaped, &STANDARD.encode(digest));
    finds(&square, &escaped, &vector.secret, "url-changed");
    let prefixed = behind(format!("{url}/a"), Some(("X-Forwarded-Prefix", "/in")));
    let digest = hmac(vector.secret.as_bytes(), format!("{origin}/in{target}/a{}", vector.body).as_bytes());
    let prefixed = signed(&square, &prefixed, &STANDARD.encode(digest));
    finds(&square, &prefixed, &vector.secret, "url-changed");
    let other =
        diagnosed(&square, &behind("https://other.example/".to_owned(), None), &vector.secret, vector.now);
    assert!(other.findings[0].remedy.starts_with("Most likely it is another URL or another secret."));
    let alone = STANDARD.encode(hmac(vector.secret.as_bytes(), vector.body.as_bytes()));
    finds(&square, &signed(&square, &request(&vector), &alone), &vector.secret, "message-body-alone");
    let digits: String = hmac(
        vector.secret.as_bytes(),
        format!("{}{}", vector.url.as_ref().expect("one"), vector.body).as_bytes(),
    )
    .iter()
    .map(|byte| format!("{byte:02x}"))
    .collect();
    let written = signed(&square, &request(&vector), &digits);
    finds(&square, &written, &vector.secret, "digest-encoding");
    let remedy = diagnosed(&square, &written, &vector.secret, vector.now).findings[0].remedy;
    assert!(remedy.starts_with("The provider does not do this by the pack"), "{remedy}");

    let mut unknown = signed(&square, &request(&vector), &alone);
    unknown.url = None;
    finds(&square, &unknown, &vector.secret, "message-body-alone");

    let standard = pack("standard-webhooks");
    let vector = accepted(&standard);
    finds(&standard, &request(&vector), "not base64 at all!", "secret-form");
    finds(&standard, &request(&vector), &format!("{}\n", vector.secret), "secret-space-here");
    finds(&standard, &request(&vector), vector.secret.trim_start_matches("whsec_"), "");
    let header = |name: &str| {
        let mut headers = vector.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        headers.next().expect("a header").1.to_string()
    };
    let message = format!("{}.{}.{}", header("webhook-id"), header("webhook-timestamp"), vector.body);
    let as_text = format!("v1,{}", STANDARD.encode(hmac(vector.secret.as_bytes(), message.as_bytes())));
    finds(&standard, &signed(&standard, &request(&vector), &as_text), &vector.secret, "key-as-text");

    let token = pack("gitlab-token");
    let vector = accepted(&token);
    finds(&token, &request(&vector), "another", "secret-differs");
    finds(&token, &request(&vector), &format!("\"{}\"", vector.secret), "secret-quoted");

    let mailgun = pack("mailgun");
    let vector = accepted(&mailgun);
    let body = |text: &str| Request { body: text.into(), ..request(&vector) };
    finds(
        &mailgun,
        &body(&vector.body.replacen("\"token\"", "\"taken\"", 1)),
        &vector.secret,
        "value-missing",
    );
    finds(&mailgun, &body(&vector.body[..vector.body.len() - 1]), &vector.secret, "body-unreadable");

    let mut broken = pack("github");
    broken.signature = SignatureRule { message: None, ..broken.signature };
    let vector = accepted(&broken);
    finds(&broken, &request(&vector), &vector.secret, "no-rule");

    // The time is not in the provider's unit, whatever was signed.
    let hubspot = pack("hubspot-v3");
    let vector = accepted(&hubspot);
    let mut changed = request(&vector);
    for (name, value) in &mut changed.headers {
        if name.eq_ignore_ascii_case("x-hubspot-request-timestamp") {
            value.truncate(10);
        }
    }
    let diagnosis = diagnosed(&hubspot, &changed, "another", vector.now);
    assert!(!ids(&diagnosis).contains("time-unit") || diagnosis.findings.len() == 1, "{diagnosis:#?}");
}

/// A value that verifies is the signature, whatever its name; what is next to it came under that name, too.
#[test]
fn a_signature_is_found_under_any_name() {
    for (name, from, to) in [
        ("shopify", "X-Shopify-Hmac-SHA256", "X-Shopify-Hmac"),
        ("shopify", "X-Shopify-Hmac-SHA256", "X-Shopify-Hmac-SHA256-Signature"),
        ("shopify", "X-Shopify-Hmac-SHA256", "x_shopify_hmac_sha256"),
        ("stripe", "Stripe-Signature", "stripe_signature"),
    ] {
        let pack = pack(name);
        let vector = pack.signature.vectors.iter().find(|vector| vector.accept).expect("a vector");
        let mut request = request(vector);
        let header = request.headers.iter_mut().find(|(own, _)| own.eq_ignore_ascii_case(from));
        to.clone_into(&mut header.expect("the signature").0);
        let diagnosis = diagnosed(&pack, &request, &vector.secret, vector.now);
        assert_eq!(ids(&diagnosis), "header-renamed", "{name}: {diagnosis:#?}");
        assert!(diagnosis.findings[0].detail.starts_with(&format!("`{to}` for `")), "{diagnosis:#?}");
    }
}

#[test]
fn the_reason_names_only_what_the_scheme_has() {
    let reasons = |name: &str| -> Vec<String> {
        let pack = pack(name);
        let vector = pack.signature.vectors.iter().find(|vector| vector.accept).expect("a vector");
        let bare = Request { headers: Vec::new(), ..request(vector) };
        // A secret of the same form; a public key backward is none, so that the body changes there.
        let is_public = pack.signature.algorithm.is_asymmetric();
        let backward: String = vector.secret.chars().rev().collect();
        let (other, end) = if is_public { (&*vector.secret, "changed") } else { (&*backward, "") };
        let changed = Request { body: format!("{}{end}", vector.body).into(), ..request(vector) };
        let reason = |request, secret: &str| diagnosed(&pack, request, secret, vector.now).refused;
        [reason(&changed, other), reason(&bare, &vector.secret)].into_iter().flatten().collect()
    };
    let told: String =
        ["adyen", "discord", "github", "gitlab-token", "hubspot-v3", "stripe", "twilio-form", "zoom"]
            .into_iter()
            .map(|name| format!("{name}\n  {}\n", reasons(name).join("\n  ")))
            .collect();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("reasons", told);
    });
}

/// The sentence of the only finding, which is of this kind.
fn sentence(diagnosis: &Diagnosis, id: &str) -> String {
    assert_eq!(ids(diagnosis), id, "{diagnosis:#?}");
    diagnosis.findings[0].sentence()
}

#[test]
fn the_part_that_fits_is_told_from_the_one_that_does_not() {
    let adyen = pack("adyen");
    let vector = adyen.signature.vectors.iter().find(|vector| vector.accept).expect("a vector");
    let mut body: Value = serde_json::from_str(&vector.body).expect("JSON");
    let item = body["notificationItems"][0].clone();
    let batch = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut items = vec![item.clone(); 3];
        change(&mut items);
        let mut body = body.clone();
        body["notificationItems"] = items.into();
        let request = Request { body: body.to_string().into(), ..request(vector) };
        (diagnosed(&adyen, &request, &vector.secret, vector.now), request)
    };
    assert!(batch(&|_| ()).0.is_verified());
    let amount = |item: &mut Value| item["NotificationRequestItem"]["amount"]["value"] = 7.into();
    let (changed, request) = batch(&|items| amount(&mut items[1]));
    let told = sentence(&changed, "event-differs");
    assert!(told.contains("2 of 3 fit, so that the secret is right;"), "{told}");
    assert!(told.contains("does not fit event 2."), "{told}");
    let (changed, _) = batch(&|items| {
        amount(&mut items[0]);
        amount(&mut items[2]);
    });
    assert!(sentence(&changed, "event-differs").contains("does not fit events 1 and 3."), "{changed:?}");
    let (unsigned, _) = batch(&|items| items[2]["NotificationRequestItem"]["additionalData"] = json!({}));
    assert!(sentence(&unsigned, "event-differs").contains("of event 3."), "{unsigned:?}");
    // Nothing fits at all.
    let (changed, _) = batch(&|items| items.iter_mut().for_each(amount));
    assert_eq!(ids(&changed), "unknown");
    // What is wrong with the secret is told besides.
    let quoted = format!("\"{}\"", vector.secret);
    assert_eq!(ids(&diagnosed(&adyen, &request, &quoted, vector.now)), "secret-quoted, event-differs");

    let twilio = pack("twilio-json");
    let vector = twilio.signature.vectors.iter().find(|vector| vector.accept).expect("a vector");
    body = serde_json::from_str(&vector.body).expect("JSON");
    body["property"] = "another".into();
    let changed = Request { body: body.to_string().into(), ..self::request(vector) };
    let told =
        sentence(&diagnosed(&twilio, &changed, &vector.secret, vector.now), "further-signature-differs");
    assert!(
        told.contains("that in `header:x-twilio-signature`, of `{url}`, fits, so that the secret is right;"),
        "{told}"
    );
    assert!(told.contains("that in `query:bodySHA256`, of `{body}`, does not."), "{told}");
    assert_eq!(ids(&diagnosed(&twilio, &changed, "another", vector.now)), "unknown");
    let is_unhashed =
        |vector: &&Vector| vector.name.as_deref().is_some_and(|name| name.starts_with("no hash"));
    let vector = twilio.signature.vectors.iter().find(is_unhashed).expect("a vector");
    let unhashed = diagnosed(&twilio, &self::request(vector), &vector.secret, vector.now);
    let told = sentence(&unhashed, "further-signature-differs");
    assert!(told.ends_with("there is none that can be read in `query:bodySHA256`."), "{told}");
}

/// Twilio's rule the other way round: the body is what is signed first, and the URL by another signature.
#[test]
fn a_url_that_only_a_further_signature_is_of_is_asked_for() {
    let twilio = pack("twilio-json");
    let vector = twilio.signature.vectors.iter().find(|vector| vector.accept).expect("a vector");
    let mut contract: Value = serde_json::from_str(
        r#"{ "provider": { "name": "Made" }, "signature": { "algorithm": "digest-sha256", "in": "header:x-hash", "encoding": "hex",
             "message": "{body}" } }"#,
    )
    .expect("JSON");
    contract["signature"]["also"] = json!([{ "algorithm": "hmac-sha1", "in": "header:x-twilio-signature",
        "encoding": "base64", "message": "{url}", "key": { "encoding": "text" } }]);
    let made: Pack = serde_json::from_value(contract).expect("a pack");
    let url = vector.url.as_deref().expect("it is signed");
    let (_, hash) = url.split_once("bodySHA256=").expect("the hash of the body");
    let mut request = self::request(vector);
    request.headers.push(("x-hash".to_owned(), hash.as_bytes().to_vec()));
    assert!(diagnosed(&made, &request, &vector.secret, vector.now).is_verified());
    let unknown = Request { url: None, ..request.clone() };
    assert_eq!(ids(&diagnosed(&made, &unknown, &vector.secret, vector.now)), "url-missing");
    let other = Request { url: Some("https://b.example/".to_owned()), ..request };
    let diagnosis = diagnosed(&made, &other, &vector.secret, vector.now);
    assert!(
        sentence(&diagnosis, "further-signature-differs").ends_with("of `{url}`, does not."),
        "{diagnosis:?}"
    );
}

/// The request with another value in place of the signature.
fn signed(pack: &Pack, request: &Request, value: &str) -> Request {
    let name = pack.signature.signature_header().expect("it is in a header");
    let mut request = request.clone();
    request.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
    request.headers.push((name.to_owned(), value.as_bytes().to_vec()));
    request
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
