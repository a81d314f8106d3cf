"""What a contract's own data says about how safe a receiver of it can be. Each lint has a name, and what it found."""

from signature import PLACEHOLDER, UNSIGNED, message_locations

MEANINGS = {
    "nothing-signed": "the sender shows a secret; body and headers are not authenticated",
    "body-not-signed": "the payload, or a part of it, is not authenticated",
    "outside-signature": "name, id or time of an event comes from where nothing authenticates it",
    "no-signed-time": "no time is signed, so an old delivery is accepted forever: deduplicate by id",
    "unsigned-time": "the time of sending is outside of what is signed, so anybody can change it",
    "time-without-tolerance": "a time is signed, but the provider states no limit for its age",
    "sha1": "HMAC with SHA-1",
    "digest-with-secret": "a plain digest that begins with the secret can be extended without knowing it",
    "unseparated-values": "two values of variable length stand next to each other: the border between them is not authenticated",
    "unescaped-fields": "joined fields are not escaped: a separator inside a value moves the border",
    "signed-url": "the URL is signed as the sender called it: behind a proxy, configure the public one",
    "scheme-without-vector": "no delivery shows that the contract is right",
}
WHOLE_BODY = {"body", "sha256:body", "form:sorted"}
SAME_LENGTH = {"sha256:body", "secret"}


def lints(contract):
    """Pairs of name and detail, in the order of `MEANINGS`."""
    found = dict(of_signature(contract["signature"]))
    outside = ", ".join(unsigned(contract.get("envelope", {}), contract["signature"]))
    if outside:
        found["outside-signature"] = outside
    return [(name, found[name]) for name in MEANINGS if name in found]


def of_signature(signature):
    checks = [signature, *signature.get("also", [])]
    messages = [check.get("message", "") for check in checks]
    places = [place for message in messages for place in message_locations(message)]
    if signature["algorithm"] in UNSIGNED:
        yield "nothing-signed", ""
    elif not WHOLE_BODY & {place for message in signed_messages(signature) for place in message_locations(message)}:
        yield "body-not-signed", ""
    if "timestamp" not in signature:
        yield "no-signed-time", ""
    else:
        if not time_is_signed(signature):
            yield "unsigned-time", ""
        if not {"past_seconds", "future_seconds"} <= signature["timestamp"].keys():
            yield "time-without-tolerance", ""
    if any(check["algorithm"] == "hmac-sha1" for check in checks):
        yield "sha1", ""
    if "url" in places:
        yield "signed-url", ""
    for check, message in zip(checks, messages):
        if isinstance(message, dict):
            if "escape" not in message and len(message["fields"]) > 1:
                yield "unescaped-fields", ""
            continue
        if check["algorithm"] == "digest-sha256" and message.startswith("{secret}"):
            yield "digest-with-secret", ""
        pairs = list(adjacent(message))
        if pairs:
            yield "unseparated-values", ", ".join(pairs)
    if not any(vector["accept"] for vector in signature.get("vectors", [])):
        yield "scheme-without-vector", ""


def signed_messages(signature):
    """The messages that take a key, and those of digests that stand in these: any other digest could be anybody's."""
    checks = [signature, *signature.get("also", [])]
    keyed = [check for check in checks if takes_key(check)]
    signed = {folded(place) for check in keyed for place in message_locations(check.get("message", ""))}
    stands = lambda place: folded(place) in signed or place.startswith("query:") and "url" in signed
    counts = [check for check in checks if takes_key(check) or all(map(stands, listed(check["in"])))]
    return [check.get("message", "") for check in counts]


def takes_key(check):
    return check["algorithm"] != "digest-sha256" or "secret" in message_locations(check.get("message", ""))


def time_is_signed(signature):
    places = [folded(place) for place in message_locations(signature.get("message", ""))]
    time = folded(signature["timestamp"]["in"])
    return "timestamp" in places or time in places or time.startswith("body:") and bool(WHOLE_BODY & set(places))


def folded(place):
    """A place, with the name of a header in lower case."""
    return place.lower() if place.startswith("header:") else place


def adjacent(message):
    """Placeholders with nothing between them."""
    parts = PLACEHOLDER.split(message)
    for left, between, right in zip(parts[1::2], parts[2::2], parts[3::2]):
        if not between and not {left, right} & SAME_LENGTH:
            yield f"{{{left}}}{{{right}}}"


def unsigned(envelope, signature):
    """Locations of name, id and time that the signature does not cover. Those in a body of which nothing is signed are
    not repeated: another lint says that of the whole body."""
    messages = signed_messages(signature)
    places = {folded(place) for message in messages for place in message_locations(message)}
    if "timestamp" in places:
        places.add(folded(signature["timestamp"]["in"]))
    whole = WHOLE_BODY & places or not any(isinstance(message, dict) for message in messages)
    used = [*listed(envelope.get("name", [])), *listed(envelope.get("id", [])), envelope.get("time", {}).get("in")]
    for place in dict.fromkeys(used):
        if place is None or folded(place) in places or place.startswith("body:") and whole:
            continue
        if not (place.startswith("query:") and "url" in places):
            yield place


def listed(places):
    return [places] if isinstance(places, str) else places
