#!/usr/bin/env python3
"""Measures what it costs to load two versions of a catalog and to compare them, in release mode.

Catalogs are this repository's and made-up ones of 54, 540 and 5,400 events, each compared with itself and with a copy in
which every fifth event has a field more and every tenth a required field that is optional. CPU time (user and system) counts,
the median of the rounds.

    python3 benches/evolution.py [rounds]
"""

import json
import shutil
import sys

from codegen import RELEASE, measure, median
from measure import ROOT, run

WORK = ROOT / "target" / "evolution"


def change(directory):
    """Changes every fifth event of a catalog."""
    schemas = sorted((directory / "schemas" / "webhooks").glob("*.*.schema.json"))
    schemas = [path for path in schemas if path.name != "common.schema.json"]
    for number, path in enumerate(schemas):
        schema = json.loads(path.read_text())
        body = schema["properties"]["data"]
        data = body.setdefault("properties", {})
        if number % 5 == 0:
            data["added"] = {"type": "string", "description": "What was added."}
        if number % 10 == 0 and body.get("required"):
            body["required"] = body["required"][1:]
        path.write_text(json.dumps(schema, indent=2))


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    run("cargo", "build", "--release", "-p", "event-benches", "--bins", directory=ROOT)
    shutil.rmtree(WORK, ignore_errors=True)
    compare = str(RELEASE / "compare-catalogs")
    catalogs = [("this repository", ROOT)]
    for events in (54, 540, 5400):
        catalog = WORK / str(events)
        run(str(RELEASE / "large-catalog"), str(events), "/5", str(catalog), directory=ROOT)
        catalogs.append((f"{events:,} events", catalog))
    print("| catalog | with itself, CPU s | with a changed copy, CPU s | findings | MB |\n|" + " --- |" * 5)
    for number, (name, older) in enumerate(catalogs):
        newer = WORK / f"changed-{number}"
        shutil.copytree(older / "schemas", newer / "schemas")
        change(newer)
        measured = [[measure(compare, str(older), str(other)) for other in (older, newer)] for _ in range(rounds)]
        (same, _), (changed, peak) = (median(side) for side in zip(*measured))
        found = run(compare, str(older), str(newer), directory=ROOT, capture_output=True, text=True).stdout.strip()
        print(f"| {name} | {same:.2f} | {changed:.2f} | {found} | {peak:.0f} |")


if __name__ == "__main__":
    main()
