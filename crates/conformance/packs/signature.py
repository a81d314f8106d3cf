"""The signature model, implemented independently of Rust: verifying.

`packs/README.md` has the model, and what it leaves open.
"""

import hashlib
import hmac
import re
from fractions import Fraction
from math import floor

from codec import decode
from request import (
    Refused, Unusable, bytes_of, expand, instant, lookup, only, pointer, scalar_text, sha256_hex, sorted_form, urls,
)

HASHES = {"hmac-sha1": hashlib.sha1, "hmac-sha256": hashlib.sha256, "hmac-sha512": hashlib.sha512}
ASYMMETRIC = {"ed25519", "ecdsa-p256-sha256", "rsa-sha256"}
UNSIGNED = {"equality", "basic"}
MOST_CANDIDATES, MOST_NUMBERED = 16, 100
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def verify(signature, secrets, request, now, events="/"):
    """Raises `Refused` unless the request is authentic and fresh. `secrets`: any of them may have signed it."""
    if not secrets:
        raise Unusable("no secret: nothing can be verified")
    for event in signed_events(signature, request, events):
        for check in [signature, *signature.get("also", [])]:
            verify_one(check, [key_of(check, secret) for secret in secrets], event, now)


def verify_one(scheme, keys, request, now):
    items = all_items(scheme, request)
    found = candidates(scheme, items)
    if len(found) > (MOST_NUMBERED if any(place.endswith("{n}") for place in locations(scheme)) else MOST_CANDIDATES):
        raise Refused("too many signatures")
    if not any(matches(scheme, key, value, request, items) for value in found for key in keys):
        raise Refused("no signature matches" if found else "no signature")
    check_freshness(scheme, request, items, now)


def signed_events(signature, request, events):
    """The request once for each event that is signed by itself; once, where one signature covers the whole body."""
    message = signature.get("message", "")
    places = [*locations(signature), signature.get("timestamp", {}).get("in", ""), *message_locations(message)]
    if not any(place.startswith("body:") for place in places):
        return [request]
    paths = expand(request, events)
    if not paths:
        raise Refused("no event")
    return [request.with_root(path) for path in paths]


def locations(scheme):
    return [scheme["in"]] if isinstance(scheme["in"], str) else scheme["in"]


def message_locations(message):
    """What a message is put together from: `body`, `timestamp`, `header:X`, `body:/p`."""
    if isinstance(message, dict):
        return [f"body:{field}" for field in message["fields"]]
    return PLACEHOLDER.findall(message)


def all_items(scheme, request):
    """Labels and values of all items, wherever a signature may be."""
    return [item for place in locations(scheme) for text in raw_values(request, place) for item in split(scheme, text)]


def candidates(scheme, items):
    """What the items decode to that may be signatures. Others are skipped."""
    values = [value for label, value in items if label is None or label in scheme["take"]]
    return [decoded for decoded in (decode_signature(scheme, value) for value in values) if decoded is not None]


def raw_values(request, location):
    if location.endswith("-{n}"):
        stem = location.removesuffix("{n}")
        return [value for number in range(1, MOST_NUMBERED + 1) for value in request.values(f"{stem}{number}")]
    return request.values(location)


def split(scheme, text):
    """Labels and values of the items in one value. The label is `None` where items have none.

    Of a list under a label that counts, as in `v0=…,…`, each item has that label.
    """
    label = None
    for item in text.split(scheme["items"]) if "items" in scheme else [text]:
        item = item.strip(" \t") if "items" in scheme else item
        if "pair" not in scheme:
            yield None, item
        elif scheme["pair"] in item:
            own, _, value = item.partition(scheme["pair"])
            label = own or label
            yield own, value
        elif label in scheme["take"]:
            yield label, item


def decode_signature(scheme, text):
    if scheme["algorithm"] == "equality":
        return bytes_of(text)
    if scheme["algorithm"] == "basic":
        name, _, text = text.partition(" ")
        return decode("base64", text.lstrip(" ")) if name.lower() == "basic" else None
    return decode(scheme["encoding"], text)


def key_of(scheme, secret):
    """The key's bytes, from the secret as the provider hands it out."""
    rule = scheme.get("key", {})
    text = secret.removeprefix(rule.get("strip", ""))
    encoding = rule.get("encoding", "text")
    if encoding in ("base64", "spki"):
        # Padding gets lost when keys are copied.
        text = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    key = bytes_of(text) if encoding == "text" else decode("hex" if encoding == "hex" else "base64", text)
    if key is None:
        raise Unusable(f"the secret is not {encoding}")
    if not key:
        raise Unusable("the secret is empty")
    return key


def time_text(scheme, request, items):
    """The time as it was sent."""
    place = scheme["timestamp"]["in"]
    return item_value(items, place) if place.startswith("item:") else request.value(place)


def item_value(items, place):
    return only([value for label, value in items if label == place.removeprefix("item:")], place)


def check_freshness(scheme, request, items, now):
    rule = scheme.get("timestamp")
    if rule is None:
        return
    # What was sent in whole seconds is compared with whole seconds, and no more than milliseconds are looked at.
    now = floor(now) if rule["unit"] == "s" else Fraction(floor(now * 1000), 1000)
    age = now - instant(time_text(scheme, request, items), rule["unit"])
    if age > rule.get("past_seconds", age):
        raise Refused("the delivery is too old")
    if -age > rule.get("future_seconds", -age):
        raise Refused("the delivery is from the future")


def messages(scheme, key, request, items):
    """What may have been signed: one message, or two where a default port makes a second URL."""
    template = scheme["message"]
    if isinstance(template, dict):
        yield joined_fields(template, request)
        return
    parts = PLACEHOLDER.split(template)
    for url in urls(request.url) if "url" in parts[1::2] else [""]:
        yield b"".join(
            placeholder(scheme, part, key, request, items, url) if index % 2 else part.encode()
            for index, part in enumerate(parts))


def placeholder(scheme, name, key, request, items, url):
    if name == "body":
        return request.body
    if name == "sha256:body":
        return sha256_hex(request.body).encode()
    if name == "form:sorted":
        return sorted_form(request.body)
    if name == "secret":
        return key
    if name == "url":
        return bytes_of(url)
    if name == "timestamp":
        return bytes_of(time_text(scheme, request, items))
    if name.startswith("item:"):
        return bytes_of(item_value(items, name))
    return bytes_of(request.value(name))


def joined_fields(template, request):
    escape, join = template.get("escape"), template["join"]
    values = []
    for path in template["fields"]:
        found = lookup(request.json(), request.root + pointer(path))
        text = "" if found is None else scalar_text(found)
        if escape:
            text = text.replace(escape, escape * 2).replace(join, escape + join)
        values.append(bytes_of(text))
    return join.encode().join(values)


def matches(scheme, key, value, request, items):
    algorithm = scheme["algorithm"]
    if algorithm in UNSIGNED:
        return hmac.compare_digest(value, key)
    if algorithm in ASYMMETRIC:
        import asymmetric
        return any(asymmetric.verifies(algorithm, key, value, message) for message in messages(scheme, key, request, items))
    return any(hmac.compare_digest(value, symmetric(algorithm, key, message))
               for message in messages(scheme, key, request, items))


def symmetric(algorithm, key, message):
    if algorithm == "digest-sha256":
        return hashlib.sha256(message).digest()
    if algorithm not in HASHES:
        raise Unusable(f"unknown algorithm `{algorithm}`")
    return hmac.new(key, message, HASHES[algorithm]).digest()
