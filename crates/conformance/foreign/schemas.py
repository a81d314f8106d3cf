"""What a provider's document says of a value, by a validator that was not written here.

Knows JSON Schema and nothing of a catalog. A schema is named by its JSON Pointer in the document.
"""

import re
from dataclasses import dataclass, field
from random import Random
from typing import Callable
from urllib.parse import quote, unquote

import jsonschema
import referencing
from referencing.jsonschema import DRAFT7, DRAFT202012

DRAFTS = {
    "draft-07": (jsonschema.Draft7Validator, DRAFT7),
    "2020-12": (jsonschema.Draft202012Validator, DRAFT202012),
}
DOCUMENT = "urn:document"
# Below this, a sample has only what is required: schemas may refer to themselves.
DEEPEST = 8

ANY_TEXT = "text"
TEXT_OF_FORMAT = {
    "date-time": "2026-05-09T12:00:00Z",
    "date": "2026-05-09",
    "time": "12:00:00Z",
    "email": "someone@example.com",
    "uri": "https://example.com/a",
    "uri-template": "https://example.com/a{/b}",
    "uuid": "5f0c1e00-0000-4000-8000-000000000000",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}


@dataclass
class Choices:
    """Which of all possible values a sample is."""

    # Whether it has what it could do without.
    keeps: Callable
    # Several possibilities, the preferred one first.
    ordered: Callable

    def first(self, possibilities):
        return self.ordered(possibilities)[0]


def null_last(possibilities):
    return sorted(possibilities, key=lambda value: value in (None, "null"))


FULL = Choices(lambda: True, null_last)
LEAST = Choices(lambda: False, null_last)


def by_chance(seed):
    """Any of them, but the same one each time."""
    random = Random(seed)
    return Choices(lambda: random.random() < 0.5, lambda values: random.sample(values, len(values)))


@dataclass
class Places:
    """JSON Pointers into a body."""

    # Objects with declared properties, which a sender may add to.
    objects: list = field(default_factory=list)
    # Strings out of a list, or constants.
    enums: list = field(default_factory=list)
    # Properties that no schema describes, although it describes others of the object.
    undescribed: list = field(default_factory=list)


class Document:
    def __init__(self, value, draft):
        self.value = value
        self.is_draft_07 = draft == "draft-07"
        self.validator, specification = DRAFTS[draft]
        resource = specification.create_resource(value)
        self.registry = referencing.Registry().with_resource(DOCUMENT, resource)
        self.validators = {}
        self.formats = self.validator.FORMAT_CHECKER

    def at(self, pointer):
        value = self.value
        for part in pointer.split("/")[1:]:
            part = part.replace("~1", "/").replace("~0", "~")
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value

    def has(self, pointer):
        try:
            self.at(pointer)
        except (KeyError, IndexError, ValueError):
            return False
        return True

    def is_valid(self, pointer, value, formats=False):
        """Whether a value is valid against the schema at a pointer. Formats are annotations unless asked for."""
        key = (pointer, formats)
        if key not in self.validators:
            schema = {"$ref": f"{DOCUMENT}#{quote(pointer, safe='/~$')}"}
            checker = self.formats if formats else None
            self.validators[key] = self.validator(schema, registry=self.registry, format_checker=checker)
        return self.validators[key].is_valid(value)

    def reached(self, pointer, seen):
        """Adds to `seen` the pointer, and those of all references that follow from it."""
        waiting = [pointer]
        while waiting:
            pointer = waiting.pop()
            if pointer not in seen:
                seen.add(pointer)
                waiting.extend(references(self.at(pointer)))
        return seen

    def applied(self, pointer, value):
        """The schemas that hold for a value: what is referred to, all of `allOf`, the alternatives that fit."""
        schema = self.at(pointer)
        if isinstance(schema, bool):
            return
        if "$ref" in schema:
            yield from self.applied(target(schema["$ref"]), value)
            if self.is_draft_07:
                return
        yield pointer, schema
        for number in range(len(schema.get("allOf", []))):
            yield from self.applied(f"{pointer}/allOf/{number}", value)
        for keyword in ("oneOf", "anyOf"):
            for number in range(len(schema.get(keyword, []))):
                branch = f"{pointer}/{keyword}/{number}"
                if self.is_valid(branch, value):
                    yield from self.applied(branch, value)
        if "if" in schema:
            keyword = "then" if self.is_valid(f"{pointer}/if", value) else "else"
            if keyword in schema:
                yield from self.applied(f"{pointer}/{keyword}", value)

    def places(self, pointer, body, top):
        """The places in a body that is valid against the schema at a pointer. `top` is where it is."""
        places = Places()
        self._visit([pointer], body, top, places)
        return places

    def _visit(self, pointers, value, path, places):
        applied = [found for pointer in pointers for found in self.applied(pointer, value)]
        if isinstance(value, str):
            if any(isinstance(text, str) for _, schema in applied for text in options(schema)):
                places.enums.append(path)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                below = [f"{pointer}/items" for pointer, schema in applied if "items" in schema]
                self._visit(below, item, f"{path}/{number}", places)
        elif isinstance(value, dict):
            has_names = any("properties" in schema for _, schema in applied)
            is_map = any(describes_others(schema) for _, schema in applied)
            if has_names and not is_map:
                places.objects.append(path)
            for key, item in value.items():
                below = list(described(applied, key))
                at = f"{path}/{escaped(key)}"
                if below or not has_names:
                    self._visit(below, item, at, places)
                else:
                    places.undescribed.append(at)

    def sample(self, pointer, choices, depth=0):
        """A value that should be valid."""
        schema = self.at(pointer)
        if schema is True or schema == {}:
            return choices.first([ANY_TEXT, None, 1, {}])
        if "$ref" in schema and (self.is_draft_07 or len(schema) == 1):
            return self.sample(target(schema["$ref"]), choices, depth)
        if found := options(schema):
            return choices.first(found)
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = choices.first(kind)
        parts = [f"{pointer}/allOf/{number}" for number in range(len(schema.get("allOf", [])))]
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                parts.append(self._fitting_branch(f"{pointer}/{keyword}", choices, depth))
        if "$ref" in schema:
            parts.insert(0, target(schema["$ref"]))
        samples = [self.sample(part, choices, depth) for part in parts]
        if kind == "object" or (kind is None and "properties" in schema):
            samples.append(self._sample_object(pointer, schema, choices, depth))
        if samples:
            return merged(samples)
        if kind == "array":
            usual = choices.first([1, 2]) if depth < DEEPEST and choices.keeps() else 0
            count = schema.get("minItems", usual)
            count = min(count, schema.get("maxItems", count))
            return [
                self.sample(f"{pointer}/items", choices, depth + 1) for _ in range(count) if "items" in schema
            ]
        if kind in ("integer", "number"):
            return choices.first([schema.get("minimum", 1), 0, -1, 2**40] + [0.5] * (kind == "number"))
        if kind == "boolean":
            return choices.first([True, False])
        if kind == "null":
            return None
        format = schema.get("format")
        text = TEXT_OF_FORMAT[format] if format in TEXT_OF_FORMAT else choices.first([ANY_TEXT, ""])
        return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]

    def _fitting_branch(self, list_pointer, choices, depth):
        """The first alternative whose sample is valid against it."""
        branches = [f"{list_pointer}/{number}" for number in range(len(self.at(list_pointer)))]
        branches = choices.ordered(branches)
        fitting = (
            branch for branch in branches if self.is_valid(branch, self.sample(branch, choices, depth))
        )
        return next(fitting, branches[0])

    def _sample_object(self, pointer, schema, choices, depth):
        required = schema.get("required", [])
        names = [
            name
            for name in schema.get("properties", {})
            if name in required or (depth < DEEPEST and choices.keeps())
        ]
        value = {
            name: self.sample(f"{pointer}/properties/{escaped(name)}", choices, depth + 1) for name in names
        }
        is_map = isinstance(schema.get("additionalProperties"), dict)
        if is_map and depth < DEEPEST and choices.keeps():
            value["other"] = self.sample(f"{pointer}/additionalProperties", choices, depth + 1)
        return value


def options(schema):
    """The values that a schema lists."""
    return schema.get("enum", []) + ([schema["const"]] if "const" in schema else [])


def described(applied, key):
    """The schemas of a property."""
    for pointer, schema in applied:
        if key in schema.get("properties", {}):
            yield f"{pointer}/properties/{escaped(key)}"
            continue
        patterns = [pattern for pattern in schema.get("patternProperties", {}) if re.search(pattern, key)]
        yield from (f"{pointer}/patternProperties/{escaped(pattern)}" for pattern in patterns)
        if not patterns and describes_others(schema):
            yield f"{pointer}/additionalProperties"


def describes_others(schema):
    """Whether it says more of other keys than that they may be there: `{}` is the same as `true`."""
    return schema.get("additionalProperties", True) not in (True, False, {})


def references(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref" and isinstance(value, str):
                yield target(value)
            else:
                yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def target(reference):
    """The pointer that a reference within the document leads to."""
    file, _, fragment = reference.partition("#")
    assert not file, f"{reference} leads out of the document"
    return unquote(fragment)


def merged(samples):
    """One value of several that hold together: properties of objects side by side, the most particular of scalars."""
    first, *others = samples
    for other in others:
        if isinstance(first, dict) and isinstance(other, dict):
            both = {key: merged([first[key], other[key]]) for key in first.keys() & other.keys()}
            first = {**first, **other, **both}
        elif other != ANY_TEXT:
            first = other
    return first


def escaped(key):
    return key.replace("~", "~0").replace("/", "~1")
