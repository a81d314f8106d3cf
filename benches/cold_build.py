#!/usr/bin/env python3
"""Measures what building xtask from nothing costs: CPU seconds of every crate, and of what it alone needs.

It builds into a directory of its own and removes that afterwards. Cargo starts this file in place of rustc.

    python3 benches/cold_build.py
"""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections import defaultdict

from measure import ROOT

LOG = "COLD_BUILD_LOG"
XTASK = str(ROOT / "xtask/Cargo.toml")


def rustc(command):
    """Runs rustc, and notes what it took for which version of which package."""
    status = subprocess.call(command, close_fds=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if name := os.environ.get("CARGO_PKG_NAME"):
        with open(os.environ[LOG], "a", encoding="utf-8") as log:
            log.write(f"{name} {os.environ['CARGO_PKG_VERSION']} {used.ru_utime + used.ru_stime}\n")
    return status


def build():
    """The CPU seconds of each package."""
    work = ROOT / "target/cold-build"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    env = {**os.environ, "CARGO_TARGET_DIR": str(work), "RUSTC_WRAPPER": os.path.abspath(__file__), LOG: str(work / "log")}
    try:
        subprocess.run(["cargo", "build", "--manifest-path", XTASK], env=env, check=True)
        return read((work / "log").read_text(encoding="utf-8"))
    finally:
        shutil.rmtree(work)


def read(log):
    seconds = defaultdict(float)
    for line in log.splitlines():
        name, version, used = line.split()
        seconds[name, version] += float(used)
    return seconds


def alone(package):
    """What would not be built without a package: itself, and what nothing else needs."""
    command = ["cargo", "metadata", "--format-version=1", "--manifest-path", XTASK]
    metadata = json.loads(subprocess.check_output(command))
    packages = {each["id"]: (each["name"], each["version"]) for each in metadata["packages"]}
    needs = {
        node["id"]: [each["pkg"] for each in node["deps"] if any(kind["kind"] != "dev" for kind in each["dep_kinds"])]
        for node in metadata["resolve"]["nodes"]
    }

    def reached(without):
        seen, todo = set(), [metadata["resolve"]["root"]]
        while todo:
            each = todo.pop()
            if each not in seen and packages[each] != without:
                seen.add(each)
                todo += needs[each]
        return seen

    return {packages[each] for each in reached(None) - reached(package)}


def main():
    seconds = build()
    print(f"{sum(seconds.values()):6.1f} all {len(seconds)} crates")
    for package, used in sorted(seconds.items(), key=lambda each: -each[1])[:25]:
        own = sum(seconds.get(each, 0) for each in alone(package))
        print(f"{used:6.1f} {' '.join(package)}, with what it alone needs {own:.1f}")


if __name__ == "__main__":
    sys.exit(rustc(sys.argv[1:]) if LOG in os.environ else main())
