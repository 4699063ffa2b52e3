"""Checks a JSON document from standard input against a JSON Schema, and prints each fault.

Anything before or behind the document is a fault too. Ends with 0 if there is none, else with 1.
"""

import json
import sys

import jsonschema


def main():
    with open(sys.argv[1]) as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    try:
        document = json.load(sys.stdin)
    except json.JSONDecodeError as error:
        print(f"not one JSON document: {error}")
        return 1
    faults = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
    for fault in faults:
        print(f"{fault.json_path}: {fault.message[:200]}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
