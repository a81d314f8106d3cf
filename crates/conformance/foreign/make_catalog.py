#!/usr/bin/env python3
"""Makes a catalog of each set of schemas: `make_catalog.py <node_modules> <output>`.

The provider's document is not touched. Around it come an index, and for each event a schema of the envelope whose
`data` is a reference into the document, and an example. Next to the catalog are the bodies to try, in `bodies.json`,
and which definitions of the document each event needs, in `events.json`.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from schemas import FULL, LEAST, Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEMPLATE = Path(__file__).resolve().parent / "template"
BASE = "https://catalog.example/schemas"
ENVELOPE = "envelope.schema.json"


@dataclass
class Event:
    name: str
    # JSON Pointer of the payload's schema in the document.
    pointer: str
    description: str


@dataclass
class Set:
    """A provider's schemas, and how to find events and examples in them."""

    name: str
    document: str
    draft: str
    # Where the document has its definitions.
    definitions: str
    # Which part of the document is the file of schemas; "" where it is one as a whole.
    copied: str
    events: Callable
    # Pairs of an event's name and a payload.
    examples: Callable
    # Names for what would have the name of something else, by JSON Pointer in the document.
    rust_names: dict


def openapi_operations(document):
    """Operations such as `check-run/completed`, with the event's name and what they send."""
    for webhook in document["webhooks"].values():
        operation = webhook["post"]
        name = operation["operationId"].replace("-", "_").replace("/", ".")
        yield name, operation, operation["requestBody"]["content"]["application/json"]


def draft_07_events(document):
    """Definitions such as `check_run$completed`; `push$event` where an event has no actions."""
    for key, schema in document["definitions"].items():
        if "$" in key:
            name = key.removesuffix("$event").replace("$", ".")
            yield Event(name, f"/definitions/{key}", schema.get("description") or schema.get("title", ""))


def openapi_events(document):
    for name, operation, sent in openapi_operations(document):
        yield Event(name, sent["schema"]["$ref"].removeprefix("#"), operation.get("description", ""))


def published_examples(packages, document, names):
    for group in json.loads((packages / "@octokit/webhooks-examples/api.github.com/index.json").read_text()):
        for payload in group["examples"]:
            name = f"{group['name']}.{payload.get('action')}"
            yield (name if name in names else group["name"]), payload


def openapi_examples(packages, document, names):
    """The few of the document itself, and those that the provider publishes elsewhere: they are of the same events."""
    for name, _, sent in openapi_operations(document):
        for example in sent.get("examples", {}).values():
            key = example["$ref"].removeprefix("#/components/examples/")
            yield name, document["components"]["examples"][key]["value"]
    yield from published_examples(packages, document, names)


SETS = [
    Set(
        name="octokit-schemas",
        document="@octokit/webhooks-schemas/schema.json",
        draft="draft-07",
        definitions="/definitions",
        copied="",
        events=draft_07_events,
        examples=published_examples,
        # There is a `star`, too.
        rust_names={"/definitions/webhook-events/oneOf/1/items/const": "All"},
    ),
    Set(
        name="octokit-openapi",
        document="@octokit/openapi-webhooks/generated/api.github.com.json",
        draft="2020-12",
        definitions="/components/schemas",
        copied="components",
        events=openapi_events,
        examples=openapi_examples,
        rust_names={
            # There is a `star`, too.
            "/components/schemas/webhook-meta-deleted/properties/hook/properties/events/items/enum/0": "All",
            # There is a `repository-ruleset-conditions`, too.
            "/components/schemas/repository-ruleset/properties/conditions": "RulesetConditions",
        },
    ),
]


def main():
    packages, output = Path(sys.argv[1]), Path(sys.argv[2])
    for chosen in SETS:
        make(chosen, packages, output / chosen.name)


def make(chosen, packages, output):
    """The catalog of a set, from the packages in a directory."""
    text = (packages / chosen.document).read_text()
    value = json.loads(text)
    document = Document(value, chosen.draft)
    events = {event.name: event for event in chosen.events(value)}
    bodies, left_out = bodies_of(chosen, packages, document, events)
    examples = {name: index_example(document, event, bodies) for name, event in events.items()}
    without = sorted(name for name, example in examples.items() if example is None)

    if chosen.copied:
        text = json.dumps({chosen.copied: value[chosen.copied]}, indent=2, ensure_ascii=False)
    schema_file = f"{chosen.name}.schema.json"
    files = {schema_file: text, ENVELOPE: (TEMPLATE / ENVELOPE).read_text()}
    events = {name: event for name, event in events.items() if examples[name] is not None}
    for name, event in events.items():
        files[f"{name}.schema.json"] = dump(event_schema(event, schema_file))
        files[f"{name}.example.json"] = dump(delivery(name, examples[name]))
    files["index.json"] = index_text(index(chosen, document, schema_file, events.values()))
    write_all(output / "schemas/webhooks", files)

    (output / "bodies.json").write_text(json.dumps(bodies))
    needs = {name: definitions_of(document, chosen, event.pointer) for name, event in events.items()}
    (output / "events.json").write_text(
        json.dumps(
            {
                "document": schema_file,
                "definitions": chosen.definitions,
                "needs": needs,
                "without_example": without,
                "left_out": left_out,
            }
        )
    )
    print(f"{chosen.name}: {len(events)} events, {len(bodies)} valid bodies")


def bodies_of(chosen, packages, document, events):
    """The valid bodies: the provider's examples, and two that are made of each event's schema. Names the others too."""
    candidates = []
    left_out = {"provider": {"invalid": [], "no such event": []}, "made": {"invalid": []}}
    numbers = {}
    for name, payload in chosen.examples(packages, document.value, events):
        numbers[name] = numbers.get(name, 0) + 1
        if name in events:
            candidates.append(("provider", name, f"{name} {numbers[name]}", payload))
        else:
            left_out["provider"]["no such event"].append(f"{name} {numbers[name]}")
    for name, event in events.items():
        for kind, choices in (("full", FULL), ("least", LEAST)):
            candidates.append(("made", name, f"{name} {kind}", document.sample(event.pointer, choices)))
    bodies = []
    for origin, name, label, payload in candidates:
        pointer = events[name].pointer
        if document.is_valid(pointer, payload):
            body = {"origin": origin, "event": name, "label": label, "body": delivery(name, payload)}
            bodies.append(body | vars(document.places(pointer, payload, "/data")))
        else:
            left_out[origin]["invalid"].append(label)
    return bodies, left_out


def index_example(document, event, bodies):
    """The first valid body of an event, the provider's before ours; formats count where there is a choice."""
    payloads = [body["body"]["data"] for body in bodies if body["event"] == event.name]
    strict = (payload for payload in payloads if document.is_valid(event.pointer, payload, formats=True))
    return next(strict, payloads[0] if payloads else None)


def definitions_of(document, chosen, pointer):
    reached = document.reached(pointer, set())
    return sorted(pointer.removeprefix(f"{chosen.definitions}/").split("/")[0] for pointer in reached)


def delivery(name, payload):
    return {"id": "evt-1", "type": name, "created_at": "2026-05-09T12:00:00Z", "data": payload}


def event_schema(event, schema_file):
    return {
        "$schema": DIALECT,
        "$id": f"{BASE}/{event.name}.schema.json",
        "allOf": [{"$ref": f"{ENVELOPE}#/$defs/envelope"}],
        "type": "object",
        "required": ["type", "data"],
        "properties": {
            "type": {"const": event.name},
            "data": {"$ref": f"{schema_file}#{event.pointer}"},
        },
    }


def index(chosen, document, schema_file, events):
    provider = chosen.name
    events = [
        {
            "name": event.name,
            "family": family(event.name),
            "description": event.description,
            "schema": f"{event.name}.schema.json",
            "example": f"{event.name}.example.json",
            "emission": {"component": provider, "trigger": "not stated", "status": "unknown"},
            "published": True,
        }
        for event in events
    ]
    # Other versions of the document may not have them all.
    rust_names = {pointer: name for pointer, name in chosen.rust_names.items() if document.has(pointer)}
    return json.loads((TEMPLATE / "index.json").read_text()) | {
        "provider": {"name": provider, "title": provider, "api_base_url": f"https://{provider}.example/v1"},
        "rust_names": {f"{schema_file}#{pointer}": name for pointer, name in rust_names.items()},
        "families": families(events),
        "events": events,
    }


def family(event_name):
    return event_name.split(".")[0].replace("_", "-")


def families(entries):
    names = dict.fromkeys(entry["family"] for entry in entries)
    return [{"name": name, "title": name, "description": f"Events of {name}."} for name in names]


def index_text(index):
    """The index with a line per event, so that the line of a mistake says which event has it."""
    head = dump({**index, "events": []})
    entries = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in index["events"])
    return head.replace('"events": []', f'"events": [\n{entries}\n]')


def dump(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write_all(directory, files):
    """Makes a directory hold just these files. What is right already is not touched."""
    directory.mkdir(parents=True, exist_ok=True)
    for path in directory.iterdir():
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        path = directory / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


if __name__ == "__main__":
    main()
