#!/usr/bin/env python3
"""Measures what single decisions about the generated crates cost a receiver's build.

Each variant is a copy of the crates in which one decision is undone; all decode every event. Rounds alternate between
the variants, and the median counts, as in compile_time.py.

    python3 benches/compile_time_variants.py [rounds]
"""

import re
import shutil
import statistics
import sys

from compile_time import CONSUMER, EVENTS, FACADE, MAIN, TYPES_ONLY, WORK, Side
from measure import ENV, ROOT


def as_generated(_):
    """Nothing is undone."""


def serde_derive(root):
    """Structs derive `Deserialize` and `Serialize` instead of `object!`."""
    manifest = root / "Cargo.toml"
    edit(manifest, lambda text: re.sub(r'(?m)^serde = .*$', 'serde = { version = "1", features = ["derive"] }', text))
    for library in payload_libraries(root):
        edit(library.parent.parent / "Cargo.toml", lambda text: text.replace(
            "webhook-runtime.workspace = true", "webhook-runtime.workspace = true\nserde.workspace = true"))
        edit(library, derive_in)


def derive_in(text):
    call = re.compile(r"webhook_runtime::object! \{ (\w+) \{\n(.*?)\} \}\n", re.DOTALL)
    for name, lines in call.findall(text):
        struct = re.search(rf"pub struct {name} \{{\n.*?\n\}}", text, re.DOTALL).group(0)
        derived = struct
        for field in re.findall(r"(?m)^    (\w+): .* optional(?:_nullable)?,$", lines):
            attribute = '    #[serde(default, skip_serializing_if = "Option::is_none")]\n'
            derived = derived.replace(f"    pub {field}:", f"{attribute}    pub {field}:")
        text = text.replace(struct, derived)
        derives = rf"(#\[derive\([^)]*)(\)\]\n#\[non_exhaustive\]\npub struct {name} )"
        text = re.sub(derives, r"\1, serde::Serialize, serde::Deserialize\2", text)
    return call.sub("", text)


def read_in_place(root):
    """Each field has its own code to read it, instead of one function for all fields of a type."""
    place = "$($key => support::read(&mut map, &mut $field, $key),)*"
    code = """$($key => {
        if $field.is_some() {
            return ::core::result::Result::Err(support::duplicate($key));
        }
        $field = ::core::option::Option::Some(map.next_value()?);
        ::core::result::Result::Ok(())
    })*"""
    edit(root / "crates/runtime/src/json/object.rs", lambda text: text.replace(place, code))


def no_std_derives(root):
    """Payloads cannot be cloned or compared."""
    derives = re.compile(r"#\[derive\(Clone, Debug, (Default, )?PartialEq\)\]")
    for library in [*payload_libraries(root), *(root / "crates/events" / FACADE / "src").glob("*.rs")]:
        edit(library, lambda text: derives.sub(r"#[derive(\1Debug)]", text), may_stay=True)


def builders(root):
    """The feature `sender` is on: payloads and deliveries can be built."""
    edit(root / "crates/events" / FACADE / "Cargo.toml", lambda text: text.replace("full = [", 'full = [\n    "sender",', 1))


def payload_libraries(root):
    return [path for path in (root / "crates/events").glob("*/src/lib.rs") if path.parent.parent.name != FACADE]


def edit(path, change, may_stay=False):
    before = path.read_text()
    after = change(before)
    if before == after and not may_stay:
        sys.exit(f"{path} is not as this script expects it")
    path.write_text(after)


def variant(undo):
    side = Side(undo.__name__, ["webhook-runtime", "consumer", *EVENTS])
    root = WORK / "variants" / undo.__name__
    shutil.rmtree(root, ignore_errors=True)
    for name in EVENTS:
        shutil.copytree(ROOT / "crates/events" / name, root / "crates/events" / name)
    for name in ["contract", "runtime"]:
        shutil.copytree(ROOT / "crates" / name, root / "crates" / name)
    members = 'members = ["crates/runtime", "crates/events/*"]'
    manifest = re.sub(r"(?m)^members = .*$", members, (ROOT / "Cargo.toml").read_text())
    (root / "Cargo.toml").write_text(manifest)
    undo(root)
    side.directory, side.env = root / "consumer", {**ENV, "CARGO_TARGET_DIR": str(WORK / "target" / side.name)}
    (side.directory / "src").mkdir(parents=True)
    manifest = CONSUMER.format(facade=FACADE, path=root / "crates/events" / FACADE, features=TYPES_ONLY.format("full"))
    (side.directory / "Cargo.toml").write_text(manifest)
    (side.directory / "src/main.rs").write_text(MAIN.format(facade=FACADE.replace("-", "_")))
    return side


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    undone = [as_generated, serde_derive, read_in_place, no_std_derives, builders]
    sides = [variant(undo) for undo in undone]
    kinds = {"check": ["check"], "build --release": ["build", "--release"]}
    for _ in range(rounds):
        for label, command in kinds.items():
            for side in sides:
                side.measure(label, *command)
    print("| variant | check | build --release |")
    print("| --- | --- | --- |")
    baseline = sides[0].figures
    for undo, side in zip(undone, sides):
        ratios = [statistics.median(side.figures[k]) / statistics.median(baseline[k]) for k in kinds]
        print(f"| {undo.__doc__} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")


if __name__ == "__main__":
    main()
