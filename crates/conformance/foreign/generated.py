"""A set's catalog in a workspace of generated crates, and what comes of bodies that are read with them."""

import json
import os
import re
import subprocess
import sys
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from json.decoder import scanstring
from pathlib import Path

from make_catalog import families, index_text, write_all

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
# The exit status of the generator for mistakes in the catalog.
MISTAKES = 3


class Catalog:
    """A set's catalog: everything that was made, and what is left of it for the generator, in `root`."""

    def __init__(self, name, made, root):
        self.name, self.made, self.root = name, made, root
        facts = json.loads((self.made / "events.json").read_text())
        self.document, self.definitions = facts["document"], facts["definitions"]
        self.needs = {event: set(keys) for event, keys in facts["needs"].items()}
        self.without_example, self.left_out = facts["without_example"], facts["left_out"]
        self.bodies = json.loads((self.made / "bodies.json").read_text())
        self.files = {path.name: path.read_text() for path in (self.made / "schemas/webhooks").iterdir()}
        self.events = list(self.needs)
        # Each refused event with the diagnostic that refused it, and the diagnostics that belong to no event.
        self.refused, self.general = {}, []

    def generate(self, hookwright):
        """Generates from all events; without those that something was reported of, until nothing is."""
        while self.events:
            write_all(self.root / "schemas/webhooks", self.chosen_files())
            diagnostics = self.run_generator(hookwright)
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

    def run_generator(self, hookwright):
        command = [hookwright, "codegen", "--format", "json", "--root", self.root]
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


@dataclass
class Linted:
    """What clippy made of a set's crates, by their names."""

    checked: set = field(default_factory=set)
    # Warnings and errors.
    said: dict = field(default_factory=lambda: defaultdict(list))


class Workspace:
    """A workspace with the repository's own settings, as the golden tests make one, and a reader for each set."""

    def __init__(self, root, target):
        self.root, self.target = root, target

    def write(self, catalogs):
        root = (REPOSITORY / "Cargo.toml").read_text()
        inherited = root[root.index("[workspace.package]") :].replace(
            'path = "crates/', f'path = "{REPOSITORY}/crates/'
        )
        names = [catalog.name for catalog in catalogs]
        globs = [f'"{name}/crates/events/*", "{name}/reader"' for name in names]
        members = ", ".join(globs)
        patch = "".join(
            f'webhook-{name} = {{ path = "{REPOSITORY}/crates/{name}" }}\n' for name in ("runtime", "endpoints")
        )
        workspace = f'[workspace]\nresolver = "3"\nmembers = [{members}]\n\n'
        write(self.root / "Cargo.toml", f"{workspace}{inherited}\n[patch.crates-io]\n{patch}")
        # Cargo adds the generated crates to it; started from the repository's again when that has changed.
        lock, seed = (REPOSITORY / "Cargo.lock").read_text(), self.root / "Cargo.lock.repository"
        if not seed.exists() or seed.read_text() != lock:
            write(self.root / "Cargo.lock", lock)
            write(seed, lock)
        for name in names:
            write(self.root / name / "reader/Cargo.toml", READER.format(name=name, main=HERE / "reader/main.rs"))

    def cargo(self, *arguments):
        # Nobody debugs what comes of it, or builds it a second time after an edit.
        settings = {"CARGO_PROFILE_DEV_DEBUG": "false", "CARGO_INCREMENTAL": "0"}
        environment = os.environ | settings | {"CARGO_TARGET_DIR": str(self.target)}
        command = ["cargo", *arguments]
        return subprocess.run(command, cwd=self.root, env=environment, stdout=subprocess.PIPE, text=True)

    def lint(self, catalogs):
        """Lints the crates of all sets at once."""
        done = self.cargo(
            "clippy", "--quiet", "--workspace", "--all-targets", "--keep-going", "--message-format", "json"
        )
        linted = {catalog.name: Linted() for catalog in catalogs}
        for message in map(json.loads, done.stdout.splitlines()):
            manifest = Path(message.get("manifest_path", "/"))
            name = next((name for name in linted if manifest.is_relative_to(self.root / name)), None)
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

    def read(self, catalog, bodies):
        """What came of each body, by its label; nothing where the reader does not compile."""
        package = f"{catalog.name}-reader"
        if self.cargo("build", "--quiet", "--package", package).returncode:
            return {}
        text = "\n".join(json.dumps(body) for body in bodies)
        done = subprocess.run(
            [self.target / "debug" / package], input=text, stdout=subprocess.PIPE, text=True
        )
        results = done.stdout.splitlines()
        if done.returncode:
            print(f"{package} ended with status {done.returncode} after {len(results)} of {len(bodies)} bodies")
        return {body["label"]: json.loads(result) for body, result in zip(bodies, results)}


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
