"""Takes the handlers from the pages of events: writes those in TypeScript next to the types, and runs those in Python.

    python handlers.py CATALOG REFERENCE      (writes handler_<number>.ts, for tsc)

Each handler in Python gets the example of its event, and has to print a part of its payload; of another event, nothing.
"""

import contextlib
import io
import json
import re
import sys
from pathlib import Path


def main():
    catalog, reference = Path(sys.argv[1]), Path(sys.argv[2])
    # A name may have what no file's name can; the index links to the page.
    links = r"<a id=\"event\.[^>]*></a>\[`+ ?(.+?) ?`+\]\((events/[^)]+)\)"
    pages = dict(re.findall(links, (reference / "webhook-events.md").read_text()))
    index = json.loads((catalog / "index.json").read_text())
    envelope = index["contract"]["envelope"]
    name_field, data_field = (place.removeprefix("body:/") for place in (envelope["name"][0], envelope["data"]))
    for number, event in enumerate(index["events"]):
        name, page = event["name"], (reference / pages[event["name"]]).read_text()
        [typescript], [python] = (re.findall(rf"^```{tongue}\n(.*?)^```$", page, re.M | re.S) for tongue in ("ts", "python"))
        Path(f"handler_{number}.ts").write_text(typescript)
        example = json.loads((catalog / event["example"]).read_text())
        payload = example[data_field]
        printed = run(python, example)
        assert printed in {str(payload), *map(str, payload.values())}, f"{name}: {printed!r} is not of the payload"
        assert not run(python, {**example, name_field: f"{name}.other"}), f"{name}: takes another event"
    print(f"{len(index['events'])} handlers in Python read their examples")


def run(code, body):
    defined = {}
    exec(compile(code, "handler", "exec"), defined)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        defined["handle"](json.dumps(body).encode())
    return out.getvalue().removesuffix("\n")


main()
