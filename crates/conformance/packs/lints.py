"""What a contract's own data says about how safe a receiver of it can be. Each lint has a name, and what it found."""

from signature import PLACEHOLDER, UNSIGNED, message_locations

MEANINGS = {
    "nothing-signed": "the sender shows a secret; body and headers are not authenticated",
    "body-not-signed": "the payload, or a part of it, is not authenticated",
    "outside-signature": "name, id or time of an event comes from where nothing authenticates it",
    "no-signed-time": "no time is signed, so an old delivery is accepted forever: deduplicate by id",
    "time-without-tolerance": "a time is signed, but the provider states no limit for its age",
    "sha1": "HMAC with SHA-1",
    "digest-with-secret": "a plain digest that begins with the secret can be extended without knowing it",
    "unseparated": "two values of variable length stand next to each other: the border between them is not authenticated",
    "unescaped-fields": "joined fields are not escaped: a separator inside a value moves the border",
    "signed-url": "the URL is signed as the sender called it: behind a proxy, configure the public one",
    "signing-oracle": "a handshake signs any text for anybody who asks",
    "no-vector": "no delivery shows that the contract is right",
}
WHOLE_BODY = {"body", "sha256:body", "form:sorted"}
SAME_LENGTH = {"sha256:body", "secret"}


def lints(contract):
    """Pairs of name and detail, in the order of `MEANINGS`."""
    found = dict(of_signature(contract["signature"]))
    outside = ", ".join(unsigned(contract.get("envelope", {}), contract["signature"]))
    if outside:
        found["outside-signature"] = outside
    handshakes = contract.get("envelope", {}).get("handshake", [])
    if any("{hmac:" in str(rule["answer"]) and not rule.get("signed") for rule in handshakes):
        found["signing-oracle"] = ""
    return [(name, found[name]) for name in MEANINGS if name in found]


def of_signature(signature):
    checks = [signature, *signature.get("also", [])]
    message = signature.get("message", "")
    places = [place for check in checks for place in message_locations(check.get("message", ""))]
    if signature["algorithm"] in UNSIGNED:
        yield "nothing-signed", ""
    elif isinstance(message, dict):
        yield "body-not-signed", f"all but {len(message['fields'])} fields"
        if "escape" not in message:
            yield "unescaped-fields", ""
    elif not WHOLE_BODY & set(places):
        yield "body-not-signed", ""
    if "timestamp" not in signature or not time_is_signed(signature, places):
        yield "no-signed-time", ""
    elif not {"past_seconds", "future_seconds"} <= signature["timestamp"].keys():
        yield "time-without-tolerance", ""
    if signature["algorithm"] == "hmac-sha1":
        yield "sha1", ""
    if signature["algorithm"] == "digest-sha256" and message.startswith("{secret}"):
        yield "digest-with-secret", ""
    if isinstance(message, str):
        pairs = list(adjacent(message))
        if pairs:
            yield "unseparated", ", ".join(pairs)
    if "url" in places:
        yield "signed-url", ""
    if not any(vector["accept"] for vector in signature.get("vectors", [])):
        yield "no-vector", ""


def time_is_signed(signature, places):
    return "timestamp" in places or signature["timestamp"]["in"].startswith("body:") and bool(WHOLE_BODY & set(places))


def adjacent(message):
    """Placeholders with nothing between them."""
    parts = PLACEHOLDER.split(message)
    for left, between, right in zip(parts[1::2], parts[2::2], parts[3::2]):
        if not between and not {left, right} & SAME_LENGTH:
            yield f"{{{left}}}{{{right}}}"


def unsigned(envelope, signature):
    """Locations of name, id and time that the signature does not cover. Those in a body of which nothing is signed are
    not repeated: another lint says that of the whole body."""
    places = [place for check in [signature, *signature.get("also", [])] for place in message_locations(check.get("message", ""))]
    if "timestamp" in places:
        places.append(signature["timestamp"]["in"])
    whole = WHOLE_BODY & set(places) or not isinstance(signature.get("message", ""), dict)
    used = [*envelope.get("name", []), *envelope.get("id", []), envelope.get("time", {}).get("in")]
    for place in dict.fromkeys(used):
        if place and place not in places and not (place.startswith("body:") and whole):
            yield place
