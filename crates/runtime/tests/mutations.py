"""Breaks the verifier in one place after another, and prints the first test that notices, and how many do.

    python3 crates/runtime/tests/mutations.py [NAME ...]

Works on a copy of the crate in a scratch directory. Names select mutations; without any, all are made. Each must make a test
in `tests/verification`, `tests/schemes`, `tests/layouts`, `tests/keys` or next to the code fail: if one survives, the tests have a gap, and
the exit status is 1. So it is if a mutation does not compile, and a text that is not found
exactly once ends the run: then update the list below to match the code.

Tests cannot detect that signatures are not compared in constant time, or not all of them, so there is no mutation for that.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CRATES = [f"crates/{name}" for name in ("catalog", "contract", "runtime", "schema", "test-support")]
# What tests read besides.
NEEDED = ["packs", "crates/conformance/packs"]

# Name, file in `src`, and the texts that are replaced.
MUTATIONS = [
    ("no freshness", "receive/verify/verifier.rs", [("self.main.check_freshness(main, clock)?;", "")]),
    ("freshness before the signature", "receive/verify/verifier.rs", [
        ("self.main.check_freshness(main, clock)?;", ""),
        ("let mut proved = self.main.proves(", "self.main.check_freshness(main, clock)?;\nlet mut proved = self.main.proves("),
    ]),
    ("tolerance to the past without its last second", "receive/verify/time.rs", [("> past)", ">= past)")]),
    ("tolerance to the future without its last second", "receive/verify/time.rs", [("> future)", ">= future)")]),
    ("tolerance in seconds", "receive/verify/time.rs", [("tolerance.as_millis()).unwrap_or(u64::MAX));\n        (self", "u128::from(tolerance.as_secs())).unwrap_or(u64::MAX));\n        (self")]),
    ("no future", "receive/verify/time.rs", [("sent.saturating_sub(now)", "0_u64.saturating_sub(now)")]),
    ("no past", "receive/verify/time.rs", [("now.saturating_sub(sent)", "0_u64.saturating_sub(sent)")]),
    ("stale is future", "receive/verify/time.rs", [("return Err(VerifyError::Stale)", "return Err(VerifyError::Future)")]),
    ("the clock's fraction counts", "receive/verify/time.rs", [("true => now.as_secs() * 1000,", "true => now.as_millis() as u64,")]),
    ("1970 for a clock before it", "receive/verify/time.rs", [
        ("now.ok_or(VerifyError::Configuration)?;", "now.unwrap_or_default();"),
    ]),
    ("the system's clock only", "receive/receiver.rs", [("body, &*self.clock)", "body, &SystemTime::now)")]),
    ("no id check", "receive/receiver.rs", [("&& own != id", "&& false")]),
    ("id check of the beginning only", "receive/receiver.rs", [("own != id", "!own.starts_with(id)")]),
    ("id check in any case", "receive/receiver.rs", [("own != id", "!own.eq_ignore_ascii_case(id)")]),
    ("joined ids are another id", "receive/receiver.rs", [("&& own != unjoined(id)", "")]),
    ("ids in bodies not trimmed", "receive/receiver.rs", [("own.as_bytes().trim_ascii()", "own.as_bytes()")]),
    ("an id with a comma is a list", "receive/receiver.rs", [("&& own != id", "")]),
    ("id header required", "receive/receiver.rs", [
        (
            "one(request.headers, header)?.map(",
            "one(request.headers, header)?.ok_or(VerifyError::MissingHeader).map(Some)?.map(",
        ),
    ]),
    ("id of the first field only", "json/string_field.rs", [
        (".or_else(|| RawString::new(read_value(body, field).or_else(|| mended_value(body, field))?))", ""),
    ]),
    ("id with its escapes", "json/string_field.rs", [("b'\"' | b'\\\\' | ..=0x1f", "b'\"' | ..=0x1f")]),
    ("id of any field that begins alike", "json/string_field.rs", [
        ('strip_prefix(field.as_bytes())?.strip_prefix(b"\\"")?', "strip_prefix(field.as_bytes())?"),
        ('after(after(key, b":")?, b"\\"")?', 'after(&key[key.iter().position(|byte| *byte == b\':\')? + 1..], b"\\"")?'),
    ]),
    ("first of a header that comes twice", "receive/verify/places.rs", [
        ("values.any(|value| value != first)", "values.any(|_| false)"),
    ]),
    ("equal repeats refused", "receive/verify/places.rs", [
        ("values.any(|value| value != first)", "values.next().is_some()"),
    ]),
    ("first and second of a repeat only", "receive/verify/places.rs", [
        ("values.any(|value| value != first)", "values.take(1).any(|value| value != first)"),
    ]),
    ("values not trimmed", "receive/verify/places.rs", [("headers.values(name).map(<[u8]>::trim_ascii)", "headers.values(name)")]),
    ("joined timestamps not told apart", "receive/verify/prepared.rs", [("Cow::Borrowed(unjoined(text))", "Cow::Borrowed(*text)")]),
    ("first of a joined list", "receive/verify/places.rs", [("if parts.all(|part| part == first) => first", "=> first")]),
    ("joined values not trimmed", "receive/verify/places.rs", [("value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii)", "value.split(|byte| *byte == b',')")]),
    ("no limit of the body", "receive/verify/verifier.rs", [("body.len() > self.max_body_bytes", "body.len() == usize::MAX")]),
    ("limit one byte too low", "receive/verify/verifier.rs", [("body.len() > self.max_body_bytes", "body.len() >= self.max_body_bytes")]),
    ("everything is proved", "receive/verify/verifier.rs", [("if !proved {", "if !proved && false {")]),
    ("the first event only", "receive/verify/verifier.rs", [("proved &= rule.proves(", "let _ = rule.proves(")]),
    ("no event is fine", "receive/verify/verifier.rs", [("contexts.next().ok_or(VerifyError::MissingValue)?", "contexts.next().unwrap_or(Context { request, event: None })")]),
    ("further signatures do not count", "receive/verify/verifier.rs", [("of_first.chain(of_others)", "of_others")]),
    ("first secret only", "receive/verify/prepared.rs", [("for key in &self.keys {", "for key in self.keys.iter().take(1) {")]),
    ("last secret only", "receive/verify/prepared.rs", [("for key in &self.keys {", "for key in self.keys.last() {")]),
    ("first signature only", "receive/verify/algorithms.rs", [
        ("for signature in signatures.iter() {", "for signature in signatures.iter().take(1) {"),
    ]),
    ("the last comparison counts", "receive/verify/algorithms.rs", [("matches |= own", "matches = own")]),
    ("the last secret counts", "receive/verify/prepared.rs", [("proved |= key", "proved = key")]),
    ("any number of secrets", "receive/verify/verifier.rs", [
        ("if self.main.key_count() == self.keys_at_once {", "if self.main.key_count() == usize::MAX {"),
    ]),
    ("timestamp not signed", "receive/verify/message.rs", [("Step::Timestamp => self.timestamp,", "Step::Timestamp => &[],")]),
    ("no text between values", "receive/verify/message.rs", [("Step::Text(text) => text.as_bytes(),", "Step::Text(_) => &[],")]),
    ("body not signed", "receive/verify/message.rs", [("Step::Body => self.body,", "Step::Body => &self.body[..0],")]),
    ("url not signed", "receive/verify/message.rs", [("Step::Url => self.url.as_bytes(),", "Step::Url => &[],")]),
    ("secret not in the message", "receive/verify/message.rs", [("Step::Secret => self.secret,", "Step::Secret => &[],")]),
    ("a URL in the query is the one that was called", "receive/verify/verifier.rs", [("!scheme.contains(['/', '?', '#'])", "!scheme.is_empty()")]),
    ("method not signed", "receive/verify/message.rs", [("Cow::Borrowed(request.method.as_bytes())", "Cow::Borrowed(&request.method.as_bytes()[..0])")]),
    ("fields not escaped", "receive/verify/message.rs", [("match &fields.escape {", "match &None::<String> {")]),
    ("one port only", "receive/verify/form.rs", [("other().map(Cow::Owned)]", "other().map(Cow::Owned).filter(|_| false)]")]),
    ("fields in their order", "receive/verify/form.rs", [("fields.sort_unstable();", "")]),
    ("keys that come twice", "receive/verify/json/walk.rs", [("if found.iter().any(|found| *found != Found::Unseen) {", "if false {")]),
    ("one event more than fits", "receive/verify/json.rs", [("match items.len() > MAX_EVENTS {", "match items.len() > MAX_EVENTS + 1 {"), ("if self.0.len() > MAX_EVENTS {", "if self.0.len() > MAX_EVENTS + 1 {")]),
    ("one event fewer than fits", "receive/verify/json.rs", [("match items.len() > MAX_EVENTS {", "match items.len() >= MAX_EVENTS {")]),
    ("an item with a leading zero", "receive/verify/json/walk.rs", [(".filter(|position: &usize| position.to_string() == **token)", "")]),
    ("numbered headers: the first only", "receive/verify/places.rs", [("(1..=MOST_NUMBERED)", "(1..=1)")]),
    ("numbered headers: the last one not", "receive/verify/places.rs", [("(1..=MOST_NUMBERED)", "(1..MOST_NUMBERED)")]),
    ("items without an event left out", "receive/verify/json.rs", [
        ("for event in &mut found {\n            *event = find(event, before)?.ok_or(JsonError::NoEvent)?;\n        }",
         "let mut kept = Vec::new();\n        for event in found {\n            kept.extend(find(event, before)?);\n        }\n        found = kept;"),
    ]),
    ("id of its first part only", "receive/layout/reader.rs", [("identity(parts.iter().map(of))", "identity(parts.iter().take(1).map(of))")]),
    ("an absent part gives a key", "receive/layout/reader.rs", [("parts.collect::<Option<_>>().unwrap_or_default()", "parts.flatten().collect()")]),
    ("an empty part gives a key", "receive/layout/reader.rs", [("parts.map(|part| part.filter(|part| !is_blank(part)))", "parts")]),
    ("a blank part gives a key", "receive/layout/reader.rs", [("!is_blank(part)", "!part.is_empty()")]),
    ("an absent part of a name ends it", "receive/layout/reader.rs", [("self.name.iter().filter_map(of)", "self.name.iter().map_while(of)")]),
    ("parts of a name not joined", "receive/layout/reader.rs", [("*name += &self.join;", "")]),
    ("hash of the body in a batch", "receive/layout/reader.rs", [("if self.events.is_some() { text.as_bytes() } else { request.body }", "request.body")]),
    ("hash of the trimmed body", "receive/layout/reader.rs", [("if self.events.is_some() { text.as_bytes() } else { request.body }", "text.as_bytes()")]),
    ("values of the event before", "receive/layout/reader.rs", [("            found.fill(Found::Unseen);\n", "")]),
    ("the event stands for an absent payload", "receive/layout/reader.rs", [("Found::Unseen | Found::Missing | Found::Twice => None,", "Found::Unseen | Found::Missing | Found::Twice => Some(Cow::Borrowed(text)),")]),
    ("the first of different parameters", "receive/layout/source.rs", [("values.all(|value| value == first).then(", "(values.count() < 1000).then(")]),
    ("a form field that comes twice", "receive/layout/contents.rs", [("if !seen.insert(name) {", "if !seen.insert(name) && false {")]),
    ("the first of several forms", "receive/layout/contents.rs", [("let (Some((_, value)), None) = (values.next(), values.next())", "let Some((_, value)) = values.next()")]),
    ("seconds are milliseconds", "receive/layout/event.rs", [("millis(text.as_bytes(), unit)", "millis(text.as_bytes(), TimeUnit::Milliseconds)")]),
    ("signed handshakes unsigned", "receive/layout/handshakes.rs", [("if !may_count(handshake) {", "if false {")]),
    ("an unsigned handshake in place of a signed one", "receive/layout/handshakes.rs", [
        (
            "if !may_count(handshake) {",
            "let handshake = self.handshakes.iter().find(|own| may_count(own) && own.when.iter().all(|condition| asked.holds(condition))).unwrap_or(handshake);\nif !may_count(handshake) {",
        ),
    ]),
    ("the last handshake counts", "receive/layout/handshakes.rs", [("iter().position(holds)", "iter().rposition(holds)")]),
    ("a handshake that never counts", "../../contract/src/layout/fault.rs", [("if self.handshakes[..number].iter().any(|earlier| earlier.covers(handshake)) {", "if false {")]),
    ("handshakes before the signature", "receive/layout/received.rs", [("self.handshakes.reply(request, None)", "self.handshakes.reply(request, None).or_else(|| self.handshakes.reply(request, Some(verifier)))")]),
    ("an answer without its value", "receive/layout/reply.rs", [("write(&value(piece)?, &mut filled)", "write(&value(piece).unwrap_or_default(), &mut filled)")]),
    ("half a character in a key", "receive/verify/json/walk.rs", [("scalar(key.get()).ok().flatten()", "scalar(key.get()).map_err(|_| A::Error::custom(\"a key\"))?")]),
    ("keys with their escapes", "receive/verify/json/walk.rs", [("scalar(key.get()).ok().flatten()", "Some(key.get().trim_matches('\"'))")]),
    ("half a character in a value", "receive/verify/json/walk.rs", [("walk_all(text, Walk { ways, depth: 0, found, raw: true })", "walk_all(text, Walk { ways, depth: 0, found, raw: false })")]),
    ("null is a text", "receive/verify/json.rs", [("        Some(b'n') => Ok(None),\n", "")]),
    ("an object is a text", "receive/verify/json.rs", [("        Some(b'{' | b'[') => Err(JsonError::Ambiguous),\n", "")]),
    ("the first of different headers", "receive/layout/source.rs", [("one(request.headers, name).ok()??", "request.headers.values(name).next()?.trim_ascii()")]),
    ("white space around an event", "receive/layout/reader.rs", [("self.event(text.trim_ascii(), request, &found)", "self.event(text, request, &found)")]),
    ("deliveries not verified", "receive/layout/received.rs", [("verifier.verify_by(request, clock)?;", "let _ = verifier.verify_by(request, clock);")]),
    ("handshakes of any size", "receive/layout/received.rs", [("verifier.check_size(request.body)?;", "")]),
    ("one condition is enough", "receive/layout/handshakes.rs", [("own.when.iter().all(", "own.when.iter().any(")]),
    ("any method", "receive/layout/handshakes.rs", [("self.request.method == method", "self.request.method.len() < 1000 && !method.is_empty()")]),
    ("a number is its text", "receive/layout/handshakes.rs", [('self.raw(at).is_none_or(|raw| raw.starts_with(\'"\'))', "true")]),
    ("null exists", "receive/layout/handshakes.rs", [('self.raw(at).is_some_and(|raw| raw != "null")', "self.raw(at).is_some()")]),
    ("an answer not escaped", "receive/layout/reply.rs", [("filled(text, escaped)?", "filled(text, as_it_is)?")]),
    ("line breaks in headers of an answer", "receive/layout/reply.rs", [("(!value.contains(|c: char| c.is_control())).then(", "(value.len() < 1_000_000).then(")]),
    ("an answer without its type", "receive/layout/reply.rs", [('if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {', "if false {")]),
    ("what is accepted is answered empty", "receive/layout/reader.rs", [("layout.answer.ok.as_ref().map_or(Reply::OK, Reply::constant)", "Reply::OK")]),
    ("key always a text", "receive/verify/key.rs", [("match rule.encoding {\n        KeyEncoding::Text =>", "match KeyEncoding::Text {\n        KeyEncoding::Text =>")]),
    ("prefix kept", "receive/verify/key.rs", [("text.strip_prefix(&**prefix)).unwrap_or(text)", "text.strip_prefix(&**prefix)).and(Some(text)).unwrap_or(text)")]),
    ("a key without a byte", "receive/verify/key.rs", [("match bytes.is_empty() {", "match false {")]),
    ("weak public keys", "receive/verify/algorithms/public_keys.rs", [("key.filter(|key| !key.is_weak())", "key")]),
    ("timestamp with leading zeros", "receive/verify/time.rs", [("text.first() == Some(&b'0') || ", "")]),
    ("timestamp of any length", "receive/verify/time.rs", [
        ("!(1..=most).contains(&text.len())", "text.is_empty() && most > 0"),
        ("number * 10 + u64::from", "u64::wrapping_mul(number, 10) + u64::from"),
        ("|seconds| seconds * 1000)", "|seconds| u64::wrapping_mul(seconds, 1000))"),
    ]),
    ("timestamp one digit short", "receive/verify/time.rs", [("(1..=most)", "(1..most)")]),
    ("timestamp with anything behind it", "receive/verify/time.rs", [
        ("(digit <= 9)", "(digit <= 9 || number > 0)"),
    ]),
    ("milliseconds are seconds", "receive/verify/time.rs", [("TimeUnit::Milliseconds => digits(text, 15),", "TimeUnit::Milliseconds => digits(text, 15).map(|time| time * 1000),")]),
    ("first line of signatures only", "receive/verify/places.rs", [("for value in context.request.headers.values(name) {", "for value in context.request.headers.values(name).take(1) {")]),
    ("first item of a value only", "receive/verify/candidates.rs", [("for item in self.items(value) {\n            let text", "for item in self.items(value).take(1) {\n            let text")]),
    ("items not trimmed", "receive/verify/candidates.rs", [("Some(value[..end.unwrap_or(value.len())].trim_ascii())", "Some(&value[..end.unwrap_or(value.len())])")]),
    ("items without a label refused", "receive/verify/candidates.rs", [
        ("None | Some(0) => {\n                        signatures.unreadable += 1;\n                        continue;", "None | Some(0) => {\n                        return Err(VerifyError::MalformedSignature);"),
    ]),
    ("items without a label not counted", "receive/verify/candidates.rs", [("None | Some(0) => {\n                        signatures.unreadable += 1;", "None | Some(0) => {")]),
    ("label may be empty", "receive/verify/candidates.rs", [("None | Some(0) =>", "None =>")]),
    ("label not checked", "receive/verify/candidates.rs", [("*label == *taken.as_bytes()", "label.len() < 1000 && !taken.is_empty()")]),
    ("label in any case", "receive/verify/candidates.rs", [("*label == *taken.as_bytes()", "label.eq_ignore_ascii_case(taken.as_bytes())")]),
    ("label that begins alike", "receive/verify/candidates.rs", [("*label == *taken.as_bytes()", "label.starts_with(taken.as_bytes())")]),
    ("any number of signatures", "receive/verify/candidates.rs", [("self.others.len() + 1 == most", "self.others.len() + 1 == usize::MAX - most")]),
    ("one signature fewer", "receive/verify/candidates.rs", [("self.others.len() + 1 == most", "self.others.len() + 2 == most")]),
    ("two different times", "receive/verify/prepared.rs", [("Some(first) if first != item => return Err(VerifyError::DuplicateHeader),", "")]),
    ("longer signatures cut", "receive/verify/decode.rs", [("digits.try_into().ok()?", "digits.get(..64)?.try_into().ok()?")]),
    ("signatures of any length", "receive/verify/candidates.rs", [("|length| bytes.len() == length)", "|length| bytes.len() <= 2 * length)")]),
    ("any letter a digit", "receive/verify/decode.rs", [("letter < 6", "letter < 26"), ("all | value) <= 15", "all | value) <= 63")]),
    ("malformed signatures refused", "receive/verify/candidates.rs", [
        ("                None => signatures.unreadable += 1,", "                None => return Err(VerifyError::MalformedSignature),"),
    ]),
    ("malformed signatures not counted", "receive/verify/candidates.rs", [
        ("                None => signatures.unreadable += 1,", "                None => {}"),
    ]),
    ("malformed signatures are signatures", "receive/verify/candidates.rs", [
        ("                None => signatures.unreadable += 1,", "                None => signatures.add(Signature::of(&[0; 32]), self.most)?,"),
    ]),
    ("lower-case digits only", "receive/verify/decode.rs", [("(digit | 0x20).wrapping_sub(b'a')", "digit.wrapping_sub(b'a')")]),
    ("case of more than letters", "receive/verify/decode.rs", [("digit.wrapping_sub(b'0')", "(digit & 0xdf | 0x10).wrapping_sub(b'0')")]),
    ("digits of a pair swapped", "receive/verify/decode.rs", [("*byte = high << 4 | low;", "*byte = low << 4 | high;")]),
    ("what is no digit is a digit", "receive/verify/decode.rs", [("all | value) <= 15", "all | value) <= 255")]),
    ("base64 without padding", "receive/verify/decode.rs", [("DecodePaddingMode::RequireCanonical", "DecodePaddingMode::Indifferent")]),
    ("base64 with stray bits", "receive/verify/decode.rs", [("with_decode_padding_mode(DecodePaddingMode::RequireCanonical)", "with_decode_padding_mode(DecodePaddingMode::RequireCanonical).with_decode_allow_trailing_bits(true)")]),
    ("hexadecimal digits taken for base64", "receive/verify/candidates.rs", [("(Encoding::Base64, _) => decode::base64(text),", "(Encoding::Base64, _) => decode::hex(text),")]),
    ("other labels are no match", "receive/verify/prepared.rs", [
        ("(true, true, 0) => Err(VerifyError::UnsupportedScheme)", "(true, true, 0) => Ok(())"),
    ]),
    ("unreadable signatures are other labels", "receive/verify/prepared.rs", [
        ("(true, true, _) => Err(VerifyError::MalformedSignature)", "(true, true, _) => Err(VerifyError::UnsupportedScheme)"),
    ]),
    ("values signed elsewhere", "receive/verify/places.rs", [("if own == name.as_bytes() {", "if own.len() == name.len() {")]),
    ("another id is final", "receive/verify_error.rs", [
        ("            | VerifyError::IdMismatch => 503", " => 503,\n            VerifyError::IdMismatch => 400"),
    ]),
    ("no match is final", "receive/verify_error.rs", [
        ("            | VerifyError::NoMatch\n            |", " => 503,\n            VerifyError::NoMatch => 401,\n           "),
    ]),
    ("a lost header is final", "receive/verify_error.rs", [
        ("VerifyError::MissingHeader\n            |", "VerifyError::MissingHeader => 400,\n           "),
    ]),
    ("a malformed header is final", "receive/verify_error.rs", [
        ("            | VerifyError::MalformedSignature\n            |", " => 503,\n            VerifyError::MalformedSignature => 400,\n           "),
    ]),
    ("header names in one case", "receive/headers.rs", [("(own == name || is_same_in_another_case(own, name))", "own == name")]),
    ("header names by their ends", "receive/headers.rs", [("(own == name || is_same_in_another_case(own, name))", "true")]),
    ("blank secret", "secret.rs", [("if text.is_empty() {", "if false {")]),
    ("secret with white space", "secret.rs", [
        ("|character: char| character.is_whitespace() || character.is_control()", "|character: char| character.is_control() && !character.is_whitespace()"),
    ]),
    ("secret with control characters", "secret.rs", [
        ("|character: char| character.is_whitespace() || character.is_control()", "|character: char| character.is_whitespace()"),
    ]),
    ("secret with invisible characters", "secret.rs", [("if text.contains(is_invisible) {", "if false {")]),
    ("secret in quotes", "secret.rs", [("match is_quoted(&text) {", "match false {")]),
    ("secret shown", "secret.rs", [('f.write_str("Secret(…)")', 'write!(f, "Secret({})", self.0)')]),
    ("configuration quoted", "secret.rs", [
        ('.map_err(|_| D::Error::custom("the signing secret must be a string"))?', "?"),
    ]),
    ("60 seconds of 429 left out", "../../contract/src/retry.rs", [("delay.max(at_least.unwrap_or_default())", "delay")]),
    ("60 seconds of 429 on top", "../../contract/src/retry.rs", [("delay.max(at_least.unwrap_or_default())", "delay + at_least.unwrap_or_default()")]),
    ("one attempt more", "../../contract/src/retry.rs", [("self.delays.get(attempt)", "self.delays.get(attempt - 1)")]),
    ("every 4xx retried", "../../contract/src/retry.rs", [
        ("(Action::Fail, _) => Some(Next::Refused)", "(Action::Fail, _) => Some(Next::RetryAfter(Duration::ZERO))"),
    ]),
    ("keys from any host", "receive/keys.rs", [("match self.hosts.allow_address(&address.url) {", "match true {")]),
    ("keys from hosts that end alike", "receive/keys/address.rs", [("own.eq_ignore_ascii_case(host)", "host.ends_with(&**own)")]),
    ("keys without encryption", "receive/keys/address.rs", [
        ('url.strip_prefix("https://")?', 'url.strip_prefix("https://").or(url.strip_prefix("http://"))?'),
    ]),
    ("keys fetched by each request", "receive/keys.rs", [
        ("let fetching = slot.fetching.lock().await;", "let fetching = ();"), ("slot.ask((self.clock)(), self.limits)?;", ""),
    ]),
    ("unknown keys fetched at once", "receive/keys.rs", [("slot.ask((self.clock)(), self.limits)?;", "")]),
    ("keys forever", "receive/keys/cache.rs", [("let is_used = passed(*found, now) < limits.lifetime && ", "let is_used = ")]),
    ("certificates beyond their end", "receive/keys/cache.rs", [("keys.until.is_none_or(|until| now < until)", "true")]),
    ("certificates before their beginning", "receive/keys/document.rs", [("if now < time(validity.not_before) {", "if false {")]),
    ("any number of unknown addresses", "receive/keys/cache.rs", [("if slots.unknown == UNKNOWN {", "if false {")]),
    ("any number of addresses is kept", "receive/keys/cache.rs", [("if slots.slots.len() == ADDRESSES {", "if false {")]),
    ("made-up addresses remove others", "receive/keys/cache.rs", [("(!slots.slots[*at].1.is_used(now, limits), *at)", "(!slots.slots[*at].1.is_used(now, limits), ADDRESSES - *at)")]),
    ("documents of any size", "receive/keys.rs", [("document.len() <= MAX_KEY_DOCUMENT", "true")]),
    ("keys that are for encryption", "receive/keys/document.rs", [('!lacks_or_has("use", &["sig"])', "false")]),
    ("keys that only encrypt", "receive/keys/document.rs", [('uses.contains(&"verify".into())', "!uses.is_empty()")]),
    ("a clock that was put back stands still", "receive/keys/cache.rs", [("unwrap_or_else(|error| error.duration())", "unwrap_or_default()")]),
    ("keys of other algorithms", "receive/keys/document.rs", [('has("kty", &["RSA"]) && lacks_or_has("alg", &["RS256"])', 'has("kty", &["RSA"])')]),
    ("handshakes need a key", "receive/endpoint/fetching.rs", [
        ("if let Some(reply) = receiver.unsigned_reply(request)? {", "if let Some(reply) = receiver.unsigned_reply(request)?.filter(|_| false) {"),
    ]),
    ("a late key is given up", "receive/endpoint/fetching.rs", [("times.within(times.to_wait_for_key(), verifier).await;", "")]),
    ("a key is waited for forever", "receive/endpoint/fetching.rs", [("times.within(times.to_wait_for_key(), verifier).await;", "verifier.await.ok();")]),
    ("a late key is one in time", "receive/endpoint/fetching.rs", [("times.within(times.part, verifier.as_mut())", "times.within(7 * times.part, verifier.as_mut())")]),
    ("keys of no receiver", "receive/receiver/keyless.rs", [("let received = self.terms.reader.receive_signed(request, verifier, &*self.clock);", "let received = self.terms.reader.receive_signed(request, &self.verifier, &*self.clock);")]),
    ("fetched keys next to pinned ones", "receive/receiver/keyless.rs", [("match self.verifier.key_count() {", "match 0 * self.verifier.key_count() {")]),
    ("any key for any name", "receive/keys/document.rs", [("own.as_deref() == id", "true || own.as_deref() == id")]),
]

TESTS = [
    "cargo", "test", "--quiet", "--offline", "--no-fail-fast", "-p", "webhook-runtime", "--features", "algorithms,axum,certificates,testing",
    "--lib", "--test", "verification", "--test", "schemes", "--test", "layouts", "--test", "keys",
]


def main():
    picked = [mutation for mutation in MUTATIONS if mutation[0] in sys.argv[1:] or not sys.argv[1:]]
    unknown = set(sys.argv[1:]) - {name for name, _, _ in MUTATIONS}
    if unknown:
        sys.exit(f"no such mutation: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as scratch:
        workspace = copy_crate(Path(scratch))
        if failures := failing_tests("nothing", workspace):
            sys.exit(f"the tests fail without any mutation: {failures}")
        survivors = []
        for name, file, replacements in picked:
            path = workspace / "crates/runtime/src" / file
            original = path.read_text()
            path.write_text(mutate(name, original, replacements))
            try:
                failures = failing_tests(name, workspace)
                told = f"{failures[0]} (of {len(failures)})" if failures else "SURVIVES"
            except DoesNotCompile as error:
                failures, told = [], f"DOES NOT COMPILE\n{error}"
            path.write_text(original)
            print(f"{name:<36} {told}", flush=True)
            if not failures:
                survivors.append(name)
    print(f"{len(picked)} mutations, {len(picked) - len(survivors)} noticed")
    sys.exit(1 if survivors else 0)


def copy_crate(scratch):
    """A workspace of the crate and those that it or its tests may need: Cargo reads the manifests of all of them."""
    for crate in CRATES:
        shutil.copytree(ROOT / crate, scratch / crate)
    for needed in NEEDED:
        shutil.copytree(ROOT / needed, scratch / needed)
    shutil.copy(ROOT / "Cargo.lock", scratch)
    manifest = (ROOT / "Cargo.toml").read_text()
    members = re.compile(r"^members = \[.*?\]$", re.MULTILINE | re.DOTALL)
    if len(members.findall(manifest)) != 1:
        sys.exit("Cargo.toml: one list of members was to be replaced")
    (scratch / "Cargo.toml").write_text(members.sub(f"members = {json.dumps(CRATES)}", manifest))
    return scratch


class DoesNotCompile(Exception):
    """What the compiler said."""


def mutate(name, text, replacements):
    for old, new in replacements:
        if text.count(old) != 1:
            sys.exit(f"{name}: this is there {text.count(old)} times, and has to be there once:\n{old}")
        text = text.replace(old, new)
    return text


def failing_tests(name, workspace):
    """The tests that fail, in the order of their names."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(workspace / "target"), "RUSTFLAGS": "--cap-lints=allow"}
    build = subprocess.run([*TESTS, "--no-run"], cwd=workspace, env=environment, capture_output=True, text=True)
    if build.returncode:
        raise DoesNotCompile(build.stderr)
    run = subprocess.run(TESTS, cwd=workspace, env=environment, capture_output=True, text=True)
    failures = sorted(set(re.findall(r"^    ([\w:]+)$", run.stdout, re.MULTILINE)))
    if run.returncode and not failures:
        sys.exit(f"{name}: the tests came to no result\n{run.stdout}{run.stderr}")
    return failures


if __name__ == "__main__":
    main()
