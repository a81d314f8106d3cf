"""Reads pairs of schemas, a line of JSON each, and prints what jsoncompat finds of each pair: whether a receiver of the older
schema can read whatever the newer one allows, or null where it cannot tell, and a few values that it makes of the newer one.
"""

import json
import sys

import jsoncompat

VALUES = 8


def attempt(function, *arguments):
    try:
        return function(*arguments)
    # Its panics are no exceptions.
    except BaseException as error:  # noqa: BLE001
        if isinstance(error, KeyboardInterrupt):
            raise
        return None


for line in sys.stdin:
    older, newer = json.loads(line)
    older, newer = json.dumps(older), json.dumps(newer)
    values = [attempt(jsoncompat.generate_value, newer) for _ in range(VALUES)]
    values = [json.loads(value) for value in values if value is not None]
    found = attempt(jsoncompat.check_compat, older, newer, "serializer")
    print(json.dumps({"compatible": found, "values": values}), flush=True)
