#!/usr/bin/env python3
"""Measures how large the code is that verifies a delivery and reads its envelope: a program that does it, against one that does
not, both built for size, as they would be downloaded. The figure is the difference, compressed.

Built for WebAssembly, both are run by Node with nothing to import: no clock, no randomness, no files. The one that verifies
ends with 0 only where it accepted the genuine delivery, by the time that it was given, and refused another body.

    python3 benches/size.py [target]...
"""

import gzip
import json
import os
import shutil
import subprocess
import sys

from measure import ENV, ROOT, run

WORK = ROOT / "target" / "size"
FACADE = next(path.name for path in (ROOT / "crates/events").iterdir() if path.name.endswith("-events"))
PROVIDER = json.loads((ROOT / "schemas/webhooks/index.json").read_text())["provider"]["name"]
VECTOR = json.loads((ROOT / "packs" / PROVIDER / "contract.json").read_text())["signature"]["vectors"][0]

MANIFEST = f"""[workspace]
[package]
name = "size"
version = "0.0.0"
edition = "2024"
[features]
verify = ["dep:{FACADE}"]
[dependencies]
{FACADE} = {{ path = "{ROOT}/crates/events/{FACADE}", default-features = false, features = ["receiver"], optional = true }}
[profile.release]
opt-level = "z"
lto = true
codegen-units = 1
panic = "abort"
strip = true
"""

MAIN = f"""use std::hint::black_box;
use std::process::ExitCode;

fn main() -> ExitCode {{
    // As if it had come over the network: the compiler must not know it.
    let secret = black_box({json.dumps(VECTOR["secret"])});
    let headers = black_box([{", ".join("(%s, %s)" % tuple(map(json.dumps, pair)) for pair in VECTOR["headers"])}]);
    let body = black_box({json.dumps(VECTOR["body"])}.as_bytes());
    let is_right = accepts(secret, &headers, body) && !accepts(secret, &headers, &body[1..]);
    if is_right {{ ExitCode::SUCCESS }} else {{ ExitCode::FAILURE }}
}}

#[cfg(not(feature = "verify"))]
fn accepts(secret: &str, headers: &[(&str, &str)], body: &[u8]) -> bool {{
    !secret.is_empty() && !headers.is_empty() && body.starts_with(b"{{")
}}

#[cfg(feature = "verify")]
fn accepts(secret: &str, headers: &[(&str, &str)], body: &[u8]) -> bool {{
    use {FACADE.replace("-", "_")}::{{Delivery, Receiver}};

    let now = std::time::UNIX_EPOCH + std::time::Duration::from_secs(black_box({VECTOR["now"]}));
    let Ok(receiver) = Receiver::new(secret) else {{ return false }};
    // By the system's clock, the time of the delivery is long past, and where there is none, that is an error.
    if receiver.verify(headers, body).is_ok() {{
        return false;
    }}
    let receiver = receiver.clock(move || now);
    let Ok(verified) = receiver.verify(headers, body) else {{ return false }};
    // Whether the body has what it needs is what peeking finds out; both names are read.
    match Delivery::peek(verified.body()) {{
        Ok(envelope) => !black_box(&envelope.event_type).is_empty(),
        Err(error) => black_box(error.to_string()).len() > 1,
    }}
}}
"""

RUN = """
const program = new WebAssembly.Module(require("node:fs").readFileSync(process.argv[1]));
const imports = WebAssembly.Module.imports(program);
if (imports.length) throw new Error(`asks the platform for ${JSON.stringify(imports)}`);
process.exitCode = new WebAssembly.Instance(program, {}).exports.main(0, 0);
"""


def built(target, features):
    command = ["cargo", "build", "--quiet", "--release", "--target", target, *features]
    run(*command, directory=WORK, env={**ENV, "CARGO_TARGET_DIR": str(WORK / "target")})
    name = "size.wasm" if target.startswith("wasm") else "size"
    program = WORK / "target" / target / "release" / name
    command = ["node", "-e", RUN, program] if target.startswith("wasm") else [program]
    subprocess.run(command, check=bool(features))
    return program.read_bytes()


def sizes(program):
    compressed = {"as it is": len(program), "gzip": len(gzip.compress(program, 9, mtime=0))}
    if shutil.which("node"):
        script = "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)).length + '')"
        compressed["brotli"] = int(subprocess.run(["node", "-e", script], input=program, stdout=subprocess.PIPE, check=True).stdout)
    return compressed


def main():
    rustc = os.environ.get("RUSTC", "rustc")
    host = subprocess.run([rustc, "--print", "host-tuple"], check=True, capture_output=True, text=True).stdout.strip()
    (WORK / "src").mkdir(parents=True, exist_ok=True)
    (WORK / "Cargo.toml").write_text(MANIFEST)
    (WORK / "src/main.rs").write_text(MAIN)
    shutil.copy(ROOT / "Cargo.lock", WORK)
    for target in sys.argv[1:] or [host]:
        without, with_it = (sizes(built(target, features)) for features in ([], ["--features", "verify"]))
        print(f"{target}, bytes:")
        for how, size in with_it.items():
            print(f"  {how:9} {size:7} with, {without[how]:7} without: {size - without[how]} for verify and peek")


main()
