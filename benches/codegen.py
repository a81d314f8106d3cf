#!/usr/bin/env python3
"""Measures `hookwright codegen --check` on made-up catalogs of 54, 540 and 5,400 events, in release mode.

The baseline reads and parses the same files, parses and prints the same Rust, and writes the same number of bytes; see
same_bytes.rs. CPU time (user and system) counts, and the peak of resident memory. Rounds alternate between the sides, and the
median counts. The last line is this repository with the program that `cargo xtask` runs, without Cargo's own start.

    python3 benches/codegen.py [rounds]
"""

import os
import shutil
import statistics
import sys

from measure import ROOT, run

WORK = ROOT / "target" / "codegen"
RELEASE = ROOT / "target" / "release"
# A family for every five events is the most that there can be to do; twelve are what this repository has.
CATALOGS = [(events, families) for families in ("/5", "12") for events in (54, 540, 5400)]


def measure(*command):
    """CPU seconds and the peak in MB."""
    child = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(child, 0)
    assert status == 0, command
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def median(measured):
    return tuple(statistics.median(column) for column in zip(*measured))


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    packages = ("-p", "hookwright", "--no-default-features", "--features", "hookwright/commands,hookwright/allocator", "-p", "event-benches")
    run("cargo", "build", "--release", "--bins", *packages, directory=ROOT)
    shutil.rmtree(WORK, ignore_errors=True)
    print("| events | families | baseline, CPU s | `codegen --check`, CPU s | ratio | MB |\n|" + " --- |" * 6)
    for events, families in CATALOGS:
        catalog, hookwright = str(WORK / f"{events}-{families.strip('/')}"), str(RELEASE / "hookwright")
        run(str(RELEASE / "large-catalog"), str(events), families, catalog, directory=ROOT)
        run(hookwright, "codegen", "--root", catalog, directory=ROOT, capture_output=True)
        sides = ((str(RELEASE / "same-bytes"), catalog, str(WORK / "same")), (hookwright, "codegen", "--check", "--root", catalog))
        measured = [[measure(*side) for side in sides] for _ in range(rounds)]
        (baseline, _), (ours, peak) = (median(side) for side in zip(*measured))
        count = families if families[0] != "/" else f"one for {families[1:]} events"
        print(f"| {events:,} | {count} | {baseline:.2f} | {ours:.2f} | {ours / baseline:.1f} | {peak:.0f} |")
    run("cargo", "build", "--manifest-path", "xtask/Cargo.toml", directory=ROOT, env=os.environ)
    xtask, _ = median([measure(str(ROOT / "target/debug/xtask"), "codegen", "--check") for _ in range(rounds)])
    print(f"\n`target/debug/xtask codegen --check` on this repository: {xtask:.2f} CPU s")


if __name__ == "__main__":
    main()
