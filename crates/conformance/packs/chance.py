"""Random schemes, deliveries that are signed by them, and changes to these, with the verdict of this implementation: a file
of vectors that another one is held against. The same seed gives the same file."""

import base64
import random

from request import Refused, Request, Unusable
from signature import verify
from signing import sign

NOW = 1760000000
SEED_KEY = bytes(range(32))
PUBLIC_KEY = base64.b64encode(bytes.fromhex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")).decode()
POINTERS = ["/a", "/b/0", "/b/1/c", "/d~1e", "/absent"]
BODY = '{"a":"x:y","b":[1.50,{"c":true}],"d/e":"\\u00e9\\\\","n":null}'


def vectors(seed, count):
    chance = random.Random(seed)
    while count:
        made = vector(chance, f"{seed}-{count}")
        if made:
            count -= 1
            yield made


def vector(chance, name):
    scheme = random_scheme(chance)
    secret, signing_key = keys(chance, scheme)
    events = "/list/*" if chance.random() < 0.2 else "/"
    body = BODY if events == "/" else '{"list":[' + ",".join([BODY] * chance.randint(1, 3)) + "]}"
    request = Request(body.encode(), (("X-Id", "id 1"),), chance.choice(["POST", "PUT"]), "https://example.test/hook?q=%2f")
    try:
        request = sign(scheme, signing_key, request, NOW, events)
    except (Refused, Unusable):
        # Unusable: the program `openssl` signs no message without a byte, such as the form of a body that is none.
        return None
    now = NOW
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
        request, secret, now = changed(chance, scheme, request, secret, now)
    try:
        verify(scheme, [secret], request, now, events)
        accept = True
    except (Refused, Unusable):
        accept = False
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        return None
    return {"name": name, "scheme": scheme, "events": events, "secret": secret, "method": request.method, "url": request.url,
            "headers": [list(pair) for pair in request.headers], "body": text, "now": now, "accept": accept}


def random_scheme(chance):
    algorithm = chance.choice(["hmac-sha256"] * 6 + ["hmac-sha1", "hmac-sha512", "digest-sha256", "ed25519", "equality", "basic"])
    places = ["header:x-sig"] * 5 + [["header:x-sig", "header:x-other"], "header:x-sig-{n}", "query:sig", "body:/sig"]
    scheme = {"algorithm": algorithm, "in": "header:authorization" if algorithm == "basic" else chance.choice(places)}
    signs = algorithm not in ("equality", "basic")
    if signs and chance.random() < 0.6:
        if chance.random() < 0.7:
            scheme["items"] = chance.choice([",", ";", " ", ", "])
        scheme.update(pair=chance.choice(["=", ":", "=="]), take=chance.choice([["v1"], ["v1", "v2"]]))
    if signs:
        scheme["encoding"] = chance.choice(["hex", "base64", "base64url"])
    timed = signs and chance.random() < 0.6
    if signs:
        scheme["message"] = random_message(chance, scheme, timed)
    scheme["key"] = {"encoding": "base64" if algorithm == "ed25519" else "text"}
    if timed:
        places = ["header:x-time", "body:/time"] + (["item:t"] * 3 if "items" in scheme else [])
        scheme["timestamp"] = {"in": chance.choice(places), "unit": chance.choice(["s", "ms", "rfc3339"])}
        if scheme["timestamp"]["in"] == "item:t" and scheme["pair"] == ":":
            scheme["timestamp"]["unit"] = "s"
        for limit in ("past_seconds", "future_seconds"):
            if chance.random() < 0.8:
                scheme["timestamp"][limit] = chance.choice([0, 60])
    return scheme


def random_message(chance, scheme, timed):
    if chance.random() < 0.15 and scheme["algorithm"] != "digest-sha256":
        fields = {"fields": chance.sample(POINTERS, chance.randint(1, 4)), "join": chance.choice([":", "", "||"])}
        return {**fields, "escape": "\\"} if fields["join"] and chance.random() < 0.5 else fields
    # A signature in the body cannot sign the whole of it.
    whole = [] if scheme["in"] == "body:/sig" else ["{body}"] * 4 + ["{sha256:body}", "{form:sorted}"]
    whole += [] if scheme["in"] == "query:sig" else ["{url}"]
    others = ["{method}", "{header:x-id}", *(f"{{body:{pointer}}}" for pointer in POINTERS[:4])]
    parts = chance.sample(whole + others, chance.randint(1, 3)) + (["{timestamp}"] if timed and chance.random() < 0.9 else [])
    chance.shuffle(parts)
    if scheme["algorithm"] == "digest-sha256":
        parts.insert(0, "{secret}")
    return chance.choice(["", ".", ":", "\n"]).join(parts)


def keys(chance, scheme):
    if scheme["algorithm"] == "ed25519":
        return PUBLIC_KEY, base64.b64encode(SEED_KEY).decode()
    secret = chance.choice(["secret", "user:pass:word", "whsec_x", "\u00e9"])
    return secret, secret


def changed(chance, scheme, request, secret, now):
    """One change, which may or may not matter."""
    what = chance.choice(["now", "header", "header", "header", "header", "body", "url", "secret", "method"])
    if what == "now":
        return request, secret, now + chance.choice([-3600, -61, -60, -1, 1, 60, 61, 3600])
    if what == "header" and request.headers:
        return request.changed(headers=changed_headers(chance, scheme, list(request.headers))), secret, now
    if what == "body":
        old, new = chance.choice([("1.50", "1.5"), ("true", "false"), ('"a":', '"a":1,"a":'), ("x:y", "x"), ("null", "1"), ("{", "{ "),
                                  ("\\u00e9", "\u00e9"), ('"n":', '"n":2,"n":'), ("}", "}\n"), ("[", "[0,"), ("{", ""), ("true", "{}"),
                                  ('"list":[', '"list":[],"x":['), ('"a":"x:y"', '"\\u0061":"x:y"')])
        return request.changed(body=request.body.decode().replace(old, new, 1).encode()), secret, now
    if what == "url":
        old, new = chance.choice([(".test", ".test:443"), (".test", ".test:80"), ("https", "http"), ("%2f", "%2F"), ("?", "?sig=00&"),
                                  ("sig=", "s%69g="), ("hook", "hool"), (".test", ".test:8443"), ("?", "#?")])
        return request.changed(url=request.url.replace(old, new, 1)), secret, now
    if what == "method":
        return request.changed(method=chance.choice(["POST", "GET"])), secret, now
    return request, chance.choice([secret, secret + "x", "other"]) if scheme["algorithm"] != "ed25519" else secret, now


def changed_headers(chance, scheme, headers):
    index = chance.randrange(len(headers))
    name, value = headers[index]
    items, pair = scheme.get("items", ","), scheme.get("pair", "=")
    edits = [
        lambda: headers.insert(index, (name, value)),
        lambda: headers.insert(0, (name, "00")),
        lambda: headers.append((name, value[:-1] + "0")),
        lambda: headers.pop(index),
        lambda: headers.__setitem__(index, (name.upper(), value)),
        lambda: headers.__setitem__(index, (name, value.upper())),
        lambda: headers.__setitem__(index, (name, f" {value}\t")),
        lambda: headers.__setitem__(index, (name, value.rstrip("="))),
        lambda: headers.__setitem__(index, (name, value + "=")),
        lambda: headers.__setitem__(index, (name, f"v1{pair}00{items}{value}")),
        lambda: headers.__setitem__(index, (name, f"{value}{items} v2{pair}AAAA")),
        lambda: headers.__setitem__(index, (name, f"t{pair}1{items}{value}")),
        lambda: headers.__setitem__(index, (name, f"{items}{value}{items}{items}")),
        lambda: headers.__setitem__(index, (name, value.replace("v1", "v2", 1))),
        lambda: headers.__setitem__(index, (name, value.replace(pair, " " + pair, 1))),
        lambda: headers.__setitem__(index, (name, value.replace(items, items + "\t ", 1))),
        lambda: headers.__setitem__(index, (name, value.replace("-1", "-2"))),
        lambda: headers.__setitem__(index, (name.replace("-1", chance.choice(["-2", "-100", "-101", "-01", "-", "-x"])), value)),
        lambda: headers.__setitem__(index, (name.replace("x-sig", "x-other"), value)),
        lambda: headers.__setitem__(index, (name, flipped(chance, value))),
        lambda: headers.__setitem__(index, (name, value.replace("+", "-").replace("/", "_"))),
    ]
    chance.choice(edits)()
    return tuple(headers)


def flipped(chance, text):
    if not text:
        return "x"
    at = chance.randrange(len(text))
    return text[:at] + chance.choice("0aZ=, ") + text[at + 1:]
