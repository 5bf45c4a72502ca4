"""Compares the verdicts in a file of documents with those of PyPI's jsonschema."""
import collections
import json
import sys

from jsonschema import Draft202012Validator

counts = collections.Counter()
faults = 0
validator = None
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        each = json.loads(line)
        if "schema" in each:
            schema = json.loads(each["schema"])
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
            assert {"date-time", "date", "uuid"} <= validator.format_checker.checkers.keys()
            continue
        error = next(validator.iter_errors(each["document"]), None)
        counts[each["type"], each["accepted"]] += 1
        if (error is None) != each["accepted"]:
            faults += 1
            if faults <= 10:
                print(f"decoder: {each['accepted']}, jsonschema: {error.message if error else 'valid'}\n  {line.strip()[:1000]}")
types = {type for type, _ in counts}
for type in types:
    if sum(counts[type, verdict] for verdict in (True, False)) < 1000 or min(counts[type, True], counts[type, False]) < 100:
        sys.exit(f"too few documents of {type}: {counts[type, True]} valid, {counts[type, False]} others")
print(f"jsonschema: {sum(counts.values())} documents of {len(types)} types, {faults} other verdicts")
sys.exit(1 if faults or not types else 0)
