#!/usr/bin/env python3
"""examples/run and examples/run flights FILE, against the plainest computation. Builds the examples as it does itself."""

import json
from support import *

command = root / "examples/run"
build = {"GULO_BUILD_DIR": str(built / "examples_run")}


def run(*arguments, bound=120, **options):
    return Program(command, *arguments, variables=build | options.pop("variables", {}), name="examples-run", **options).succeed(bound)


everything = run(bound=900)  # the first one builds
late = len(late_flights(flights.read_text().splitlines()))
summary = [["example", "published", "handled"], ["quickstart", "3", "3"], ["flights", str(late), str(late)], ["everything", "that", "was", "published", "was", "handled"]]
check([line.split() for line in everything.output().splitlines()] == summary, everything.output())


def compare(lines, what, **options):
    file = scratch / "input.ndjson"
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    done = run("flights", file, **options)
    wanted = delays_csv(lines)
    check(done.output() == wanted, f"{what}:\n{done.output()}\nnot\n{wanted}")
    return done


sample = flights.read_bytes().splitlines()
compare(sample, "the data that comes along")
compare([], "an empty file")

broken = [b"", b"not a flight", b'{"date":"x"', b'{"date":"d","delay":"late","distance":1,"origin":"A","destination":"B"}', b'{"delay":99}', b"[]", b"\xff\xfe",
          b'{"date":"d","delay":99,"distance":1,"origin":"\xff","destination":"B"}', b"null"]
mixed = sample[:50] + broken + sample[50:100]
done = compare(mixed, "a file with broken lines")
check(f"read={len(mixed)} recorded=100" in done.errors() and f"skipped={len(broken)}" in done.errors(), done.errors())
for number in range(51, 51 + len(broken)):
    check(f":{number} is not a flight and was skipped" in done.errors(), f"line {number} is not reported: {done.errors()}")

odd = []
for origin in ("Köln, Bonn", 'the "big" one', "a,b", "line\nfeed", "", "  ", "Z", "a", "Ä"):
    for delay in (15, 14.999, 100.125, 1e3, -5):
        odd.append(json.dumps({"destination": "B", "origin": origin, "distance": 1, "delay": delay, "date": "d", "more": {"x": [1]}}).encode())
compare(odd, "airports with commas and quotes")

piped = run("flights", "-", input=b"\n".join(sample[:200]))  # without a line feed at the end
check(piped.output() == delays_csv(sample[:200]), piped.output())
check(Program(command, "flights", "/nowhere", variables=build).wait(20) == 1, "a file that is not there")
check(Program(command, "dance", variables=build).wait(20) == 2, "an unknown argument")

if os.environ.get("GULO_TEST_KAFKA"):
    compare(sample, "on a cluster", variables=variables(os.environ["GULO_TEST_KAFKA"], consumer_group_id=""))
