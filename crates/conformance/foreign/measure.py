#!/usr/bin/env python3
"""Generates from the catalogs, compiles what comes of them, reads the bodies, and prints how far that went.

`measure.py <scratch> <hookwright>`; exits with 1 where a figure is below expected.toml. All that failed is in
`<scratch>/report.json`.
"""

import re
import sys
import time
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

from generated import HERE, Catalog, Linted, Workspace
from make_catalog import SETS, dump

STARTED = time.monotonic()
# How many failures or messages of one kind are printed; report.json has all.
NAMED = 5


def judge(catalog, results, origin):
    """The figures of a set's bodies of one origin, and for each figure what failed, by the body's label."""
    bodies = [body for body in catalog.bodies if body["origin"] == origin]
    figures, failed = Counter(valid=len(bodies)), defaultdict(dict)
    for body in bodies:
        label = body["label"]
        result = results.get(label)
        if result is None:
            continue
        if "error" in result:
            failed["read"][label] = result["error"]
            continue
        checks = {
            "read": None,
            "typed": f"{result['unknown']} values without a type" if result["unknown"] else None,
            "equal": result["differs"],
            "equal_where_described": result["differs_where_described"],
            "read_after_added_field": shown(result["added"]),
            "read_after_new_enum_value": shown(result["enums"]),
        }
        for check, problem in checks.items():
            if problem is None:
                figures[check] += 1
            else:
                failed[check][label] = problem
    return figures, failed


def shown(failures):
    if not failures:
        return None
    place, error = failures[0]
    return f"{len(failures)} places, such as {place or 'the top'}: {error}"


SCHEMA_FIGURES = ["events", "generated", "refused", "crates", "crates_without_warnings"]
BODY_FIGURES = [
    "valid",
    "read",
    "typed",
    "equal",
    "equal_where_described",
    "read_after_added_field",
    "read_after_new_enum_value",
]


def table(title, columns, rows):
    lines = [[title, *(column.replace("_", " ") for column in columns)]]
    lines += [[name, *(str(figures[column]) for column in columns)] for name, figures in rows]
    widths = [max(len(line[number]) for line in lines) for number in range(len(lines[0]))]
    print()
    for line in lines:
        others = [text.rjust(width) for text, width in zip(line[1:], widths[1:])]
        print(" | ".join([line[0].ljust(widths[0]), *others]))


def report_refused(catalog):
    for found in catalog.general[:NAMED]:
        print(f"\n{catalog.name}: {found['rule']}: {found['message']}\n       {spot(found)}")
    if catalog.refused:
        print(f"\n{catalog.name}: refused, by message")
    for message, events in by_message(catalog.refused):
        event, found = events[0]
        print(f"  {len(events):4} {message}")
        print(f"       {event}: {spot(found)}")
    if catalog.without_example:
        names = ", ".join(catalog.without_example)
        print(f"\n{catalog.name}: not in the catalog, because no valid body is known: {names}")


def by_message(refused):
    """Refused events by their message, most first. Messages that differ in names only go together if there are many."""
    texts, groups = defaultdict(set), defaultdict(list)
    for found in refused.values():
        texts[without_names(found)].add(found["message"])
    for event, found in refused.items():
        alike = without_names(found)
        is_one_of_many = len(texts[alike]) > NAMED
        groups[alike if is_one_of_many else f"{found['rule']}: {found['message']}"].append((event, found))
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def without_names(diagnostic):
    return f"{diagnostic['rule']}: " + re.sub("`[^`]*`", "`…`", diagnostic["message"])


def spot(diagnostic):
    return ":".join(str(diagnostic[part]) for part in ("file", "line", "column") if diagnostic[part])


def report_failed(name, failed):
    for check, labels in failed.items():
        print(f"\n{name}: not {check.replace('_', ' ')}: {len(labels)}")
        for label, problem in list(labels.items())[:NAMED]:
            print(f"  {label}: {problem}")


def report_warnings(catalog, warnings):
    for crate, messages in list(warnings.items())[:NAMED]:
        print(f"\n{catalog.name}: {crate}: {len(messages)} warnings or errors; the first:\n{messages[0]}")


def compare(measured, expected):
    """What to say of the figures that are not as expected, and whether one is below."""
    for row, figures in expected.items():
        for figure, least in figures.items():
            found = measured[row][figure]
            if found < least:
                yield True, f"{row}: expected {figure} to be at least {least}, found {found}"
            elif found > least:
                yield False, f"{row}: {figure} is {found} now: raise {least} in expected.toml"


def report(measured):
    """Prints how the figures compare with expected.toml; returns the exit status."""
    differences = list(compare(measured, tomllib.loads((HERE / "expected.toml").read_text())))
    print()
    for _, message in differences or [(False, "all figures are as expected")]:
        print(message)
    return int(any(is_below for is_below, _ in differences))


def step(name):
    print(f"[{time.monotonic() - STARTED:.0f} s] {name}", flush=True)


def main():
    scratch, hookwright = (Path(argument).resolve() for argument in sys.argv[1:])
    workspace = Workspace(scratch / "workspace", scratch / "target")
    catalogs = [
        Catalog(chosen.name, scratch / "catalogs" / chosen.name, workspace.root / chosen.name) for chosen in SETS
    ]
    step("generating")
    for catalog in catalogs:
        catalog.generate(hookwright)
    generated = [catalog for catalog in catalogs if catalog.events]
    linted, results = {}, {}
    if generated:
        workspace.write(generated)
        step("linting what is generated")
        linted = workspace.lint(generated)
        step("compiling the readers, and reading")
        for catalog in generated:
            bodies = [body for body in catalog.bodies if body["event"] in catalog.events]
            results[catalog.name] = workspace.read(catalog, bodies)
    step("done")

    schema_rows, body_rows, details = [], [], {}
    for catalog in catalogs:
        found = linted.get(catalog.name, Linted())
        report_refused(catalog)
        report_warnings(catalog, found.said)
        manifests = (catalog.root / "crates/events").glob("*/Cargo.toml") if catalog.events else []
        crates = {manifest.parent.name for manifest in manifests}
        figures = Counter(
            events=len(catalog.needs) + len(catalog.without_example),
            generated=len(catalog.events),
            refused=len(catalog.refused),
            crates=len(crates),
            crates_without_warnings=len(crates & found.checked - found.said.keys()),
        )
        schema_rows.append((catalog.name, figures))
        details[catalog.name] = {
            "refused": catalog.refused,
            "general": catalog.general,
            "warnings": found.said,
        }
        for origin in ("provider", "made"):
            figures, failed = judge(catalog, results.get(catalog.name, {}), origin)
            left_out = sum(map(len, catalog.left_out[origin].values()))
            figures["bodies"] = figures["valid"] + left_out
            name = f"{catalog.name}, {origin}"
            body_rows.append((name, figures))
            details[name] = {"failed": failed, "left_out": catalog.left_out[origin]}
            report_failed(name, failed)
    table("schemas", SCHEMA_FIGURES, schema_rows)
    table("bodies", ["bodies", *BODY_FIGURES], body_rows)
    (scratch / "report.json").write_text(dump(details))
    sys.exit(report(dict(schema_rows + body_rows)))


if __name__ == "__main__":
    main()
