"""Deliveries that differ from an authentic one in one bit, and therefore must be refused.

Bits of decoded values are changed, not of texts: hex in the other case is the same signature. What is not signed is left
alone: a changed body of a delivery that carries only a token is accepted, and a lint says so.
"""

import json
from urllib.parse import quote_from_bytes

from codec import encode
from request import Refused, bytes_of, form_pairs, lookup, scalar_text, text_of
from signature import UNSIGNED, all_items, candidates, decode_signature, locations, message_locations, signed_events, split


def mutants(signature, request, events="/"):
    """Pairs of what was changed and the changed request."""
    for event in signed_events(signature, request, events):
        yield from changed_signatures(signature, event)
        if signature["algorithm"] in UNSIGNED:
            continue
        places = [place for check in [signature, *signature.get("also", [])] for place in message_locations(check["message"])]
        time = signature.get("timestamp", {}).get("in", "item:")
        for place in dict.fromkeys([*places, time]):
            yield from ((f"a bit of {place}", mutant) for mutant in changed_value(signature, event, place, time))


def flips(data):
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def changed_value(signature, request, place, time):
    kind, _, name = place.partition(":")
    if place in ("body", "sha256:body"):
        return (request.changed(body=body) for body in flips(request.body))
    if place == "form:sorted":
        return (request.changed(body=body) for body in changed_forms(request.body))
    if place == "url":
        return (request.changed(url=text_of(url)) for url in flips(bytes_of(request.url)))
    if place == "method":
        return (request.changed(method=text_of(method)) for method in flips(bytes_of(request.method)))
    if kind == "header":
        return (request.changed(headers=with_header(request, name, text_of(value)))
                for value in flips(bytes_of(request.value(place))))
    if kind == "body":
        return (request.changed(body=body) for body in changed_members(request, name))
    label = name if kind == "item" else ""
    return changed_items(signature, request, label) if label else iter(())


def with_header(request, name, value):
    return tuple((key, value if key.lower() == name.lower() else old) for key, old in request.headers)


def changed_forms(body):
    pairs = form_pairs(body)
    for index, (name, value) in enumerate(pairs):
        for changed in [*((flipped, value) for flipped in flips(name)), *((name, flipped) for flipped in flips(value))]:
            form = [*pairs[:index], changed, *pairs[index + 1:]]
            yield "&".join("=".join(quote_from_bytes(part, safe="") for part in pair) for pair in form).encode()


def changed_members(request, name):
    """Bodies with another value at a pointer. A body is JSON, so only values that are UTF-8 can be tried."""
    found = lookup(request.json(), request.root + name)
    for value in flips(bytes_of(scalar_text(found))) if found is not None else ():
        try:
            yield with_member(request, name, value.decode())
        except UnicodeDecodeError:
            continue


def with_member(request, name, value):
    document = json.loads(request.body)
    *way, last = (request.root + name).split("/")[1:]
    place = document
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return json.dumps(document).encode()


def changed_items(signature, request, label):
    header = locations(signature)[0].removeprefix("header:")
    for text in request.header_values(header):
        for found, value in split(signature, text):
            if found == label:
                old = label + signature["pair"] + value
                for flipped in flips(bytes_of(value)):
                    new = label + signature["pair"] + text_of(flipped)
                    yield request.changed(headers=with_header(request, header, text.replace(old, new, 1)))


def changed_signatures(signature, request):
    """Each bit of every signature at once, a byte less and a byte more: whichever was right is wrong then."""
    longest = 8 * max((len(decoded) for decoded in candidates(signature, all_items(signature, request))), default=0)
    for bit in range(longest):
        yield "a bit of the signature", with_signatures(
            signature, request, lambda data: list(flips(data))[bit] if bit < 8 * len(data) else data[:-1])
    yield "a signature without its last byte", with_signatures(signature, request, lambda data: data[:-1])
    yield "a signature with one byte more", with_signatures(signature, request, lambda data: data + b"\0")


def with_signatures(signature, request, change):
    for place in locations(signature):
        kind, _, name = place.partition(":")
        if kind == "body":
            text = rewritten(signature, request.value(place), change)
            request = request.changed(body=with_member(request, name, text))
        elif kind == "header":
            stem = name.lower().removesuffix("{n}")
            numbered = name.endswith("{n}")
            request = request.changed(headers=tuple(
                (key, rewritten(signature, value, change) if is_one_of(key.lower(), stem, numbered) else value)
                for key, value in request.headers))
        else:
            raise Refused(f"cannot change the signature at `{place}`")
    return request


def is_one_of(name, stem, numbered):
    return name.startswith(stem) if numbered else name == stem


def rewritten(signature, text, change):
    items = []
    for label, value in split(signature, text):
        decoded = decode_signature(signature, value) if label is None or label in signature["take"] else None
        if decoded is not None:
            value = encoded(signature, change(decoded))
        items.append(value if label is None else label + signature["pair"] + value)
    return signature.get("items", "").join(items)


def encoded(signature, data):
    if signature["algorithm"] == "equality":
        return text_of(data)
    return "Basic " + encode("base64", data) if signature["algorithm"] == "basic" else encode(signature["encoding"], data)
