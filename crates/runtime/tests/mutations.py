"""Breaks the verifier and the receiver in one place after another, and prints a test that notices.

    python3 crates/runtime/tests/mutations.py [NAME ...]

Names select mutations; without any, all are made. Each must make a test in `tests/verification`, `tests/schemes`,
`tests/layouts`, `tests/receiving`, `tests/keys`, `crates/contract` or next to the code fail, abort or run forever; no further
tests are run then.
If a mutation survives, the tests have a gap; if it does not compile, it says nothing: either way, the exit status is 1.
Every text has to be found exactly once: those that are not are told before anything is compiled. Update the list below to
match the code.

Works on a copy of the crate in `target/mutations`, whose builds are kept, so that a second run starts sooner.

Tests cannot detect that signatures are not compared in constant time, or not all of them, so there is no mutation for that.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCES = "crates/runtime/src"
CRATES = [f"crates/{name}" for name in ("catalog", "contract", "runtime", "schema", "test-support")]
# What tests read besides.
NEEDED = ["packs", "crates/conformance/packs"]

# Name, file in `SOURCES`, and the texts that are replaced.
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
    ("path signed without the public URL", "receive/receiver.rs", [("true => self.check_at_public_url(verifier, request, body),", "true => self.check(verifier, request, body),")]),
    ("a pack has no limit", "receive/receiver.rs", [(".max_body_bytes(Limits::default().body_limit())", "")]),
    ("a batch of one is one event", "receive/receiver.rs", [("Some(event) if !laid.is_batch =>", "Some(event) if events.is_empty() =>")]),
    ("what cannot be told is refused", "receive/receiver.rs", [("Err(ReceiveError::Read(error)) => Opened::One(Event::Unreadable(body, Box::new(error))),", "Err(ReceiveError::Read(_)) => return Err(VerifyError::MalformedBody),")]),
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
    ("tolerance not set for further signatures", "receive/verify/verifier.rs", [("self.also.iter_mut().for_each(|other| other.set_tolerance(tolerance));", "")]),
    ("no freshness of further signatures", "receive/verify/verifier.rs", [("others.iter().try_for_each(|other| other.rule.check_freshness(&other.read, clock))", "Ok(())")]),
    ("one of several signatures is enough", "receive/verify/verifier.rs", [("proved &= rule.proves(", "proved |= rule.proves(")]),
    ("events asked for where the body is signed", "receive/verify/verifier.rs", [("events: events.filter(|_| of_events),", "events,")]),
    ("rules that contradict themselves", "receive/verify/verifier.rs", [("if !rule.faults(id.is_some()).is_empty() {", "if false {")]),
    ("contract without its limit", "receive/verify/verifier.rs", [("Ok(verifier.max_body_bytes(contract.limits.body_limit()))", "Ok(verifier)")]),
    ("the called URL before the public one", "receive/verify/verifier.rs", [("(None, Some(url)) if path(url).is_some() => Ok(None),", "(_, Some(url)) if path(url).is_some() => Ok(None),")]),
    ("a path is a URL", "receive/verify/verifier.rs", [("(None, Some(url)) if path(url).is_some() => Ok(None),", "(None, Some(_)) => Ok(None),")]),
    ("a public URL without the request's path", "receive/verify/verifier.rs", [("path(url).unwrap_or(url))))", "\"\")))")]),
    ("slash at the end of a public URL", "receive/verify/verifier.rs", [("url[..end].strip_suffix('/').unwrap_or(&url[..end])", "&url[..end]")]),
    ("query of the public URL", "receive/verify/verifier.rs", [("let end = url.find(['?', '#']).unwrap_or(url.len());", "let end = url.len();")]),
    ("path of the public URL", "receive/verify/verifier.rs", [("url[..end].strip_suffix('/').unwrap_or(&url[..end])", "&url[..url.find(\"://\").and_then(|at| Some(at + 3 + url[at + 3..].find('/')?)).unwrap_or(end)]")]),
    ("method not signed", "receive/verify/message.rs", [("Cow::Borrowed(request.method.as_bytes())", "Cow::Borrowed(&request.method.as_bytes()[..0])")]),
    ("fields not escaped", "receive/verify/message.rs", [("match &fields.escape {", "match &None::<String> {")]),
    ("fields not joined", "receive/verify/message.rs", [("message += &fields.join;", "")]),
    ("separators within fields not escaped", "receive/verify/message.rs", [('false => escaped.replace(&*fields.join, &format!("{escape}{}", fields.join)),', "false => escaped,")]),
    ("escapes within fields not escaped", "receive/verify/message.rs", [('let escaped = value.replace(&**escape, &format!("{escape}{escape}"));', "let escaped = value.into_owned();")]),
    ("a separator that is the escape, escaped twice", "receive/verify/message.rs", [("match fields.join == *escape {", "match false {")]),
    ("absent fields refused", "receive/verify/message.rs", [("context.body_value(pointer)?.unwrap_or_default();", "context.body_value(pointer)?.ok_or(VerifyError::MissingValue)?;")]),
    ("absent values are empty", "receive/verify/message.rs", [("bytes(context.body_value(pointer)?.ok_or(VerifyError::MissingValue)?)", "bytes(context.body_value(pointer)?.unwrap_or_default())")]),
    ("absent headers are empty", "receive/verify/message.rs", [("one(request.headers, name)?.ok_or(VerifyError::MissingHeader)?.to_vec().into()", "one(request.headers, name)?.unwrap_or_default().to_vec().into()")]),
    ("absent items are empty", "receive/verify/message.rs", [("rule.item(context, label)?.ok_or(VerifyError::MissingValue)?.into()", "rule.item(context, label)?.unwrap_or_default().into()")]),
    ("hash of the body in upper case", "receive/verify/message.rs", [("decode::to_hex(&Sha256::digest(request.body)).into_bytes()", "decode::to_hex(&Sha256::digest(request.body)).to_uppercase().into_bytes()")]),
    ("method in lower case", "receive/verify/message.rs", [("Cow::Borrowed(request.method.as_bytes())", "Cow::Owned(request.method.to_lowercase().into_bytes())")]),
    ("ids in headers not signed", "receive/verify/message.rs", [("Some(Location::Header(name)) => self.look_up(Lookup::Header(name.clone())),", "Some(Location::Header(_)) => {}")]),
    ("ids in bodies not signed", "receive/verify/message.rs", [("Some(Location::Body(pointer)) => self.look_up(Lookup::BodyValue(pointer.clone())),", "Some(Location::Body(_)) => {}")]),
    ("one port only", "receive/verify/form.rs", [("other().map(Cow::Owned)]", "other().map(Cow::Owned).filter(|_| false)]")]),
    ("fields in their order", "receive/verify/form.rs", [("fields.sort_unstable();", "")]),
    ("fields that come twice in the sorted form", "receive/verify/form.rs", [("fields.dedup();", "")]),
    ("fields sorted by name only", "receive/verify/form.rs", [("fields.sort_unstable();", "fields.sort_by(|one, other| one.0.cmp(&other.0));")]),
    ("sorted form without names", "receive/verify/form.rs", [(".flat_map(|(name, value)| [name, value]).flatten()", ".flat_map(|(_, value)| value)")]),
    ("a plus is a plus", "receive/verify/form.rs", [("None if *first == b'+' => (b' ', after),", "None if *first == b'+' => (b'+', after),")]),
    ("forms with their escapes", "receive/verify/form.rs", [(".filter(|_| *first == b'%')", ".filter(|_| false)")]),
    ("query with its fragment", "receive/verify/form.rs", [("let url = url.split_once('#').map_or(url, |(url, _)| url);", "")]),
    ("ports of https for http", "receive/verify/form.rs", [('"http" => ":80",', '"http" => ":443",')]),
    ("the default port stays", "receive/verify/form.rs", [("Some(bare) => Some(format!(\"{scheme}://{bare}{path}\")),", "Some(_) => None,")]),
    ("a second port", "receive/verify/form.rs", [("None if has_port => None,", "")]),
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
    ("a form is JSON", "receive/layout/contents.rs", [("BodyForm::Form => fields(body).map(Cow::Owned),", "BodyForm::Form => body_text(body).map(Cow::Borrowed).map_err(ReadError::Body),")]),
    ("no form is an empty text", "receive/layout/contents.rs", [("if !seen.is_empty() {", "if false {")]),
    ("seconds are milliseconds", "receive/layout/event.rs", [("millis(text.as_bytes(), unit)", "millis(text.as_bytes(), TimeUnit::Milliseconds)")]),
    ("a time that is no point left out", "receive/layout/event.rs", [(".unwrap_or_else(|| Timestamp::no_point(text))", ".unwrap_or_else(|| Timestamp::no_point(\"\"))")]),
    ("signed handshakes unsigned", "receive/layout/handshakes.rs", [("if !may_count(handshake) {", "if false {")]),
    ("an unsigned handshake in place of a signed one", "receive/layout/handshakes.rs", [
        (
            "if !may_count(handshake) {",
            "let handshake = self.handshakes.iter().find(|own| may_count(own) && own.when.iter().all(|condition| asked.holds(condition))).unwrap_or(handshake);\nif !may_count(handshake) {",
        ),
    ]),
    ("the last handshake counts", "receive/layout/handshakes.rs", [("iter().position(holds)", "iter().rposition(holds)")]),
    ("a handshake that never counts", "../../contract/src/layout/fault.rs", [("if self.handshakes[..number].iter().any(|earlier| earlier.covers(handshake)) {", "if false {")]),
    ("HMACs for anybody", "../../contract/src/layout/fault.rs", [("AnswerPiece::Hmac(_) if !handshake.signed => {", "AnswerPiece::Hmac(_) if false => {")]),
    ("the root is a list of events", "../../contract/src/layout/rule/derived.rs", [("self.events.as_ref().filter(|events| !events.tokens().is_empty())", "self.events.as_ref()")]),
    ("a handshake covered by one of another place", "../../contract/src/layout/handshake/conditions.rs", [("at == same,", "at == same || true,")]),
    ("a layout of several events is plain", "../../contract/src/layout/plain.rs", [("self.body != BodyForm::Json || self.events().is_some() || self.resource.is_some()", "self.body != BodyForm::Json || self.resource.is_some()")]),
    ("a form is plain", "../../contract/src/layout/plain.rs", [("self.body != BodyForm::Json || self.events().is_some() || self.resource.is_some()", "self.events().is_some() || self.resource.is_some()")]),
    ("handshakes before the signature", "receive/layout/received.rs", [("match self.unsigned_reply(request) {", "match self.unsigned_reply(request).or_else(|| self.handshakes.reply(request, Some(verifier))) {")]),
    ("an answer without its value", "receive/layout/reply.rs", [("write(&value(piece)?, &mut filled)", "write(&value(piece).unwrap_or_default(), &mut filled)")]),
    ("half a character in a key", "receive/verify/json/walk.rs", [("scalar(key.get()).ok().flatten()", "scalar(key.get()).map_err(|_| A::Error::custom(\"a key\"))?")]),
    ("keys with their escapes", "receive/verify/json/walk.rs", [("scalar(key.get()).ok().flatten()", "Some(key.get().trim_matches('\"'))")]),
    ("half a character in a value", "receive/verify/json/walk.rs", [("walk_all(text, Walk { ways, depth: 0, found, raw: true })", "walk_all(text, Walk { ways, depth: 0, found, raw: false })")]),
    ("JSON with anything after it", "receive/verify/json/walk.rs", [(".and_then(|()| deserializer.end())", "")]),
    ("keys that come twice where the first leads nowhere", "receive/verify/json/walk.rs", [("*found = Found::Missing;", "")]),
    ("null is a text", "receive/verify/json.rs", [("        Some(b'n') => Ok(None),\n", "")]),
    ("an object is a text", "receive/verify/json.rs", [("        Some(b'{' | b'[') => Err(JsonError::Ambiguous),\n", "")]),
    ("texts with their escapes", "receive/verify/json.rs", [("true => Cow::Owned(serde_json::from_str(raw).map_err(JsonError::Malformed)?),", "true => Cow::Borrowed(&raw[1..raw.len() - 1]),")]),
    ("no list is no events", "receive/verify/json.rs", [("return Err(JsonError::NoList);", "return Ok(());")]),
    ("the first of different headers", "receive/layout/source.rs", [("one(request.headers, name).ok()??", "request.headers.values(name).next()?.trim_ascii()")]),
    ("parameters of layouts in any case", "receive/layout/source.rs", [("pairs.filter(|(own, _)| own == name.as_bytes())", "pairs.filter(|(own, _)| own.eq_ignore_ascii_case(name.as_bytes()))")]),
    ("white space around an event", "receive/layout/reader.rs", [("self.event(text.trim_ascii(), request, &found)", "self.event(text, request, &found)")]),
    ("deliveries not verified", "receive/layout/received.rs", [("verifier.verify_by(request, clock)?;", "let _ = verifier.verify_by(request, clock);")]),
    ("handshakes of any size", "receive/layout/received.rs", [("verifier.check_size(request.body)?;", "")]),
    ("one condition is enough", "receive/layout/handshakes.rs", [("own.when.iter().all(", "own.when.iter().any(")]),
    ("any method", "receive/layout/handshakes.rs", [("self.request.method == method", "self.request.method.len() < 1000 && !method.is_empty()")]),
    ("a number is its text", "receive/layout/handshakes.rs", [('self.raw(at).is_none_or(|raw| raw.starts_with(\'"\'))', "true")]),
    ("null exists", "receive/layout/handshakes.rs", [('self.raw(at).is_some_and(|raw| raw != "null")', "self.raw(at).is_some()")]),
    ("any integer", "receive/layout/handshakes.rs", [("self.raw(at).and_then(|raw| raw.parse().ok()) == Some(*expected)", "self.raw(at).and_then(|raw| raw.parse::<i64>().ok()).is_some() && *expected < i64::MAX")]),
    ("either boolean", "receive/layout/handshakes.rs", [('self.raw(at) == Some(if *expected { "true" } else { "false" })', 'matches!(self.raw(at), Some("true" | "false")) || *expected && false')]),
    ("any text", "receive/layout/handshakes.rs", [("self.text(at).as_deref() == Some(&**expected)", "self.text(at).as_deref().map(str::is_empty) == Some(expected.is_empty())")]),
    ("an HMAC answered as its text", "receive/layout/handshakes.rs", [("proved_by?.hmac(asked.text(place)?.as_bytes())", "asked.text(place)")]),
    ("a handshake without its value is one", "receive/layout/handshakes.rs", [("handshake.answer.pieces().all(has).then_some(number)", "Some(number).filter(|_| handshake.answer.pieces().all(has) || true)")]),
    ("an answer not escaped", "receive/layout/reply.rs", [("filled(text, escaped)?", "filled(text, as_it_is)?")]),
    ("line breaks in headers of an answer", "receive/layout/reply.rs", [("(!value.contains(|c: char| c.is_control())).then(", "(value.len() < 1_000_000).then(")]),
    ("an answer without its type", "receive/layout/reply.rs", [('if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {', "if false {")]),
    ("answers of 200", "receive/layout/reply.rs", [("Some(Reply { status: rule.status, headers, body })", "Some(Reply { status: 200, headers, body })")]),
    ("texts are JSON", "receive/layout/reply.rs", [('"text/plain; charset=utf-8"', '"application/json"')]),
    ("a type in another case is another header", "receive/layout/reply.rs", [('name.eq_ignore_ascii_case("content-type")', 'name == "content-type"')]),
    ("what is accepted is answered empty", "receive/layout/reader.rs", [("layout.answer.ok.as_ref().map_or(Reply::OK, Reply::constant)", "Reply::OK")]),
    ("layouts that contradict themselves", "receive/layout/reader.rs", [("if let Some(fault) = layout.faults(None, None).into_iter().next() {", "if let Some(fault) = None::<Fault> {")]),
    ("a resource has a payload", "receive/layout/reader.rs", [("(_, Some(_)) => Payload::None,", "(_, Some(_)) => Payload::Event,")]),
    ("no resource", "receive/layout/reader.rs", [("resource: one(&self.resource),", "resource: None,")]),
    ("no delivery", "receive/layout/reader.rs", [("delivery: one(&self.delivery),", "delivery: None,")]),
    ("no version", "receive/layout/reader.rs", [("version: one(&self.version),", "version: None,")]),
    ("hashes that do not say what they are", "receive/layout/reader.rs", [('format!("sha256:{}", to_hex(', 'format!("{}", to_hex(')]),
    ("key always a text", "receive/verify/key.rs", [("match rule.encoding {\n        KeyEncoding::Text =>", "match KeyEncoding::Text {\n        KeyEncoding::Text =>")]),
    ("prefix kept", "receive/verify/key.rs", [("text.strip_prefix(&**prefix)).unwrap_or(text)", "text.strip_prefix(&**prefix)).and(Some(text)).unwrap_or(text)")]),
    ("a key without a byte", "receive/verify/key.rs", [("match bytes.is_empty() {", "match false {")]),
    ("prefix of a key anywhere", "receive/verify/key.rs", [("text.strip_prefix(&**prefix)).unwrap_or(text)", "text.split_once(&**prefix)).map_or(text, |(_, text)| text)")]),
    ("key in hexadecimal digits is base64", "receive/verify/key.rs", [("decode::hex(text.as_bytes()).ok_or(", "decode::base64_of_key(text.as_bytes()).ok_or(")]),
    ("weak public keys", "receive/verify/algorithms/public_keys.rs", [("key.filter(|key| !key.is_weak())", "key")]),
    ("raw keys taken for structured ones", "receive/verify/algorithms/public_keys.rs", [("let raw = if is_info { key.strip_prefix(ED25519_INFO) } else { Some(key) };", "let raw = key.strip_prefix(ED25519_INFO).or(Some(key));")]),
    ("ECDSA in raw form", "receive/verify/algorithms/public_keys.rs", [("p256::ecdsa::Signature::from_der(signature)", "p256::ecdsa::Signature::from_slice(signature)")]),
    ("first public-key signature only", "receive/verify/algorithms/public_keys.rs", [("signatures.iter().fold(", "signatures.iter().take(1).fold(")]),
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
    ("what is far ahead is only as old as may be", "receive/verify/time.rs", [("past: rule.past.map(millis),", "past: rule.future.map(millis),")]),
    ("what is old is only as far ahead as may be", "receive/verify/time.rs", [("future: rule.future.map(millis),", "future: rule.past.map(millis),")]),
    ("tolerance set for the past only", "receive/verify/time.rs", [("(self.past, self.future) = (millis, millis);", "self.past = millis;")]),
    ("a clock is asked for without a tolerance", "receive/verify/time.rs", [("if self.past.is_none() && self.future.is_none() {", "if false {")]),
    ("the clock's fraction never counts", "receive/verify/time.rs", [("false => u64::try_from(now.as_millis()).unwrap_or(u64::MAX),", "false => now.as_secs() * 1000,")]),
    ("RFC 3339 without fractions", "receive/verify/time.rs", [("seconds * 1000 + u64::from(time.subsec_nanos()? / 1_000_000)", "seconds * 1000")]),
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
    ("base64 for URLs with half of its padding", "receive/verify/decode.rs", [("(padding == 0 || text.len().is_multiple_of(4)).then(", "(padding < text.len()).then(")]),
    ("keys with all of their padding", "receive/verify/decode.rs", [("GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING)", "GeneralPurpose::new(&alphabet::STANDARD, CANONICAL)")]),
    ("a digit left over", "receive/verify/decode.rs", [("let (pairs, []) = digits.as_chunks() else { return None };", "let (pairs, _) = digits.as_chunks();")]),
    ("hexadecimal digits taken for base64", "receive/verify/candidates.rs", [("(Encoding::Base64, _) => decode::base64(text),", "(Encoding::Base64, _) => decode::hex(text),")]),
    ("separators of one byte", "receive/verify/candidates.rs", [("end + separator.map_or(0, str::len)", "end + separator.map_or(0, |_| 1)")]),
    ("items not separated", "receive/verify/candidates.rs", [("let separator = self.items.as_deref();", "let separator = None::<&str>;")]),
    ("the last separator in a pair", "receive/verify/candidates.rs", [("match find(item, pair.as_bytes()) {", "match item.windows(pair.len()).rposition(|window| window == pair.as_bytes()) {")]),
    ("pairs separated by one byte", "receive/verify/candidates.rs", [("&item[end + pair.len()..]\n", "&item[end + 1..]\n")]),
    ("first label only", "receive/verify/candidates.rs", [("self.take.iter().any(|taken|", "self.take.iter().take(1).any(|taken|")]),
    ("label of a lone signature not checked", "receive/verify/candidates.rs", [("value.strip_prefix(&**lone)", "value.get(lone.len()..)")]),
    ("a separator within a lone signature", "receive/verify/candidates.rs", [("(is_lone && is_apart)", "is_lone")]),
    ("numbered headers: as many as others", "receive/verify/candidates.rs", [("if numbered { MOST_NUMBERED } else { MAX_CANDIDATES }", "MAX_CANDIDATES")]),
    ("an item of any label", "receive/verify/candidates.rs", [("(item[..end] == *label.as_bytes()).then(", "(!label.is_empty()).then(")]),
    ("base64 for URLs is base64", "receive/verify/candidates.rs", [("decode::base64_for_urls(text)", "decode::base64(text)")]),
    ("base64 is base64 for URLs", "receive/verify/candidates.rs", [("(Encoding::Base64, _) => decode::base64(text),", "(Encoding::Base64, _) => decode::base64_for_urls(text),")]),
    ("a token in any case", "receive/verify/candidates.rs", [("Signature::of(&Sha256::digest(secret))", "Signature::of(&Sha256::digest(secret.to_ascii_lowercase()))")]),
    ("a token by its beginning", "receive/verify/candidates.rs", [("Signature::of(&Sha256::digest(secret))", "Signature::of(&Sha256::digest(&secret[..secret.len().min(8)]))")]),
    ("basic in one case", "receive/verify/candidates.rs", [('scheme.eq_ignore_ascii_case(b"basic ")', 'scheme == b"Basic "')]),
    ("any scheme is basic", "receive/verify/candidates.rs", [('scheme.eq_ignore_ascii_case(b"basic ")', "scheme.len() == 6")]),
    ("basic without white space", "receive/verify/candidates.rs", [("decode::base64(credentials.trim_ascii())", "decode::base64(credentials)")]),
    ("the user is enough", "receive/verify/candidates.rs", [("Signature::of(&Sha256::digest(secret))", "Signature::of(&Sha256::digest(secret.split(|byte| *byte == b':').next().unwrap_or_default()))")]),
    ("other labels are no match", "receive/verify/prepared.rs", [
        ("(true, true, 0) => Err(VerifyError::UnsupportedScheme)", "(true, true, 0) => Ok(())"),
    ]),
    ("unreadable signatures are other labels", "receive/verify/prepared.rs", [
        ("(true, true, _) => Err(VerifyError::MalformedSignature)", "(true, true, _) => Err(VerifyError::UnsupportedScheme)"),
    ]),
    ("one port for all", "receive/verify/prepared.rs", [("urls.iter().flatten().fold(", "urls.iter().flatten().take(1).fold(")]),
    ("first of several places only", "receive/verify/prepared.rs", [("for place in &self.places {\n            is_there |=", "for place in self.places.iter().take(1) {\n            is_there |=")]),
    ("a missing value is a missing header", "receive/verify/prepared.rs", [("match self.places.iter().any(|place| matches!(place, Place::Header(_))) {", "match true {")]),
    ("a lost signature is a lost time", "receive/verify/prepared.rs", [("self.find_signatures(context, &mut Signatures::default())?;\n", "")]),
    ("answers signed with the last secret", "receive/verify/prepared.rs", [("self.keys.first()", "self.keys.last()")]),
    ("values signed elsewhere", "receive/verify/places.rs", [("if own == name.as_bytes() {", "if own.len() == name.len() {")]),
    ("parameters in any case", "receive/verify/places.rs", [("if own == name.as_bytes() {", "if own.eq_ignore_ascii_case(name.as_bytes()) {")]),
    ("a key's name need not be one", "receive/verify/places.rs", [("false => Err(VerifyError::DuplicateHeader),", "false => Ok(()),")]),
    ("values of events are the body's", "receive/verify/places.rs", [("Some(event) => Ok(event),", "Some(_) => std::str::from_utf8(self.request.body).map_err(|_| VerifyError::MalformedBody),")]),
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
    ("events after a failure left out", "receive/endpoint/deliver.rs", [("outcomes.push(Outcome { key, disposition });", "let is_success = disposition.is_success();\noutcomes.push(Outcome { key, disposition });\nif !is_success { break; }")]),
    ("events of a batch not deduplicated", "receive/endpoint/deliver.rs", [("let (key, event) = (event.key(), Event::Found(Box::new(event)));", "let (key, event) = (None::<EventKey>, Event::Found(Box::new(event)));")]),
    ("events of a batch not begun too late", "receive/endpoint/deliver.rs", [("match budget.is_spent(&self.times).await {", "match budget.is_spent(&self.times).await && false {")]),
    ("a failed event is committed", "receive/endpoint/deliver.rs", [("settle(store, times, claim, disposition, budget).await", "settle(store, times, claim, Disposition::Handled, budget).await;\ndisposition")]),
    ("keys of no receiver", "receive/receiver/keyless.rs", [("let received = self.terms.reader.receive_signed(request, verifier, &*self.clock);", "let received = self.terms.reader.receive_signed(request, &self.verifier, &*self.clock);")]),
    ("fetched keys next to pinned ones", "receive/receiver/keyless.rs", [("match self.verifier.key_count() {", "match 0 * self.verifier.key_count() {")]),
    ("a pack without a key has no limit", "receive/receiver/keyless.rs", [(".max_body_bytes(Limits::default().body_limit())", "")]),
    ("any key for any name", "receive/keys/document.rs", [("own.as_deref() == id", "true || own.as_deref() == id")]),
    ("scope not in the key", "receive/opened.rs", [("EventKey::new(scope.as_deref(), &id)", "EventKey::new(None, &id)")]),
    ("a blank scope is a scope", "receive/opened.rs", [("Some(scope.filter(|scope| !is_blank(scope))?)", "Some(scope?)")]),
    ("a blank id is an id", "receive/verified.rs", [(".text().filter(|id| !is_blank(id))", ".text()")]),
    ("parts of a key run together", "receive/dedupe.rs", [('key += &format!("{}:{scope}:", scope.len());', 'key += &format!("{scope}:");')]),
    ("scope and id run together", "receive/dedupe.rs", [('format!("{}:{scope}:{id}", scope.len())', 'format!("{scope}:{id}")')]),
    ("no scope is an empty scope", "receive/dedupe.rs", [('None => format!(":{id}").into(),', 'None => format!("0::{id}").into(),')]),
    ("plain layouts without their handshakes", "receive/terms.rs", [("contract.plain().filter(|_| !asks_more)", "contract.plain()")]),
    ("no handshake by GET", "receive/terms.rs", [("takes_get: takes_get(layout)", "takes_get: false")]),
    ("every handshake by GET", "receive/terms.rs", [("takes_get: takes_get(layout)", "takes_get: true")]),
    ("GET for handshakes with a body", "receive/terms.rs", [("!matches!(at, Location::Body(_))", "true")]),
    ("a failure is answered as success", "receive/answer.rs", [("(200, Some(Reply { status, headers, body }))", "(_, Some(Reply { status, headers, body }))")]),
    ("one handled event is enough", "receive/answer.rs", [("outcome.disposition.status()).max()", "outcome.disposition.status()).min()")]),
    ("an event in flight is done", "receive/answer.rs", [("            Disposition::InFlight\n            | Disposition::Failed(_)\n", "            Disposition::InFlight => 200,\n            Disposition::Failed(_)\n")]),
    ("the path that is left of a nested route", "receive/axum.rs", [("parts.extensions.get().map_or(&parts.uri, |OriginalUri(uri)| uri)", "&parts.uri")]),
    ("announced lengths do not count", "receive/axum.rs", [("if announced.is_some_and(|length| length > limit as u64) {", "if false {")]),
    ("no route by GET", "receive/axum.rs", [("true => MethodFilter::POST.or(MethodFilter::GET),", "true => MethodFilter::POST,")]),
    ("a digest of what anybody knows", "../../contract/src/signature/fault.rs", [("if !self.rules().any(SignatureRule::takes_key) {", "if false {")]),
    ("further signatures not looked at", "../../contract/src/signature/fault.rs", [("faults.look(other, has_id);", "")]),
    ("labels with a separator in them", "../../contract/src/signature/fault.rs", [("if label.is_empty() || label.trim() != label || breaks(label) {", "if label.is_empty() || label.trim() != label {")]),
    ("a message that is always the same", "../../contract/src/signature/fault.rs", [("if pieces.iter().all(|piece| matches!(piece, Piece::Text(_) | Piece::Secret)) {", "if false {")]),
    ("escapes of pointers the wrong way round", "../../contract/src/signature/pointer/written.rs", [('token.replace("~1", "/").replace("~0", "~")', 'token.replace("~0", "~").replace("~1", "/")')]),
    ("values that are signed are not read", "../../contract/src/signature/rule/derived.rs", [("is_timed_by_body || is_in_body || signs_values", "is_timed_by_body || is_in_body")]),
    ("times in bodies are not read", "../../contract/src/signature/rule/derived.rs", [("is_timed_by_body || is_in_body || signs_values", "is_in_body || signs_values")]),
    ("signatures in bodies are not read", "../../contract/src/signature/rule/derived.rs", [("is_timed_by_body || is_in_body || signs_values", "is_timed_by_body || signs_values")]),
    ("ids in bodies are not read", "../../contract/src/signature/rule/derived.rs", [("Piece::Id => matches!(id, Some(Location::Body(_))),", "Piece::Id => false,")]),
    ("no limit is none", "../../contract/src/contract.rs", [("self.max_body_bytes.unwrap_or(Self::DEFAULT_MAX_BODY_BYTES) as usize", "self.max_body_bytes.map_or(usize::MAX, |most| most as usize)")]),
    ("the id is in the body, whatever the header", "../../contract/src/contract/rules.rs", [("let header = self.idempotency_key.header.clone().map(Location::Header);", "let header = None::<Location>;")]),
]

# The tests of the runtime and of the contract, in the order in which they are run.
TESTS = {
    name: "--lib" if name == "unit" else f"--test={name}"
    for name in ("verification", "schemes", "layouts", "receiving", "keys", "weaknesses", "unit")
}
# Those that come before the others, by what is in the name of the file.
LIKELY = {
    "receive/verify/": "schemes",
    "receive/layout/": "layouts",
    "key": "keys",
    "fetching": "keys",
    "receive/endpoint": "receiving",
    "receive/axum": "receiving",
    "terms": "receiving",
    "answer": "receiving",
    "contract/src/layout": "layouts",
    "contract/src/signature": "schemes",
}
# All tests of one target take a few seconds. What takes longer than this does not end.
LIMIT_SECONDS = 120
FEATURES = ",".join(
    [*(f"webhook-runtime/{feature}" for feature in ("algorithms", "axum", "certificates", "testing")), "webhook-contract/serde"]
)
SETTINGS = {
    "CARGO_INCREMENTAL": "1",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    # A mutation may leave something unused.
    "RUSTFLAGS": "--cap-lints=allow",
    "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "1",
    "PROPTEST_MAX_SHRINK_ITERS": "0",
    "RUST_BACKTRACE": "0",
}


def main():
    names = sys.argv[1:]
    if unknown := set(names) - {name for name, _, _ in MUTATIONS}:
        sys.exit(f"no such mutation: {', '.join(sorted(unknown))}")
    picked = [(*mutation, mutate(*mutation)) for mutation in MUTATIONS if mutation[0] in names or not names]
    if faults := [fault for _, _, _, (_, faults) in picked for fault in faults]:
        sys.exit("\n".join(faults))
    scratch = copy_crate(ROOT / "target/mutations")
    if failure := first_failure(scratch, TESTS.values()):
        sys.exit(f"the tests fail without any mutation: {failure}")
    unnoticed = 0
    for name, file, _, (text, _) in picked:
        path = scratch / SOURCES / file
        original = path.read_text()
        path.write_text(text)
        try:
            failure = first_failure(scratch, tests_of(file))
            told = failure or "SURVIVES"
        except DoesNotCompile as error:
            failure, told = None, f"DOES NOT COMPILE\n{error}"
        path.write_text(original)
        unnoticed += failure is None
        print(f"{name:<48} {told}", flush=True)
    print(f"{len(picked)} mutations, {len(picked) - unnoticed} noticed")
    sys.exit(1 if unnoticed else 0)


def mutate(name, file, replacements):
    """The text of the file with the mutation, and what is wrong with the mutation."""
    text, faults = (ROOT / SOURCES / file).read_text(), []
    for old, new in replacements:
        if text.count(old) != 1:
            faults.append(f"{name}: expected once in {file}, found {text.count(old)} times:\n{old}")
        text = text.replace(old, new)
    return text, faults


def copy_crate(scratch):
    """A workspace of the crate and those that it or its tests may need: Cargo reads the manifests of all of them."""
    for part in [*CRATES, *NEEDED]:
        shutil.rmtree(scratch / part, ignore_errors=True)
        # With the time of now, so that Cargo does not take the last mutation of an earlier run for what is there.
        shutil.copytree(ROOT / part, scratch / part, copy_function=shutil.copyfile)
    shutil.copy(ROOT / "Cargo.lock", scratch)
    manifest = (ROOT / "Cargo.toml").read_text()
    members = re.compile(r"^members = \[.*?\]$", re.MULTILINE | re.DOTALL)
    if len(members.findall(manifest)) != 1:
        sys.exit("Cargo.toml: one list of members was to be replaced")
    (scratch / "Cargo.toml").write_text(members.sub(f"members = {json.dumps(CRATES)}", manifest))
    return scratch


def tests_of(file):
    likely = [name for part, name in LIKELY.items() if part in file]
    return [TESTS[name] for name in sorted(TESTS, key=lambda name: name not in likely)]


class DoesNotCompile(Exception):
    """What the compiler said."""


def first_failure(scratch, tests):
    """The first test that fails, of the first program that has one."""
    for test in tests:
        for program in build(scratch, test):
            if failure := failure_of(program):
                return failure
    return None


def build(scratch, test):
    """The programs of tests, and where to run each."""
    command = ["cargo", "test", "--quiet", "--offline", "--no-run", "--message-format=json-render-diagnostics"]
    # Most of what tests do is hashing.
    command += ["--config=profile.dev.package.sha2.opt-level=3"]
    command += ["-p", "webhook-runtime", "-p", "webhook-contract", "--features", FEATURES, test]
    environment = {**os.environ, **SETTINGS, "CARGO_TARGET_DIR": str(scratch / "target")}
    done = subprocess.run(command, cwd=scratch, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise DoesNotCompile(done.stderr)
    messages = map(json.loads, done.stdout.splitlines())
    return [
        (message["executable"], Path(message["manifest_path"]).parent, message["target"]["name"])
        for message in messages if message.get("executable")
    ]


def failure_of(program):
    """A test that fails, with the program that it is in."""
    executable, directory, name = program
    try:
        done = subprocess.run(
            [executable, "--quiet"], cwd=directory, env={**os.environ, **SETTINGS}, capture_output=True, text=True,
            errors="replace", timeout=LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"{name} takes more than {LIMIT_SECONDS} seconds"
    if done.returncode == 0:
        return None
    failed = sorted(set(re.findall(r"^    ([\w:]+)$", done.stdout, re.MULTILINE)))
    return f"{name}: {failed[0]} (of {len(failed)})" if failed else f"{name} ends with {done.returncode}"


if __name__ == "__main__":
    main()
