"""The envelope model: what the events of a delivery are, and how a handshake is answered. Says nothing of authenticity."""

import hmac
import json
from datetime import datetime, timezone

from codec import encode
from request import Number, Refused, bytes_of, expand, form_pairs, instant, lookup, pointer, sha256_hex, text_of
from signature import HASHES, PLACEHOLDER, key_of


def events(envelope, request):
    """The events of a delivery, in their order."""
    content = contents(envelope, request)
    return [event(envelope, content.with_root(root), request) for root in expand(content, envelope.get("events", "/"))]


def contents(envelope, request):
    """The request with JSON as its body, whatever form that has on the wire."""
    kind = envelope.get("body", "json")
    if kind == "json":
        return request
    pairs = form_pairs(request.body)
    if kind == "form":
        names = dict.fromkeys(text_of(name) for name, _ in pairs)
        if len(names) < len(pairs):
            raise Refused("a form field occurs twice")
        return request.changed(body=json.dumps({text_of(name): text_of(value) for name, value in pairs}).encode())
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
        "data": plain(lookup(request.json(), request.root + pointer(envelope["data"].removeprefix("body:"))))
        if "data" in envelope else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def identity(envelope, request, delivery):
    """The parts that identify an event; without any in the contract, a hash of the body. `None` where a part is missing:
    such an event cannot be told from others."""
    if "id" not in envelope:
        return ["sha256:" + sha256_hex(delivery.body)]
    parts = [optional(request, place) for place in envelope["id"]]
    return parts if all(parts) else None


def optional(request, place):
    found = request.values(place)
    return found[0] if len(found) == 1 else None


def time_of(rule, request):
    text = optional(request, rule["in"])
    if text is None:
        return None
    seconds = instant(text, rule["unit"])
    whole = datetime.fromtimestamp(seconds.__floor__(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
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
    for rule in contract["envelope"].get("handshake", []):
        if all(holds(request, place, expected) for place, expected in rule["when"].items()):
            return rule, {key: filled(value, contract["signature"], request, secret) for key, value in rule["answer"].items()}
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
