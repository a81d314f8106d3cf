"""The envelope model: what the events of a delivery are, and how a handshake is answered. Says nothing of authenticity."""

import hmac
import json
from datetime import datetime, timezone

from codec import encode
from request import (
    MISSING, Number, Refused, bytes_of, expand, form_pairs, instant, lookup, lookup_any, pointer, raw_text, sha256_hex,
)
from signature import HASHES, PLACEHOLDER, key_of


def events(envelope, request):
    """The events of a delivery, in their order."""
    content = contents(envelope, request)
    content.json()
    return [event(envelope, content.with_root(root), request) for root in expand(content, envelope.get("events", "/"))]


def contents(envelope, request):
    """The request with JSON as its body, whatever form that has on the wire."""
    kind = envelope.get("body", "json")
    if kind == "json":
        return request
    pairs = form_pairs(request.body)
    if kind == "form":
        try:
            fields = {name.decode(): value.decode() for name, value in pairs}
        except UnicodeDecodeError as error:
            raise Refused("a form field is not UTF-8") from error
        if len(fields) < len(pairs):
            raise Refused("a form field occurs twice")
        return request.changed(body=json.dumps(fields).encode())
    name = kind.removeprefix("form:").encode()
    values = [value for key, value in pairs if key == name]
    if len(values) != 1:
        raise Refused(f"expected one form field `{name.decode()}`, found {len(values)}")
    return request.changed(body=values[0])


def event(envelope, request, delivery):
    """One event. What the contract does not name, and what a delivery does not have, is absent."""
    name = [text for text in (optional(request, place) for place in envelope.get("name", [])) if text is not None]
    found = {
        "name": envelope.get("join", "").join(name) if name else None,
        "id": identity(envelope, request, delivery),
        "delivery": optional(request, envelope["delivery"]) if "delivery" in envelope else None,
        "time": time_of(envelope["time"], request) if "time" in envelope else None,
        "version": optional(request, envelope["version"]) if "version" in envelope else None,
        "resource": optional(request, "body:" + envelope["resource"]) if "resource" in envelope else None,
    }
    found = {key: value for key, value in found.items() if value is not None}
    data = payload(envelope["data"], request) if "data" in envelope else MISSING
    return found if data is MISSING else {**found, "data": plain(data)}


def payload(place, request):
    """The payload, which may be null; `MISSING` where there is none that all readers agree on."""
    try:
        return lookup_any(request.json(), request.root + pointer(place.removeprefix("body:")))
    except Refused:
        return MISSING


def identity(envelope, request, delivery):
    """The parts that identify an event; without any in the contract, a hash of the body, or of the event's own text where a
    delivery may hold several. `None` where a part is missing or blank: such an event cannot be told from others."""
    if not envelope.get("id"):
        batch = pointer(envelope.get("events", "/"))
        text = raw_text(request.body.decode(), request.root).encode() if batch else delivery.body
        return ["sha256:" + sha256_hex(text)]
    parts = [optional(request, place) for place in envelope["id"]]
    return parts if all(part and part.strip() for part in parts) else None


def optional(request, place):
    """The text of a value. It is absent if it could be read in two ways, or has half a character in it."""
    try:
        found = set(request.values(place))
    except Refused:
        return None
    text = found.pop() if len(found) == 1 else None
    return None if text is None or any("\ud800" <= character <= "\udfff" for character in text) else text


def time_of(rule, request):
    text = optional(request, rule["in"])
    if text is None:
        return None
    try:
        seconds = instant(text, rule["unit"])
        whole = datetime.fromtimestamp(seconds.__floor__(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    except (Refused, ValueError, OverflowError):
        # It is no point in time, and is shown as it came.
        return text
    digits = f"{(seconds % 1) * 10 ** 9 // 1:09.0f}".rstrip("0")
    return whole + ("." + digits if digits else "") + "Z"


def plain(value):
    """JSON as Python has it, with numbers as numbers."""
    if isinstance(value, Number):
        return json.loads(value)
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    return [plain(member) for member in value] if isinstance(value, list) else value


def handshake(contract, request, secret):
    """The handshake that a request is, and its answer; `None` for a request that delivers events."""
    try:
        request = contents(contract["envelope"], request)
    except Refused:
        request = request.changed(body=b"")
    for rule in contract["envelope"].get("handshake", []):
        if all(holds(request, place, expected) for place, expected in rule["when"].items()):
            try:
                return rule, {key: filled(value, contract["signature"], request, secret) for key, value in rule["answer"].items()}
            except Refused:
                return None
    return None


def holds(request, place, expected):
    if place.startswith("body:"):
        try:
            found = plain(lookup(request.json(), pointer(place.removeprefix("body:"))))
        except Refused:
            return False
    else:
        found = optional(request, place)
    if expected == {"exists": True}:
        return found is not None
    return type(found) is type(expected) and found == expected


def filled(value, signature, request, secret):
    """An answer with the values that its placeholders stand for."""
    if isinstance(value, dict):
        return {key: filled(member, signature, request, secret) for key, member in value.items()}
    if isinstance(value, list):
        return [filled(member, signature, request, secret) for member in value]
    if not isinstance(value, str):
        return value
    parts = PLACEHOLDER.split(value)
    return "".join(substitute(part, signature, request, secret) if index % 2 else part for index, part in enumerate(parts))


def substitute(place, signature, request, secret):
    if not place.startswith("hmac:"):
        return request.value(place)
    message = bytes_of(request.value(place.removeprefix("hmac:")))
    mac = hmac.new(key_of(signature, secret), message, HASHES[signature["algorithm"]]).digest()
    return encode(signature["encoding"], mac)
