#!/usr/bin/env python3
"""Measures what the generated crates cost a receiver, against those of an earlier revision, both in one run.

It measures the CPU time of building the crates themselves, without incremental compilation and without the receiver, and the
time that the fastest pass over the earlier revision's examples takes to decode them. Rounds alternate between the two.

    python3 benches/earlier.py REVISION [rounds]
"""

import shutil
import statistics
import subprocess
import sys

from compile_time import CONSUMER, FACADE, OURS, TYPES_ONLY
from measure import ENV, ROOT, cpu_seconds, run

WORK = ROOT / "target" / "earlier"

MAIN = """use std::{{hint::black_box, time::Instant}};

fn main() {{
    let bodies: Vec<Vec<u8>> = std::env::args().skip(1).map(|file| std::fs::read(file).expect("a body")).collect();
    let pass = || {{
        let start = Instant::now();
        bodies.iter().for_each(|body| drop(black_box({facade}::Delivery::decode(black_box(body)).expect("an event"))));
        start.elapsed()
    }};
    println!("{{}}", (0..2_000).map(|_| pass()).min().expect("a pass").as_nanos());
}}
"""

KINDS = {"check": ["check"], "build --release": ["build", "--release"]}


class Side:
    """A crate that decodes events with the crates of one revision."""

    def __init__(self, name, root):
        self.directory, self.target = WORK / name, WORK / "target" / name
        self.env = {**ENV, "CARGO_TARGET_DIR": str(self.target)}
        (self.directory / "src").mkdir(parents=True, exist_ok=True)
        features = TYPES_ONLY.format("full")
        manifest = CONSUMER.format(facade=FACADE, path=root / "crates/events" / FACADE, features=features)
        (self.directory / "Cargo.toml").write_text(manifest)
        (self.directory / "src/main.rs").write_text(MAIN.format(facade=FACADE.replace("-", "_")))

    def build(self, *command):
        run("cargo", *command, directory=self.directory, env=self.env)
        release = ["--release"] if "--release" in command else []
        packages = [word for package in OURS for word in ("--package", package)]
        run("cargo", "clean", *release, *packages, directory=self.directory, env=self.env)
        return cpu_seconds("cargo", *command, directory=self.directory, env=self.env)

    def decode(self, bodies):
        return int(subprocess.check_output([str(self.target / "release/consumer"), *bodies])) / 1000


def main():
    revision, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    earlier = WORK / "revision"
    shutil.rmtree(earlier, ignore_errors=True)
    earlier.mkdir(parents=True)
    archive = subprocess.Popen(["git", "archive", revision], cwd=ROOT, stdout=subprocess.PIPE)
    subprocess.run(["tar", "x", "-C", earlier], stdin=archive.stdout, check=True)
    assert archive.wait() == 0, revision
    bodies = sorted(str(path) for path in (earlier / "schemas/webhooks").glob("*.example.json"))
    sides, figures = [Side("earlier", earlier), Side("now", ROOT)], {}
    for _ in range(rounds):
        for label, command in KINDS.items():
            figures.setdefault(f"`{label}`, CPU s", []).append([side.build(*command) for side in sides])
        figures.setdefault(f"decoding {len(bodies)} examples, µs", []).append([side.decode(bodies) for side in sides])
    print(f"| median of {rounds} | {revision} | now | ratio |\n|" + " --- |" * 4)
    for label, measured in figures.items():
        before, after = (statistics.median(side) for side in zip(*measured))
        print(f"| {label} | {before:.2f} | {after:.2f} | {after / before:.2f} |")


if __name__ == "__main__":
    main()
