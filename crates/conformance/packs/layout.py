"""JSON as the packs are laid out: two spaces, and on one line what holds only scalars and fits."""

import json

WIDTH = 120


def laid_out(value):
    return written(value, "", 0) + "\n"


def written(value, indent, used):
    if not isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    line = one_line(value)
    if flat(value) and len(indent) + used + len(line) < WIDTH or not value:
        return line
    deeper = indent + "  "
    if isinstance(value, list):
        members = [written(member, deeper, 0) for member in value]
    else:
        keys = [json.dumps(key, ensure_ascii=False) + ": " for key in value]
        members = [key + written(member, deeper, len(key)) for key, member in zip(keys, value.values())]
    start, end = ("[", "]") if isinstance(value, list) else ("{", "}")
    return f"{start}\n{deeper}" + f",\n{deeper}".join(members) + f"\n{indent}{end}"


def one_line(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(one_line, value)) + "]"
    if isinstance(value, dict):
        members = [f"{json.dumps(key, ensure_ascii=False)}: {one_line(member)}" for key, member in value.items()]
        return "{ " + ", ".join(members) + " }" if members else "{}"
    return json.dumps(value, ensure_ascii=False)


def flat(value):
    members = value.values() if isinstance(value, dict) else value
    return not any(isinstance(member, (dict, list)) for member in members)
