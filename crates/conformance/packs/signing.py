"""The signature model in the other direction: what a sender does. The oracle for senders and receivers in other languages."""

import json
from urllib.parse import quote

from codec import encode
from private import private_key, signs
from request import Refused, text_of, written_time
from signature import ASYMMETRIC, key_of, locations, messages, signed_events, symmetric


def sign(signature, secret, request, now, events="/"):
    """The request with time and signature in it. `secret`: the private half, where the algorithm has one."""
    request = with_time(signature, request, now, events)
    for scheme in [*signature.get("also", []), signature]:
        for event in signed_events(signature, request, events):
            items = []
            place = scheme.get("timestamp", {}).get("in", "")
            if place.startswith("item:"):
                items = [(place.removeprefix("item:"), written_time(now, scheme["timestamp"]["unit"]))]
            value = signature_value(scheme, secret, request.with_root(event.root), items)
            label = scheme["take"][0] if "pair" in scheme else None
            texts = [name + scheme["pair"] + text for name, text in items] + [label + scheme["pair"] + value if label else value]
            request = with_value(request, locations(scheme)[0], event.root, scheme.get("items", "").join(texts))
    return request.with_root("")


def signature_value(scheme, secret, request, items):
    algorithm = scheme["algorithm"]
    if algorithm == "equality":
        return text_of(key_of(scheme, secret))
    if algorithm == "basic":
        return "Basic " + encode("base64", key_of(scheme, secret))
    if algorithm in ASYMMETRIC:
        key = private_key(algorithm, secret, scheme["key"]["encoding"])
        return encode(scheme["encoding"], signs(algorithm, key, next(messages(scheme, b"", request, items))))
    key = key_of(scheme, secret)
    return encode(scheme["encoding"], symmetric(algorithm, key, next(messages(scheme, key, request, items))))


def with_time(signature, request, now, events):
    rule = signature.get("timestamp", {"in": "item:"})
    if rule["in"].startswith("item:"):
        return request
    for event in signed_events(signature, request, events):
        request = with_value(request, rule["in"], event.root, written_time(now, rule["unit"]))
    return request


def with_value(request, location, root, value):
    """The request with a value at a location, in place of what is there."""
    kind, _, name = location.partition(":")
    if kind == "header":
        name = name.replace("{n}", "1")
        return request.changed(headers=(*(pair for pair in request.headers if pair[0].lower() != name.lower()), (name, value)))
    if kind == "query":
        return request.changed(url=f"{request.url}{'&' if '?' in request.url else '?'}{name}={quote(value, safe='')}")
    request.json()
    document = json.loads(request.body)
    *way, last = (root + name).split("/")[1:]
    place = document
    for step in way:
        if isinstance(place, dict):
            place = place.setdefault(step, {})
        else:
            place = place[int(step)] if isinstance(place, list) and step.isdecimal() and int(step) < len(place) else None
    if not isinstance(place, dict):
        raise Refused(f"expected an object around `{location}`")
    place[last] = int(value) if isinstance(place.get(last), int) else value
    return request.changed(body=json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
