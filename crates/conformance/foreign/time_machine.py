#!/usr/bin/env python3
"""Compares neighboring versions of the providers' schemas, and reads the newer bodies with the older types.

`time_machine.py <scratch> <hookwright> [<most pairs of a set>]`; the newest pairs come first. Exits with 1 where a body of an
event that the gate calls safe or risky cannot be read. All that was found is in `<scratch>/time-machine.json`.
"""

import json
import resource
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

from generated import Catalog, Workspace
from make_catalog import SETS, delivery, dump, make
from schemas import Document, by_chance

SCRATCH = Path(sys.argv[1]).resolve()
HOOKWRIGHT = Path(sys.argv[2]).resolve()
MOST_PAIRS = int(sys.argv[3]) if len(sys.argv) > 3 else None
# How many bodies of an event are made by chance, besides those that `make_catalog.py` knows.
BY_CHANCE = 8
# Exit statuses of `compat`: nothing breaks, or something does.
COMPARED = (0, 5)
# From mild to bad.
VERDICTS = ["safe", "risky", "breaking"]
COLUMNS = ["versions", "wire", "strict", "Rust", "findings", "events", "new, gone", *VERDICTS, "seconds"]
LEVELS = ["wire", "strict", "rust"]
# What concerns neither receivers nor users of the crates.
NOTHING = ("safe", "safe", "patch")


def main():
    rows = []
    for chosen in SETS:
        print(f"\n{package_of(chosen)}\n\n{table_row(COLUMNS)}\n{table_row(['---'] * len(COLUMNS))}", flush=True)
        catalogs = ((version, catalog_of(chosen, version)) for version in versions(chosen))
        for (newer, after), (older, before) in pairwise(catalogs):
            rows.append({"set": chosen.name, "older": older, "newer": newer} | compared(before, after))
            print(table_row(cells(rows[-1])), flush=True)
            (SCRATCH / "time-machine.json").write_text(dump(rows))
    wrong = [row for row in rows if row["bodies"]["safe"]["lost"] or row["bodies"]["risky"]["lost"]]
    for row in wrong:
        print(f"\n{row['set']} {row['older']} to {row['newer']}: bodies that older types cannot read")
        for verdict in ("safe", "risky"):
            for label, problem in row["bodies"][verdict]["lost"].items():
                print(f"  {verdict}: {label}: {problem}")
    sys.exit(1 if wrong else 0)


def versions(chosen):
    """The published versions, the newest first; one more than there are pairs."""
    shown = subprocess.run(
        ["npm", "view", package_of(chosen), "versions", "--json"], check=True, stdout=subprocess.PIPE, text=True
    )
    found = [version for version in json.loads(shown.stdout) if "-" not in version]
    found.sort(key=lambda version: [int(number) for number in version.split(".")], reverse=True)
    return found if MOST_PAIRS is None else found[: MOST_PAIRS + 1]


def package_of(chosen):
    return "/".join(chosen.document.split("/")[:2])


def catalog_of(chosen, version):
    """The catalog of a version, made once, without the events that the generator refuses."""
    home = SCRATCH / "time-machine" / chosen.name / version
    packages, made = home / "packages", home / "catalog"
    if not (made / "bodies.json").exists():
        package = packages / package_of(chosen)
        shutil.rmtree(package, ignore_errors=True)
        package.mkdir(parents=True)
        unpack(f"{package_of(chosen)}@{version}", package)
        examples = packages / "@octokit/webhooks-examples"
        examples.unlink(missing_ok=True)
        examples.symlink_to(SCRATCH / "node_modules/@octokit/webhooks-examples")
        make(chosen, packages, made)
    catalog = Catalog(chosen.name, made, home / "workspace" / chosen.name)
    catalog.generate(HOOKWRIGHT)
    catalog.bodies += bodies_by_chance(chosen, packages, catalog.events)
    return catalog


def bodies_by_chance(chosen, packages, events):
    """Valid bodies with and without what is optional, with null and with a value, with each alternative."""
    value = json.loads((packages / chosen.document).read_text())
    document = Document(value, chosen.draft)
    for event in chosen.events(value):
        for number in range(BY_CHANCE if event.name in events else 0):
            label = f"{event.name} by chance {number}"
            payload = document.sample(event.pointer, by_chance(label))
            if document.is_valid(event.pointer, payload):
                body = delivery(event.name, payload)
                yield {"event": event.name, "label": label, "undescribed": [], "body": body}


def unpack(package, directory):
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=directory, check=True, stdout=subprocess.PIPE, text=True
    )
    archive = directory / packed.stdout.split()[-1]
    with tarfile.open(archive) as files:
        files.extractall(directory, filter="data")
    archive.unlink()
    for path in (directory / "package").iterdir():
        path.rename(directory / path.name)


def compared(before, after):
    findings, seconds = compat(before, after)
    verdicts = verdict_of_events(before, after, findings["findings"])
    results = read_with_older(before, [body for body in after.bodies if body["event"] in verdicts])
    bodies = {verdict: {"read": 0, "lost": {}} for verdict in VERDICTS}
    for body in after.bodies:
        if body["event"] not in verdicts:
            continue
        count = bodies[verdicts[body["event"]]]
        problem = problem_of(results.get(body["label"]), verdicts[body["event"]])
        if problem:
            count["lost"][body["label"]] = problem
        else:
            count["read"] += 1
    return {
        **dict(zip(LEVELS, levels(findings))),
        "findings": sum(levels(finding) != NOTHING for finding in findings["findings"]),
        "added": len(set(after.events) - set(before.events)),
        "removed": len(set(before.events) - set(after.events)),
        "events": Counter(verdicts.values()),
        "bodies": bodies,
        "seconds": seconds,
    }


def compat(before, after):
    """What the gate says, and how many seconds of the processor that took."""
    command = [HOOKWRIGHT, "compat", "--format", "json", "--against", before.root, "--root", after.root]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in COMPARED:
        sys.exit(f"{' '.join(map(str, command))} ended with status {done.returncode}")
    return json.loads(done.stdout), now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


def levels(judged):
    """What is said of a finding, or of all."""
    return tuple(judged[level] for level in LEVELS)


def verdict_of_events(before, after, findings):
    """The worst that is said of each event that both have."""
    verdicts = dict.fromkeys(set(before.events) & set(after.events), "safe")
    for finding in findings:
        for event in finding["events"]:
            if event in verdicts:
                verdicts[event] = max(verdicts[event], finding["wire"], key=VERDICTS.index)
    return verdicts


def read_with_older(before, bodies):
    """What the older types make of the newer bodies."""
    workspace = Workspace(before.root.parent, SCRATCH / "time-machine/target")
    workspace.write([before])
    # Whether more may be added to a body is another question.
    bare = [body | {"objects": [], "enums": []} for body in bodies]
    results = workspace.read(before, bare)
    if bodies and not results:
        sys.exit(f"the reader of {before.root} does not compile")
    # Types are made for every version, and would fill the disk.
    crates = [path.parent.name for path in (before.root / "crates/events").glob("*/Cargo.toml")]
    workspace.cargo("clean", "--quiet", *(f"--package={name}" for name in crates))
    return results


def problem_of(result, verdict):
    """Why a body was not read as it should be: where something is risky, values may lose their type."""
    if result is None:
        return "the reader ended before it"
    if "error" in result:
        return result["error"]
    return f"{result['unknown']} values without a type" if result["unknown"] and verdict != "risky" else None


def cells(row):
    """What `COLUMNS` names."""
    bodies = [row["bodies"][verdict] for verdict in VERDICTS]
    read = [f"{count['read']} of {count['read'] + len(count['lost'])}" for count in bodies]
    events = " / ".join(str(row["events"][verdict]) for verdict in VERDICTS)
    different = f"{row['added']}, {row['removed']}"
    versions = f"{row['older']} to {row['newer']}"
    return [versions, *levels(row), row["findings"], events, different, *read, f"{row['seconds']:.1f}"]


def table_row(cells):
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
