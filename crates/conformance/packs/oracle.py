"""Judges provider packs, and signs with them, by an implementation that shares no code with the one in Rust.

    oracle.py check PACKS...        every vector, every one-bit change, every example delivery, the layout
    oracle.py vectors FILE          vectors in one file, each with its scheme; a `twin_of` states only what differs
    oracle.py sign PACK ...         a signed delivery, as JSON
    oracle.py read PACK < DELIVERY  the events of a delivery in the form that `sign` prints, as JSON
    oracle.py random [SEED] [COUNT] vectors of random schemes, changed at random, with the verdict of this implementation,
                                    and deliveries of random layouts with their events
    oracle.py table PACKS           the table of the page on providers
    oracle.py format PACKS          writes the files in their layout

PACKS is a pack or a directory of packs. Exit status 1: something does not hold.
"""

import argparse
import base64
import json
import sys
import time
from fractions import Fraction
from pathlib import Path

import chance
import chance_layouts
import envelope
from layout import laid_out
from lints import lints
from mutations import mutants
from request import Refused, Request, Unusable
from signature import verify
from signing import sign

SOURCES = ("public", "made")
EVIDENCE = ("vector", "documented", "third-party", "unverified")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("check", "table", "format"):
        commands.add_parser(name).add_argument("packs", nargs="+", type=Path)
    commands.add_parser("vectors").add_argument("file", type=Path)
    commands.add_parser("read").add_argument("pack", type=Path)
    chosen = commands.add_parser("random")
    chosen.add_argument("seed", type=int, nargs="?", default=1)
    chosen.add_argument("count", type=int, nargs="?", default=1000)
    signing = commands.add_parser("sign")
    signing.add_argument("pack", type=Path)
    signing.add_argument("--secret", required=True, help="or the private key, where the scheme has one")
    signing.add_argument("--body", required=True, help="a text; `-` reads standard input, byte for byte")
    signing.add_argument("--now", type=Fraction, default=None, help="Unix seconds; the current time if absent")
    signing.add_argument("--method", default="POST")
    signing.add_argument("--url", default="")
    signing.add_argument("--header", action="append", default=[], metavar="NAME:VALUE")
    options = parser.parse_args()
    run = {"check": check, "format": reformat, "random": print_random, "read": read, "sign": print_signed, "table": table,
           "vectors": vectors}[options.command]
    try:
        return run(options)
    except (OSError, Refused, Unusable) as error:
        sys.exit(f"error: {error}")


def packs(paths):
    for path in paths:
        found = [path] if (path / "contract.json").exists() else sorted(file.parent for file in path.glob("*/contract.json"))
        if not found:
            sys.exit(f"error: no contract.json in {path}")
        yield from found


def load(pack):
    return json.loads((pack / "contract.json").read_text())


def check(options):
    mistakes, totals = [], [0, 0, 0, 0]
    for pack in packs(options.packs):
        contract = load(pack)
        counts = [0, 0, 0, 1]
        found = [*check_layout(pack), *check_words(contract), *check_vectors(contract, counts),
                 *check_deliveries(pack, contract, counts)]
        mistakes += [f"{pack.name}: {mistake}" for mistake in found]
        print(f"{pack.name:24}{counts[0]:4} vectors{counts[1]:7} one-bit changes{counts[2]:3} deliveries")
        totals = [total + count for total, count in zip(totals, counts)]
    print("\n".join(mistakes), file=sys.stderr, end="\n" if mistakes else "")
    print("{3} packs, {0} vectors, {1} one-bit changes, {2} deliveries: ".format(*totals) + f"{len(mistakes)} mistakes")
    return 1 if mistakes else 0


def check_layout(pack):
    for file in sorted(pack.glob("*.json")):
        text = file.read_text()
        if text != laid_out(json.loads(text)):
            yield f"{file.name} is not laid out: run `oracle.py format {pack}`"


def check_words(contract):
    for value in contract["provider"]["evidence"].values():
        if value not in EVIDENCE:
            yield f"expected evidence of {', '.join(EVIDENCE)}, found `{value}`"
    is_public = any(vector["accept"] and vector.get("source") == "public" for vector in contract["signature"]["vectors"])
    if contract["provider"]["evidence"]["signature"] == "vector" and not is_public:
        yield "the signature is said to be known from a vector, and none is public: `documented` is what is known"
    for rule in contract.get("envelope", {}).get("handshake", []):
        if "{hmac:" in str(rule["answer"]) and not rule.get("signed"):
            yield "a handshake signs any text for anybody who asks"
    for vector in contract["signature"]["vectors"]:
        if vector["accept"] and (vector.get("source") not in SOURCES or "from" not in vector):
            yield f"the vector `{vector['name']}` does not say whether it is public or made, and from where"


def check_vectors(contract, counts):
    """Judges each vector, and every request that differs in one bit from one that is accepted."""
    scheme, events = contract["signature"], contract.get("envelope", {}).get("events", "/")
    for vector in scheme["vectors"]:
        counts[0] += 1
        request = request_of(vector)
        reason = refusal(scheme, vector["secret"], request, vector["now"], events)
        if vector["accept"] == bool(reason):
            yield f"the vector `{vector['name']}`: " + (f"refused: {reason}" if reason else "accepted")
        if vector["accept"] and not reason:
            for what, mutant in mutants(scheme, request, events):
                counts[1] += 1
                if not refusal(scheme, vector["secret"], mutant.with_root(""), vector["now"], events):
                    yield f"the vector `{vector['name']}`: accepted with {what} changed"
    if not any(vector["accept"] for vector in scheme["vectors"]) or all(vector["accept"] for vector in scheme["vectors"]):
        yield "expected a vector to accept and one to refuse"


def check_deliveries(pack, contract, counts):
    """Signs each example delivery, verifies it, and holds what is read of it against what the example says."""
    file = pack / "deliveries.json"
    if not file.exists():
        if "envelope" in contract:
            yield "an envelope without an example in deliveries.json"
        return
    for delivery in json.loads(file.read_text())["deliveries"]:
        counts[2] += 1
        try:
            found = outcome(contract, delivery)
        except Refused as why:
            found = f"refused: {why}"
        wanted = {key: delivery[key] for key in ("events", "answer") if key in delivery}
        if found != wanted:
            yield f"the delivery `{delivery['name']}`: expected {json.dumps(wanted)}, found {json.dumps(found)}"


def outcome(contract, delivery):
    scheme, rules, now = contract["signature"], contract["envelope"], Fraction(1760000000)
    secret = delivery["secret"]
    request = request_of(delivery)
    handshake = envelope.handshake(contract, request, secret)
    if handshake is None or handshake[0].get("signed"):
        request = sign(scheme, delivery.get("signing_key", secret), request, now, rules.get("events", "/"))
        verify(scheme, [secret], request, now, rules.get("events", "/"))
    if handshake is not None:
        return {"answer": handshake[1]}
    # What signing adds to a body is not in the example.
    plain = request_of(delivery) if request.body != request_of(delivery).body else request
    return {"events": envelope.events(rules, plain.changed(headers=request.headers))}


def request_of(value):
    """A request from a vector, from a delivery, or from what `sign` prints."""
    body = value.get("body", "").encode()
    if "body_base64" in value:
        body = base64.b64decode(value["body_base64"])
    if "json" in value:
        body = json.dumps(value["json"], ensure_ascii=False, separators=(",", ":")).encode()
    return Request(body, tuple((name, text) for name, text in value["headers"]), value.get("method", "POST"), value.get("url", ""))


def refusal(scheme, secret, request, now, events):
    try:
        verify(scheme, [secret], request, now, events)
        return None
    except (Refused, Unusable) as why:
        return str(why)


def vectors(options):
    entries = json.loads(options.file.read_text())["vectors"]
    by_name = {entry["name"]: entry for entry in entries}
    wrong = 0
    for entry in entries:
        whole = entry
        if "twin_of" in entry:
            whole = {**by_name[entry["twin_of"]], **entry}
            for one, other in (("body", "body_base64"), ("body_base64", "body")):
                if one in entry:
                    whole.pop(other, None)
        secret = whole["secret"] if "secret" in whole else whole["public_key"]
        reason = refusal(whole["scheme"], secret, request_of(whole), whole["now"], whole.get("events", "/"))
        if whole["accept"] == bool(reason):
            wrong += 1
            print(f"{entry['name']}: " + (f"refused: {reason}" if reason else "accepted"), file=sys.stderr)
    accepted = sum(entry["accept"] for entry in entries)
    print(f"{accepted} to accept, {len(entries) - accepted} to refuse: {wrong} wrong")
    return 1 if wrong else 0


def print_signed(options):
    contract = load(options.pack)
    body = sys.stdin.buffer.read() if options.body == "-" else options.body.encode()
    if not all(":" in header for header in options.header):
        raise Unusable("expected --header NAME:VALUE")
    headers = tuple(tuple(header.split(":", 1)) for header in options.header)
    now = Fraction(time.time()) if options.now is None else options.now
    request = sign(contract["signature"], options.secret, Request(body, headers, options.method, options.url), now,
                   contract.get("envelope", {}).get("events", "/"))
    try:
        text = {"body": request.body.decode()}
    except UnicodeDecodeError:
        text = {"body_base64": base64.b64encode(request.body).decode()}
    sys.stdout.write(laid_out({"method": request.method, "url": request.url, "headers": request.headers, **text}))
    return 0


def read(options):
    contract = load(options.pack)
    if "envelope" not in contract:
        raise Unusable(f"{options.pack.name} has no envelope")
    sys.stdout.write(laid_out({"events": envelope.events(contract["envelope"], request_of(json.load(sys.stdin)))}))
    return 0


def print_random(options):
    made = {"vectors": list(chance.vectors(options.seed, options.count)),
            "deliveries": chance_layouts.deliveries(options.seed, options.count)}
    json.dump(made, sys.stdout)
    return 0


def table(options):
    print("| pack | provider | algorithm | what is signed | tolerance | lints | known from |")
    print("|" + " --- |" * 7)
    for pack in packs(options.packs):
        contract = load(pack)
        scheme = contract["signature"]
        message = scheme.get("message", "")
        if isinstance(message, dict):
            message = message["join"].join(f"{{body:{field}}}" for field in message["fields"])
        for other in scheme.get("also", []):
            message += f"` and `{other['message']}"
        rule = scheme.get("timestamp", {})
        limits = [f"{rule[key]:,} s {word}" for key, word in (("past_seconds", "past"), ("future_seconds", "future")) if key in rule]
        found = ", ".join(f"`{name}`" for name, _ in lints(contract))
        columns = [f"`{pack.name}`", contract["provider"]["name"], scheme["algorithm"],
                   f"`{message}`" if message else "nothing", ", ".join(limits) or "none", found or "none",
                   contract["provider"]["evidence"]["signature"]]
        print("| " + " | ".join(column.replace("|", "\\|") for column in columns) + " |")
    return 0


def reformat(options):
    for pack in packs(options.packs):
        for file in pack.glob("*.json"):
            file.write_text(laid_out(json.loads(file.read_text())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
