"""A delivery as it arrived, and the values that a contract can point to in it.

Locations are `header:NAME`, `query:NAME`, `body:/pointer`, `method` and `url`. Everything here is strict: a value that
could be read in two ways is refused.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from fractions import Fraction
from urllib.parse import unquote_to_bytes

OWS = " \t"
MOST_EVENTS = 10_000
MISSING = object()


class Refused(Exception):
    """The delivery does not have what the contract asks for."""


class Unusable(Exception):
    """The contract or the secret makes no sense, whatever the delivery is."""


class Object(dict):
    """A JSON object that remembers which of its names occurred twice."""

    def __init__(self, pairs):
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.twice = {name for name in names if names.count(name) > 1} if len(self) < len(names) else frozenset()


class Number(str):
    """A JSON number with its digits as they were sent."""


@dataclass(frozen=True)
class Request:
    """What a receiver gets. `root`: JSON Pointer of the event that `body:` locations are relative to."""

    body: bytes
    headers: tuple = ()
    method: str = "POST"
    url: str = ""
    root: str = ""
    _parsed: list = field(default_factory=list, compare=False, repr=False)

    def with_root(self, root):
        return replace(self, root=root)

    def changed(self, **what):
        """The same request with other parts; what was parsed of the old body is forgotten."""
        return replace(self, _parsed=[], **what)

    def header_values(self, name):
        return [value.strip(OWS) for key, value in self.headers if key.lower() == name.lower()]

    def query_values(self, name):
        query = self.url.partition("#")[0].partition("?")[2]
        return [text_of(value) for key, value in form_pairs(query.encode()) if key == name.encode()]

    def json(self):
        if not self._parsed:
            self._parsed.append(parse_json(self.body))
        return self._parsed[0]

    def values(self, location):
        """All values at a location, as texts."""
        kind, _, name = location.partition(":")
        if kind == "header":
            return self.header_values(name)
        if kind == "query":
            return self.query_values(name)
        if kind == "body":
            found = lookup(self.json(), self.root + pointer(name))
            return [] if found is None else [scalar_text(found)]
        if location == "method":
            return [self.method]
        if location == "url":
            return [self.url]
        raise Unusable(f"unknown location `{location}`")

    def value(self, location):
        """The one value at a location. Equal repeats of a header count as one."""
        return only(self.values(location), location)


def only(values, name):
    if len(set(values)) != 1:
        raise Refused(f"expected one value of `{name}`, found {len(set(values))}")
    return values[0]


def parse_json(body):
    def constant(name):
        raise ValueError(f"{name} is not JSON")

    try:
        return json.loads(body.decode(), object_pairs_hook=Object, parse_int=Number, parse_float=Number, parse_constant=constant)
    except (ValueError, RecursionError) as error:
        raise Refused("the body is not JSON in UTF-8") from error


def pointer(text):
    """A JSON Pointer; `/` stands for the whole value."""
    return "" if text == "/" else text


def lookup(value, path):
    """The value at a JSON Pointer; `None` where there is none, or null."""
    found = lookup_any(value, path)
    return None if found is MISSING else found


def lookup_any(value, path):
    """The value at a JSON Pointer, null included; `MISSING` where there is none."""
    for step in path.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Object):
            if step in value.twice:
                raise Refused(f"`{step}` occurs twice")
            value = value.get(step, MISSING)
        elif isinstance(value, list) and re.fullmatch("0|[1-9][0-9]*", step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return MISSING
    return value


def raw_text(text, path):
    """The text of the value at the JSON Pointer to an event, without the white space around it."""
    decoder = json.JSONDecoder()

    def skipped(at):
        return at + len(text[at:]) - len(text[at:].lstrip(" \t\r\n"))

    at = skipped(0)
    for step in path.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        is_object, number = text[at] == "{", 0
        while True:
            at, key = skipped(at + 1), str(number)
            if is_object:
                key, at = decoder.raw_decode(text, at)
                at = skipped(skipped(at) + 1)
            if key == step:
                break
            at, number = skipped(decoder.raw_decode(text, at)[1]), number + 1
    return text[at:decoder.raw_decode(text, at)[1]]


def scalar_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value)
    raise Refused("expected a string, a number or a boolean, found an object or an array")


def expand(request, pattern):
    """The pointers that an `events` pattern such as `/items/*/item` leads to in this body."""
    paths = [""]
    for step in pointer(pattern).split("/")[1:]:
        if step != "*":
            paths = [f"{path}/{step}" for path in paths]
            continue
        longer = []
        for path in paths:
            array = lookup(request.json(), path)
            if not isinstance(array, list):
                raise Refused(f"expected an array at `{path}`")
            longer += [f"{path}/{index}" for index in range(len(array))]
            if len(longer) > MOST_EVENTS:
                raise Refused("too many events")
        paths = longer
    if any(lookup_any(request.json(), path) is MISSING for path in paths if path):
        raise Refused("an item lacks the event")
    return paths


def bytes_of(text):
    """Bytes that are not UTF-8 are in texts as lone surrogates, and come out as they were."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError as error:
        raise Refused("half a character cannot be written as UTF-8") from error


def text_of(data):
    return data.decode(errors="surrogateescape")


def form_pairs(body):
    """Names and values of a form, decoded, in the order in which they stand."""
    pairs = [part.partition(b"=") for part in body.split(b"&") if part]
    return [(decode_form(name), decode_form(value)) for name, _, value in pairs]


def decode_form(data):
    return unquote_to_bytes(data.replace(b"+", b" "))


def sorted_form(body):
    """Names and values, sorted by name and then by value; a pair that is sent twice counts once."""
    return b"".join(name + value for name, value in sorted(set(form_pairs(body))))


def urls(url):
    """A URL as it is configured, and the same one with or without its scheme's default port."""
    if not url:
        raise Refused("the URL that the sender called is not known")
    yield url
    match = re.match(r"(?i)(https?)(://[^/?#]*)", url)
    if not match:
        return
    port = {"http": ":80", "https": ":443"}[match[1].lower()]
    start, rest = match[0], url[match.end():]
    if start.endswith(port):
        yield start.removesuffix(port) + rest
    elif not re.search(r":[0-9]*$", start):
        yield start + port + rest


def instant(text, unit):
    """Unix seconds, exactly. Digits only: no sign, no zero before it, no fraction, no exponent, no blank."""
    if unit == "rfc3339":
        match = re.fullmatch(
            r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})", text)
        if not match:
            raise Refused("expected a time in RFC 3339")
        try:
            whole = datetime.fromisoformat(match[1] + match[3].replace("Z", "+00:00"))
        except ValueError as error:
            raise Refused("there is no such time") from error
        part = match[2] or "0"
        return Fraction(int(whole.timestamp())) + Fraction(int(part), 10 ** len(part))
    if not re.fullmatch("[1-9][0-9]*", text) or len(text) > {"s": 12, "ms": 15}[unit]:
        raise Refused("expected a time in digits")
    return Fraction(int(text), {"s": 1, "ms": 1000}[unit])


def written_time(seconds, unit):
    """A time as a sender writes it."""
    if unit == "rfc3339":
        return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(int(seconds * {"s": 1, "ms": 1000}[unit]))


def sha256_hex(data):
    return hashlib.sha256(data).hexdigest()
