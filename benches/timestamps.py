#!/usr/bin/env python3
"""Compares what may hold a point in time: our own type, chrono, jiff and time, with the features that takes.

Prints Markdown: what a build and a read cost in proportion to our own type, and what comes back of a text.
A build is that of a program that reads and writes one such field, from nothing, in CPU time, without incremental
compilation. Ours brings all of webhook-runtime along; `text` is a plain string, which is the floor: serde and
serde_json. Rounds alternate between the libraries, and the median counts: machines are noisy, so only the ratios say
something. The figures that they are made of go to the standard error.

    python3 benches/timestamps.py [rounds]
"""

import os
import pathlib
import re
import shutil
import statistics
import sys

from measure import ENV, ROOT, cpu_seconds, run

WORK = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "timestamps"

# What a library is called: its type, the module that reads and writes it, and what it needs.
LIBRARIES = {
    "ours": ("webhook_runtime::Timestamp", None, f'webhook-runtime = {{ path = "{ROOT}/crates/runtime" }}'),
    "text": ("String", None, ""),
    "chrono": ("chrono::DateTime<chrono::FixedOffset>", None,
               'chrono = { version = "0.4", default-features = false, features = ["serde"] }'),
    "jiff": ("jiff::Timestamp", None, 'jiff = { version = "0.2", default-features = false, features = ["serde"] }'),
    "time": ("time::OffsetDateTime", "time::serde::rfc3339",
             'time = { version = "0.3", default-features = false, features = ["serde-well-known"] }'),
}
BUILDS = {"cargo check": ["check"], "cargo build --release": ["build", "--release"]}

# Nothing is derived: generated event crates bring no procedural macro into a build either.
CONSUMER = """[package]
name = "consumer"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
serde = {{ version = "1", default-features = false, features = ["std"] }}
serde_json = {{ version = "1", features = ["float_roundtrip", "raw_value"] }}
{dependency}
"""

MAIN = """struct Field({type});

impl<'de> serde::Deserialize<'de> for Field {{
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {{
        {read}::deserialize(deserializer).map(Field)
    }}
}}

impl serde::Serialize for Field {{
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {{
        {write}::serialize(&self.0, serializer)
    }}
}}

fn main() {{
    let json = std::fs::read_to_string("field.json").expect("a field");
    let field: Field = serde_json::from_str(&json).expect("a point in time");
    println!("{{}}", serde_json::to_string(&field).expect("JSON"));
}}
"""


class Consumer:
    """A program that reads and writes one field of a library's type."""

    def __init__(self, library):
        self.type, module, dependency = LIBRARIES[library]
        self.directory = WORK / library
        self.env = {**ENV, "CARGO_TARGET_DIR": str(WORK / "target" / library)}
        (self.directory / "src").mkdir(parents=True, exist_ok=True)
        (self.directory / "Cargo.toml").write_text(CONSUMER.format(dependency=dependency))
        read, write = module or f"<{self.type} as serde::Deserialize>", module or f"<{self.type} as serde::Serialize>"
        (self.directory / "src/main.rs").write_text(MAIN.format(type=self.type, read=read, write=write))
        # The versions that the benchmark is built with; what is not needed is dropped from it.
        shutil.copy(ROOT / "Cargo.lock", self.directory)
        run("cargo", "fetch", directory=self.directory)

    def build_from_nothing(self, command):
        shutil.rmtree(self.env["CARGO_TARGET_DIR"], ignore_errors=True)
        return cpu_seconds("cargo", *command, directory=self.directory, env=self.env)


def builds(rounds):
    """The median of the CPU seconds by build and library."""
    consumers = {library: Consumer(library) for library in LIBRARIES}
    figures = {label: {library: [] for library in LIBRARIES} for label in BUILDS}
    for _ in range(rounds):
        for label, command in BUILDS.items():
            for library, consumer in consumers.items():
                figures[label][library].append(consumer.build_from_nothing(command))
    print(figures, file=sys.stderr)
    return {label: {library: statistics.median(seconds) for library, seconds in row.items()}
            for label, row in figures.items()}


def bench():
    """The table of texts, and the median of the nanoseconds of a read by library."""
    output = run("cargo", "bench", "--package", "event-benches", "--bench", "timestamps", directory=ROOT,
                 capture_output=True, text=True).stdout
    print(output, file=sys.stderr)
    table = [line for line in output.splitlines() if line.startswith("| ")]
    units = {"ns": 1, "µs": 1000, "ms": 1_000_000}
    time = r"([\d.]+) (ns|µs|ms)\s*"
    rows = re.findall(rf"[├╰]─ (\w+)\s+{time}│ {time}│ {time}│", output)
    return table, {name: float(median) * units[unit] for name, *_, median, unit in rows}


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    texts, reads = bench()
    medians = {**builds(rounds), "reading a field": reads}
    print("| ours = 1 | " + " | ".join(LIBRARIES) + " |")
    print("| --- |" + " --- |" * len(LIBRARIES))
    for label, row in medians.items():
        cells = " | ".join(f"{row[library] / row['ours']:.2f}" for library in LIBRARIES)
        print(f"| {label} | {cells} |")
    print()
    print("\n".join(texts))


if __name__ == "__main__":
    main()
