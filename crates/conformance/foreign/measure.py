#!/usr/bin/env python3
"""Generates from the catalogs, compiles what comes of them, reads the bodies, and prints how far that went.

`measure.py <repository> <scratch>`; exits with 1 where a figure is below expected.toml. All that failed is in
`<scratch>/report.json`.
"""

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from json.decoder import scanstring
from pathlib import Path

from make_catalog import SETS, dump, families, index_text, write_all

HERE = Path(__file__).resolve().parent
REPOSITORY, SCRATCH = (Path(argument).resolve() for argument in sys.argv[1:3])
STARTED = time.monotonic()
WORKSPACE = SCRATCH / "workspace"
# How many failures or messages of one kind are printed; report.json has all.
NAMED = 5
# The exit status of the generator for mistakes in the catalog.
MISTAKES = 3


class Catalog:
    """A set's catalog: everything that was made, and what is left of it for the generator."""

    def __init__(self, name):
        self.name = name
        self.made = SCRATCH / "catalogs" / name
        self.root = WORKSPACE / name
        facts = json.loads((self.made / "events.json").read_text())
        self.document, self.definitions = facts["document"], facts["definitions"]
        self.needs = {event: set(keys) for event, keys in facts["needs"].items()}
        self.without_example, self.left_out = facts["without_example"], facts["left_out"]
        self.bodies = json.loads((self.made / "bodies.json").read_text())
        self.files = {path.name: path.read_text() for path in (self.made / "schemas/webhooks").iterdir()}
        self.events = list(self.needs)
        # Each refused event with the diagnostic that refused it, and the diagnostics that belong to no event.
        self.refused, self.general = {}, []

    def generate(self):
        """Generates from all events; without those that something was reported of, until nothing is."""
        while self.events:
            write_all(self.root / "schemas/webhooks", self.chosen_files())
            diagnostics = self.run_generator()
            if not diagnostics:
                return
            blamed, general = {}, []
            for diagnostic in diagnostics:
                events = self.events_with(diagnostic)
                for event in events:
                    blamed.setdefault(event, diagnostic)
                if not events and diagnostic not in self.general:
                    general.append(diagnostic)
            self.general += general
            # What belongs to no event may follow from one; when none is left to blame, it is in the way of all.
            self.refused |= blamed or dict.fromkeys(self.events, diagnostics[0])
            self.events = [event for event in self.events if event not in self.refused]

    def chosen_files(self):
        index = json.loads(self.files["index.json"])
        index["events"] = [entry for entry in index["events"] if entry["name"] in self.events]
        index["families"] = families(index["events"])
        shared = [self.document, index["contract"]["envelope"]["schema"].split("#")[0]]
        own = [f"{event}.{kind}.json" for event in self.events for kind in ("schema", "example")]
        return {name: self.files[name] for name in shared + own} | {"index.json": index_text(index)}

    def run_generator(self):
        command = [REPOSITORY / "target/debug/hookwright", "codegen", "--format", "json", "--root", self.root]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode == 0:
            return []
        if done.returncode != MISTAKES:
            message = f"exit status {done.returncode}: {done.stderr.strip() or done.stdout.strip()}"
            return [{"rule": "crash", "message": message[:300], "file": "", "line": None, "column": None}]
        found = json.loads(done.stdout)
        return [diagnostic for diagnostic in found if diagnostic["severity"] == "error"] or found

    def events_with(self, diagnostic):
        """The events that a diagnostic is about: by the name of the file, or by what they need of the document."""
        file, line = diagnostic["file"].removeprefix("schemas/webhooks/"), diagnostic["line"]
        if file == "index.json" and line:
            entries = (self.root / "schemas/webhooks/index.json").read_text().split("\n")
            found = re.match(r'\{"name": "([^"]+)"', entries[line - 1])
            return [found[1]] if found else []
        if file == self.document and line:
            definition = self.definition_at(line, diagnostic["column"])
            return [event for event in self.events if definition in self.needs[event]]
        event = re.sub(r"\.(schema|example)\.json$", "", file)
        return [event] if event in self.events else []

    def definition_at(self, line, column):
        lines, starts, keys = self.layout
        number = bisect_right(starts, lines[line - 1] + column - 1) - 1
        return keys[number] if number >= 0 else None

    @cached_property
    def layout(self):
        """Where the document's lines begin, where its definitions do, and their keys."""
        text, at = self.files[self.document], 0
        for name in self.definitions.split("/")[1:]:
            at = next(value for key, _, value in members(text, at) if key == name)
        found = list(members(text, at))
        lines = [0] + [match.end() for match in re.finditer("\n", text)]
        return lines, [start for _, start, _ in found], [key for key, _, _ in found]


def members(text, at):
    """The keys of the object that begins at an offset, with where key and value begin."""
    decoder, blank = json.JSONDecoder(), re.compile(r"[\s,:]*")
    at = text.index("{", at) + 1
    while text[at := blank.match(text, at).end()] != "}":
        key, end = scanstring(text, at + 1)
        value = blank.match(text, end).end()
        yield key, at, value
        _, at = decoder.raw_decode(text, value)


def write_workspace(catalogs):
    """A workspace with the repository's own settings, as the golden tests make one, and a reader for each set."""
    root = (REPOSITORY / "Cargo.toml").read_text()
    inherited = root[root.index("[workspace.package]") :].replace(
        'path = "crates/', f'path = "{REPOSITORY}/crates/'
    )
    names = [catalog.name for catalog in catalogs]
    globs = [f'"{name}/crates/events/*", "{name}/reader"' for name in names]
    members = ", ".join(globs)
    write(WORKSPACE / "Cargo.toml", f'[workspace]\nresolver = "3"\nmembers = [{members}]\n\n{inherited}')
    # Cargo adds the generated crates to it; started from the repository's again when that has changed.
    lock, seed = (REPOSITORY / "Cargo.lock").read_text(), WORKSPACE / "Cargo.lock.repository"
    if not seed.exists() or seed.read_text() != lock:
        write(WORKSPACE / "Cargo.lock", lock)
        write(seed, lock)
    for name in names:
        write(WORKSPACE / name / "reader/Cargo.toml", READER.format(name=name, main=HERE / "reader/main.rs"))


READER = """\
[package]
name = "{name}-reader"
edition.workspace = true

[[bin]]
name = "{name}-reader"
path = "{main}"

[dependencies]
serde_json.workspace = true

[dependencies.facade]
package = "{name}-events"
path = "../crates/events/{name}-events"
default-features = false
features = ["full"]
"""


def write(path, text):
    """What is right already is not touched: cargo would compile it again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def cargo(*arguments):
    # Nobody debugs what comes of it, or builds it a second time after an edit.
    settings = {"CARGO_PROFILE_DEV_DEBUG": "false", "CARGO_INCREMENTAL": "0"}
    environment = os.environ | settings | {"CARGO_TARGET_DIR": str(SCRATCH / "target")}
    command = ["cargo", *arguments]
    return subprocess.run(command, cwd=WORKSPACE, env=environment, stdout=subprocess.PIPE, text=True)


@dataclass
class Linted:
    """What clippy made of a set's crates, by their names."""

    checked: set = field(default_factory=set)
    # Warnings and errors.
    said: dict = field(default_factory=lambda: defaultdict(list))


def lint(catalogs):
    """Lints the crates of all sets at once."""
    done = cargo(
        "clippy", "--quiet", "--workspace", "--all-targets", "--keep-going", "--message-format", "json"
    )
    linted = {catalog.name: Linted() for catalog in catalogs}
    for message in map(json.loads, done.stdout.splitlines()):
        manifest = Path(message.get("manifest_path", "/"))
        name = next((name for name in linted if manifest.is_relative_to(WORKSPACE / name)), None)
        if name is None:
            continue
        crate = manifest.parent.name
        if message["reason"] == "compiler-artifact":
            linted[name].checked.add(crate)
        elif message["reason"] == "compiler-message" and message["message"]["level"] in ("warning", "error"):
            # Lints of a library are said again of its tests.
            rendered = message["message"]["rendered"]
            if rendered not in linted[name].said[crate]:
                linted[name].said[crate].append(rendered)
    if done.returncode and not any(found.said for found in linted.values()):
        sys.exit(
            f"cargo clippy failed with status {done.returncode}, and said nothing of the generated crates"
        )
    return linted


def read_bodies(catalog):
    """What came of each body, by its label; nothing where the reader does not compile."""
    package = f"{catalog.name}-reader"
    if cargo("build", "--quiet", "--package", package).returncode:
        return {}
    cases = [body for body in catalog.bodies if body["event"] in catalog.events]
    text = "\n".join(json.dumps(case) for case in cases)
    reader = SCRATCH / "target/debug" / package
    done = subprocess.run([reader], input=text, stdout=subprocess.PIPE, text=True)
    results = done.stdout.splitlines()
    if done.returncode:
        print(f"{package} ended with status {done.returncode} after {len(results)} of {len(cases)} bodies")
    return {case["label"]: json.loads(result) for case, result in zip(cases, results)}


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
    catalogs = [Catalog(chosen.name) for chosen in SETS]
    step("generating")
    for catalog in catalogs:
        catalog.generate()
    generated = [catalog for catalog in catalogs if catalog.events]
    linted, results = {}, {}
    if generated:
        write_workspace(generated)
        step("linting what is generated")
        linted = lint(generated)
        step("compiling the readers, and reading")
        results = {catalog.name: read_bodies(catalog) for catalog in generated}
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
    (SCRATCH / "report.json").write_text(dump(details))
    sys.exit(report(dict(schema_rows + body_rows)))


if __name__ == "__main__":
    main()
