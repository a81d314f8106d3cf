#!/usr/bin/env python3
"""Measures what the generated crates cost a receiver's build, against the same schemas through plain typify.

Both sides decode every event. It measures the CPU time of building the crates themselves (dependencies from crates.io are
built before), without incremental compilation; and once, the build from nothing, including dependencies. Rounds alternate
between the sides, and the median counts: machines are noisy, so only the ratios mean anything.

    python3 benches/compile_time.py [rounds]
"""

import os
import shutil
import statistics
import sys

from measure import ENV, ROOT, cpu_seconds, run

WORK = ROOT / "target" / "compile-time"
FACADE = next(path.name for path in (ROOT / "crates/events").iterdir() if path.name.endswith("-events"))
EVENTS = sorted(path.name for path in (ROOT / "crates/events").glob(f"{FACADE}*"))
OURS = ["webhook-contract", "webhook-runtime", "consumer", *EVENTS]

CONSUMER = """[package]
name = "consumer"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
{facade} = {{ path = "{path}"{features} }}
"""

# Without the receiver, which plain typify does not have either.
TYPES_ONLY = ', default-features = false, features = ["{}"]'

MAIN = """fn main() {{
    let body = std::fs::read("body.json").expect("a body");
    println!("{{}}", {facade}::Delivery::decode(&body).is_ok());
}}
"""


class Side:
    """A crate that decodes events, and those of its packages that we can make cheaper."""

    def __init__(self, name, packages):
        self.name, self.packages = name, packages
        self.directory = WORK / name
        self.env = {**ENV, "CARGO_TARGET_DIR": str(WORK / "target" / name)}
        self.figures = {}

    def write_consumer(self, features):
        (self.directory / "src").mkdir(parents=True, exist_ok=True)
        manifest = CONSUMER.format(facade=FACADE, path=ROOT / "crates/events" / FACADE, features=features)
        (self.directory / "Cargo.toml").write_text(manifest)
        (self.directory / "src/main.rs").write_text(MAIN.format(facade=FACADE.replace("-", "_")))

    def measure(self, label, *command):
        run("cargo", *command, directory=self.directory, env=self.env)
        release = ["--release"] if "--release" in command else []
        packages = [word for package in self.packages for word in ("--package", package)]
        run("cargo", "clean", *release, *packages, directory=self.directory, env=self.env)
        seconds = cpu_seconds("cargo", *command, directory=self.directory, env=self.env)
        self.figures.setdefault(label, []).append(seconds)

    def measure_cold(self, label, *command):
        shutil.rmtree(self.env["CARGO_TARGET_DIR"], ignore_errors=True)
        seconds = cpu_seconds("cargo", *command, directory=self.directory, env=self.env)
        self.figures.setdefault(label, []).append(seconds)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    plain = Side("plain-typify", ["plain-typify-events"])
    run("cargo", "run", "--package", "event-benches", "--bin", "plain-typify", "--", ".", plain.directory,
        directory=ROOT, env=os.environ)
    ours = Side("all-families", OURS)
    ours.write_consumer(TYPES_ONLY.format("full"))
    one = Side("one-family", OURS)
    one.write_consumer(TYPES_ONLY.format("quota"))
    one.packages = [package for package in one.packages if package in tree(one)]

    sides = [plain, ours, one]
    kinds = {"check": ["check"], "build --release": ["build", "--release"]}
    for label, command in kinds.items():
        for side in sides:
            side.measure_cold(f"{label}, from nothing", *command)
    for _ in range(rounds):
        for label, command in kinds.items():
            for side in sides:
                side.measure(label, *command)

    print(f"| CPU seconds, median of {rounds} | plain typify | all families | one family | ratio, all | ratio, one |")
    print("|" + " --- |" * 6)
    for label in plain.figures:
        medians = [statistics.median(side.figures[label]) for side in sides]
        cells = " | ".join(f"{median:.2f}" for median in medians)
        print(f"| {label} | {cells} | {medians[1] / medians[0]:.2f} | {medians[2] / medians[0]:.2f} |")


def tree(side):
    command = ["cargo", "tree", "--prefix", "none", "--format", "{p}"]
    output = run(*command, directory=side.directory, env=side.env, capture_output=True, text=True)
    return {line.split()[0] for line in output.stdout.splitlines() if line}


if __name__ == "__main__":
    main()
