"""Holds the models that datamodel-code-generator makes of the OpenAPI document against the catalog's examples.

    python models.py CATALOG openapi.json      (models.py's neighbor api.py has the models)

Every example is read into the model of its event and comes back; a field that is new on the wire is no error, and one that
is misspelled, in the code or instead of a required one, is.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import api
import pydantic


def main():
    catalog, document = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    index = json.loads((catalog / "index.json").read_text())
    data_field = index["contract"]["envelope"]["data"].removeprefix("body:/")
    for event in index["events"]:
        name, example = event["name"], json.loads((catalog / event["example"]).read_text())
        model = model_of(document, name)
        read = model.model_validate({**example, "x_new": 1, data_field: {**example[data_field], "x_new": [1]}})
        assert same(example, read.model_dump(mode="json", by_alias=True)), f"{name}: another body comes back"
        data = getattr(read, data_field)
        wrong = camel_case(next((field for field in example[data_field] if "_" in field), "no_such_field"))
        assert refuses(lambda: getattr(data, wrong), AttributeError), f"{name}: {wrong} is taken for a field"
        required = [key for key, field in type(data).model_fields.items() if field.is_required()]
        for key in required:
            # A root model has one field, which is the payload itself.
            misspelled = {field: value for field, value in example[data_field].items() if field != key}
            if len(misspelled) == len(example[data_field]):
                continue
            body = {**example, data_field: {**misspelled, f"{key}_": example[data_field][key]}}
            assert refuses(lambda: model.model_validate(body), pydantic.ValidationError), f"{name}: {key} may be missing"
    print(f"{len(index['events'])} examples are read by their models and come back")


def model_of(document, name):
    schema = document["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return getattr(api, schema["$ref"].rsplit("/", 1)[1])


def camel_case(field):
    first, *others = field.split("_")
    return first + "".join(other.capitalize() for other in others)


def refuses(work, error):
    try:
        work()
    except error:
        return True
    return False


def same(sent, read):
    """Whether all that was sent has come back: as the same value, or as another text of the same time."""
    if isinstance(sent, dict):
        return isinstance(read, dict) and all(key in read and same(value, read[key]) for key, value in sent.items())
    if isinstance(sent, list):
        return isinstance(read, list) and len(sent) == len(read) and all(map(same, sent, read))
    if isinstance(sent, str) and isinstance(read, str) and sent != read:
        return datetime.fromisoformat(sent) == datetime.fromisoformat(read)
    return sent == read


main()
