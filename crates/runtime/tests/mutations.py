"""Breaks the verifier in one place after another, and prints the first test that notices, and how many do.

    python3 crates/runtime/tests/mutations.py [NAME ...]

Works on a copy of the crate in a scratch directory. Names select mutations; without any, all are made. Each must make a test
in `tests/verification` fail: if one survives, the tests have a gap, and the exit status is 1. A text that is not found exactly
once, or a mutation that does not compile, ends the run: then update the list below to match the code.

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

# Name, file in `src`, and the texts that are replaced.
MUTATIONS = [
    ("no freshness", "receive/receiver.rs", [("self.check_freshness(sent)?;", "let _ = sent;")]),
    ("freshness before the signature", "receive/receiver.rs", [
        ("self.check_freshness(sent)?;", ""),
        ("let mut matches = false;", "self.check_freshness(sent)?;\nlet mut matches = false;"),
    ]),
    ("tolerance without its last second", "receive/receiver.rs", [("<= self.tolerance", "< self.tolerance")]),
    ("tolerance in milliseconds", "receive/receiver.rs", [
        ("<= self.tolerance.as_secs()", "<= self.tolerance.as_millis() as u64"),
    ]),
    ("no future", "receive/receiver.rs", [("now.abs_diff(sent)", "now.saturating_sub(sent)")]),
    ("no past", "receive/receiver.rs", [("now.abs_diff(sent)", "sent.saturating_sub(now)")]),
    ("stale is future", "receive/receiver.rs", [("} else if sent < now {", "} else if sent > now {")]),
    ("the system's clock only", "receive/receiver.rs", [("(self.clock)()", "SystemTime::now()")]),
    ("1970 for a clock before it", "receive/receiver.rs", [
        (".map_err(|_| VerifyError::Configuration)?.as_secs()", ".unwrap_or_default().as_secs()"),
    ]),
    ("no id check", "receive/receiver.rs", [("&& own != id", "&& false")]),
    ("id check of the beginning only", "receive/receiver.rs", [
        ("own != id", "!own.starts_with(id)"),
    ]),
    ("id check in any case", "receive/receiver.rs", [("own != id", "!own.eq_ignore_ascii_case(id)")]),
    ("joined ids are another id", "receive/receiver.rs", [("&& own != unjoined(id)", "")]),
    ("ids in bodies not trimmed", "receive/receiver.rs", [
        ("own.as_bytes().trim_ascii()", "own.as_bytes()"),
    ]),
    ("an id with a comma is a list", "receive/receiver.rs", [("&& own != id", "")]),
    ("id header required", "receive/receiver.rs", [
        (
            "one(headers, &key.header)?;",
            "one(headers, &key.header)?.ok_or(VerifyError::MissingHeader).map(Some)?;",
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
    ("first of a header that comes twice", "receive/receiver.rs", [
        ("false => Err(VerifyError::DuplicateHeader)", "false => Ok(first)"),
    ]),
    ("equal repeats refused", "receive/receiver.rs", [
        ("values.all(|value| Some(value) == first)", "values.next().is_none()"),
    ]),
    ("first and second of a repeat only", "receive/receiver.rs", [
        ("values.all(|value| Some(value) == first)", "values.next().is_none_or(|value| Some(value) == first)"),
    ]),
    ("values not trimmed", "receive/receiver.rs", [("headers.values(name).map(<[u8]>::trim_ascii)", "headers.values(name)")]),
    ("joined timestamps not told apart", "receive/receiver.rs", [("let timestamp = unjoined(timestamp);", "")]),
    ("first of a joined list", "receive/receiver.rs", [("if parts.all(|part| part == first) => first", "=> first")]),
    ("joined values not trimmed", "receive/receiver.rs", [("value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii)", "value.split(|byte| *byte == b',')")]),
    ("no limit of the body", "receive/receiver.rs", [
        ("if body.len() > self.max_body_bytes {", "if body.len() == usize::MAX {"),
    ]),
    ("limit one byte too low", "receive/receiver.rs", [
        ("body.len() > self.max_body_bytes", "body.len() >= self.max_body_bytes"),
    ]),
    ("everything matches", "receive/receiver.rs", [("let mut matches = false;", "let mut matches = true;")]),
    ("first secret only", "receive/receiver.rs", [("for secret in &self.keys {", "for secret in self.keys.iter().take(1) {")]),
    ("last secret only", "receive/receiver.rs", [("for secret in &self.keys {", "for secret in self.keys.last() {")]),
    ("first signature only", "receive/receiver.rs", [
        ("for signature in &signatures.digests {", "for signature in signatures.digests.iter().take(1) {"),
    ]),
    ("the last comparison counts", "receive/receiver.rs", [("matches |= digest", "matches = digest")]),
    ("first bytes compared only", "receive/receiver.rs", [
        ("digest == *signature", "digest.clone().into_bytes()[..16] == signature.clone().into_bytes()[..16]"),
    ]),
    ("last bytes compared only", "receive/receiver.rs", [
        ("digest == *signature", "digest.clone().into_bytes()[16..] == signature.clone().into_bytes()[16..]"),
    ]),
    ("any number of secrets", "receive/receiver.rs", [
        ("if self.keys.len() == MAX_SECRETS {", "if self.keys.len() == usize::MAX {"),
    ]),
    ("timestamp not signed", "receive/signature.rs", [("== \"timestamp\" => timestamp,", "== \"timestamp\" => &timestamp[..0],")]),
    ("no separator", "receive/signature.rs", [("Part::Text(text) => text.as_bytes(),", "Part::Text(_) => b\"\",")]),
    ("body not signed", "receive/signature.rs", [("Part::Field(_) => body,", "Part::Field(_) => &body[..0],")]),
    ("key decoded", "receive/signature.rs", [
        (
            "Hmac::new_from_slice(secret.expose().as_bytes())",
            "Hmac::new_from_slice(&secret.expose().as_bytes().chunks(2).map(|pair| u8::from_str_radix("
            "std::str::from_utf8(pair).unwrap_or_default(), 16).unwrap_or_default()).collect::<Vec<_>>())",
        ),
    ]),
    ("timestamp with leading zeros", "receive/signature.rs", [("[b'1'..=b'9', rest @ ..]", "[b'0'..=b'9', rest @ ..]")]),
    ("timestamp of any length", "receive/signature.rs", [
        ("rest.len() < 12 && ", ""),
        ("seconds * 10 + u64::from", "u64::wrapping_mul(seconds, 10) + u64::from"),
    ]),
    ("timestamp one digit short", "receive/signature.rs", [("rest.len() < 12", "rest.len() < 11")]),
    ("timestamp with anything behind it", "receive/signature.rs", [
        ("rest.iter().all(u8::is_ascii_digit)", "!rest.is_empty()"),
        ("u64::from(digit - b'0')", "u64::from(digit.wrapping_sub(b'0'))"),
    ]),
    ("first line of signatures only", "receive/signature.rs", [("for line in lines {", "for line in lines.take(1) {")]),
    ("first entry of a line only", "receive/signature.rs", [(".map(<[u8]>::trim_ascii) {", ".map(<[u8]>::trim_ascii).take(1) {")]),
    ("entries not trimmed", "receive/signature.rs", [(".map(<[u8]>::trim_ascii) {", " {")]),
    ("entries without scheme refused", "receive/signature.rs", [
        ("None | Some(0) => self.unreadable += 1,", "None | Some(0) => return Err(VerifyError::MalformedSignature),"),
    ]),
    ("entries without scheme not counted", "receive/signature.rs", [("None | Some(0) => self.unreadable += 1,", "None | Some(0) => {}")]),
    ("lines that are no text refused", "receive/signature.rs", [
        (
            "None => signatures.add_line(line, scheme)?,",
            "None => { std::str::from_utf8(line).map_err(|_| VerifyError::MalformedSignature)?; signatures.add_line(line, scheme)? }",
        ),
    ]),
    ("lone signatures of any scheme", "receive/signature.rs", [
        ("line.strip_prefix(scheme.as_bytes())?", "line[line.iter().position(|byte| *byte == b'=')?..]"),
        ('.strip_prefix(b"=")?)', '.strip_prefix(b"=").filter(|_| !scheme.is_empty())?)'),
    ]),
    ("any number of lone signatures", "receive/signature.rs", [
        ("Some(digest) => signatures.add(digest)?,", "Some(digest) => signatures.digests.push(digest),"),
    ]),
    ("scheme may be empty", "receive/signature.rs", [("None | Some(0) =>", "None =>")]),
    ("scheme in any case", "receive/signature.rs", [
        ("entry[..end] == *scheme.as_bytes()", "entry[..end].eq_ignore_ascii_case(scheme.as_bytes())"),
    ]),
    ("scheme that begins alike", "receive/signature.rs", [
        ("entry[..end] == *scheme.as_bytes()", "entry[..end].starts_with(scheme.as_bytes())"),
    ]),
    ("every scheme", "receive/signature.rs", [("entry[..end] == *scheme.as_bytes()", "scheme.len() > 0")]),
    ("any number of signatures", "receive/signature.rs", [
        ("if self.digests.len() == MAX_CANDIDATES {", "if self.digests.len() == usize::MAX {"),
    ]),
    ("one signature fewer", "receive/signature.rs", [
        ("if self.digests.len() == MAX_CANDIDATES {", "if self.digests.len() + 1 == MAX_CANDIDATES {"),
    ]),
    ("longer signatures cut", "receive/signature.rs", [
        (
            "text.try_into().ok()?",
            "text.first_chunk()?",
        ),
    ]),
    ("any letter a digit", "receive/signature.rs", [("letter < 6", "letter < 26"), ("value) > 15", "value) > 63")]),
    ("malformed signatures refused", "receive/signature.rs", [
        (
            "                    None => self.unreadable += 1,",
            "                    None => return Err(VerifyError::MalformedSignature),",
        ),
    ]),
    ("malformed signatures not counted", "receive/signature.rs", [
        ("                    None => self.unreadable += 1,", "                    None => {}"),
    ]),
    ("malformed signatures are signatures", "receive/signature.rs", [
        (
            "                    None => self.unreadable += 1,",
            "                    None => self.add(Digest::new([0; 32].into()))?,",
        ),
    ]),
    ("lower-case digits only", "receive/signature.rs", [("(digit | 0x20).wrapping_sub(b'a')", "digit.wrapping_sub(b'a')")]),
    ("case of more than letters", "receive/signature.rs", [("digit.wrapping_sub(b'0')", "(digit & 0xdf | 0x10).wrapping_sub(b'0')")]),
    ("digits of a pair swapped", "receive/signature.rs", [("*byte = high << 4 | low;", "*byte = low << 4 | high;")]),
    ("what is no digit is a digit", "receive/signature.rs", [("value) > 15", "value) > 255_u16 as u8")]),
    ("other schemes are no match", "receive/signature.rs", [
        ("(true, true, 0) => Err(VerifyError::UnsupportedScheme)", "(true, true, 0) => Ok(signatures)"),
    ]),
    ("unreadable signatures are other schemes", "receive/signature.rs", [
        ("(true, true, _) => Err(VerifyError::MalformedSignature)", "(true, true, _) => Err(VerifyError::UnsupportedScheme)"),
    ]),
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
    ("header names in one case", "receive/headers.rs", [(" || own.eq_ignore_ascii_case(name)", "")]),
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
        ("(Action::Fail, _) => Next::Refused", "(Action::Fail, _) => Next::RetryAfter(Duration::ZERO)"),
    ]),
]

TESTS = ["cargo", "test", "--quiet", "--offline", "-p", "webhook-runtime", "--features", "testing", "--test", "verification"]


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
            failures = failing_tests(name, workspace)
            path.write_text(original)
            told = f"{failures[0]} (of {len(failures)})" if failures else "SURVIVES"
            print(f"{name:<36} {told}", flush=True)
            if not failures:
                survivors.append(name)
    print(f"{len(picked)} mutations, {len(picked) - len(survivors)} noticed")
    sys.exit(1 if survivors else 0)


def copy_crate(scratch):
    """A workspace of the crate and those that it or its tests may need: Cargo reads the manifests of all of them."""
    for crate in CRATES:
        shutil.copytree(ROOT / crate, scratch / crate)
    shutil.copy(ROOT / "Cargo.lock", scratch)
    manifest = (ROOT / "Cargo.toml").read_text()
    members = re.compile(r"^members = \[.*?\]$", re.MULTILINE | re.DOTALL)
    if len(members.findall(manifest)) != 1:
        sys.exit("Cargo.toml: one list of members was to be replaced")
    (scratch / "Cargo.toml").write_text(members.sub(f"members = {json.dumps(CRATES)}", manifest))
    return scratch


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
        sys.exit(f"{name}: does not compile\n{build.stderr}")
    run = subprocess.run(TESTS, cwd=workspace, env=environment, capture_output=True, text=True)
    failures = sorted(set(re.findall(r"^    ([\w:]+)$", run.stdout, re.MULTILINE)))
    if run.returncode and not failures:
        sys.exit(f"{name}: the tests came to no result\n{run.stdout}{run.stderr}")
    return failures


if __name__ == "__main__":
    main()
