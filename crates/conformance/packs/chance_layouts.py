"""Random layouts and deliveries, with the events that this implementation reads of them: a file that another implementation
is held against. The same seed gives the same file."""

import json
import random
from urllib.parse import quote_plus

import envelope
from request import Refused, Request

PLACES = ["body:/a", "body:/b", "body:/b/0", "body:/b/1/c", "body:/d~1e", "body:/n", "body:/t", "body:/absent", "body:/",
          "header:x-id", "header:X-Two", "header:x-none", "query:q", "query:r", "query:none"]
VALUES = ['"x:y"', '""', "null", "true", "1.50", "1e2", "[1.50,{\"c\":true}]", "{}", '"\\u00e9\\\\"', '"\\ud800"',
          '"\\ud83d\\ude00"', '"é\\n"', "1760000000", "1760000000123", '"1760000000"', '"01"', "999999999999",
          '"2025-10-09T10:53:20.5+02:00"', '"2025-02-30T00:00:00Z"', '"2025-10-09T08:53:20Z"', '"2025-10-09"']
KEYS = ["a", "b", "d/e", "n", "t", "\\u0061", "\\ud800", "a\\udfff"]
# What stands for a payload with half a character in it: not every reader of the file could have it as a text.
HALF = "half a character"
HEADERS = [("X-Id", "id 1"), ("x-id", " id 1\t"), ("X-Id", "id 2"), ("X-Two", "1"), ("x-two", "2"), ("X-Id", "")]


def deliveries(seed, count):
    chance = random.Random(seed)
    return [delivery(chance, f"{seed}-{number}") for number in range(count)]


def delivery(chance, name):
    layout = random_layout(chance)
    made = {"name": name, "layout": layout, "url": "/hook" + chance.choice(["", "?q=1", "?q=1&q=%31&r=+", "?q=1&q=2", "?r=%ff#?q=1"]),
            "headers": [list(pair) for pair in chance.sample(HEADERS, chance.randint(0, 3))], "body": random_body(chance, layout)}
    request = Request(made["body"].encode(), tuple(map(tuple, made["headers"])), "POST", made["url"])
    try:
        return {**made, "events": [whole(event) for event in envelope.events(layout, request)]}
    except Refused:
        return {**made, "refused": True}


def whole(event):
    text = json.dumps(event.get("data"), ensure_ascii=False)
    return {**event, "data": HALF} if any("\ud800" <= character <= "\udfff" for character in text) else event


def random_layout(chance):
    layout = {"body": chance.choice(["json"] * 6 + ["form", "form:p"])}
    if layout["body"] != "form" and chance.random() < 0.5:
        layout["events"] = chance.choice(["/", "/*", "/l/*", "/l/*/a", "/*/b"])
    for field in ("name", "id"):
        if chance.random() < 0.7:
            layout[field] = chance.sample(PLACES, chance.randint(1, 3))
    layout["join"] = chance.choice(["", ".", "::"])
    for field in ("delivery", "version"):
        if chance.random() < 0.3:
            layout[field] = chance.choice(PLACES)
    if chance.random() < 0.6:
        layout["time"] = {"in": chance.choice(["body:/t", "body:/t", "body:/a", "header:x-two"]), "unit": chance.choice(["s", "ms", "rfc3339"])}
    if chance.random() < 0.6:
        layout["data"] = chance.choice([place for place in PLACES if place.startswith("body:")])
    elif chance.random() < 0.3:
        layout["resource"] = chance.choice(["/a", "/b/0", "/absent"])
    return layout


def random_body(chance, layout):
    if layout["body"] == "form":
        pairs = [f"{key}={value}" for key in ("a", "b", "t", "%61", "d/e") if chance.random() < 0.4
                 for value in [chance.choice(["1", "+%22", "", "%c3%a9", "%ff", "1760000000"])]]
        return "&".join(pairs)
    text = random_text(chance, layout.get("events", "/"))
    if chance.random() < 0.05:
        text = text.replace(*chance.choice([("}", ""), ("[", "[,"), (",", ",,"), ("{", "{ "), ("1", "01")]), 1)
    return chance.choice(["p=", "p=", "p=", "p=&p=", "q="]) + quote_plus(text) if layout["body"] == "form:p" else text


def random_text(chance, events):
    if chance.random() < 0.05:
        return chance.choice(VALUES + ["", " ", "{} {}"])
    items = [random_object(chance) for _ in range(chance.randint(0, 3))]
    text = {"/*": "[{}]", "/*/b": "[{}]"}.get(events, '{{"l":[{}]}}').format(chance.choice([",", " ,\n"]).join(items))
    if events == "/":
        text = random_object(chance)
    return chance.choice(["", "", " ", "\n"]) + text + chance.choice(["", "", " ", "\r\n"])


def random_object(chance):
    if chance.random() < 0.05:
        return chance.choice(VALUES)
    members = [f'"{key}":{chance.choice(["", " "])}{chance.choice(VALUES)}' for key in chance.choices(KEYS, k=chance.randint(0, 6))]
    return "{" + ",".join(members) + chance.choice(["", " "]) + "}"

