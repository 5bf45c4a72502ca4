#!/usr/bin/env python3
"""Other clients see plain JSON with the entity's key, and what they write is handled. Argument 2: embedded or apache-kafka."""

import json
from support import *

need("kcat")
name = "integration-events.flight_delayed"
if sys.argv[2] == "embedded":
    address = embedded_broker(f"{name}:4")
    where = variables(address, topic_prefix="", service_name="flight-recorder")
else:
    address = shared_kafka()
    where = variables(address, service_name="flight-recorder")

lines = flights.read_text().splitlines()[:2000]
late = late_flights(lines)
Program(example("record_flights"), variables=where, input="\n".join(lines) + "\n").succeed()

records = kcat_read(address, topic(where, name), len(late))
check(len(records) == len(late), f"{len(records)} records, not {len(late)}")
order = lambda flight: json.dumps(flight, sort_keys=True)
check(sorted(map(order, map(json.loads, (each.value for each in records)))) == sorted(map(order, late)), "the values are not the fields of the input")
for each in records:
    check(each.key.decode() == json.loads(each.value)["origin"], f"the key of {each.value} is {each.key}")
    check(each.value.startswith(b'{"date":"') and b"\n" not in each.value, f"no plain JSON: {each.value}")
    check(each.headers.startswith("gulo=type=flight_delayed;id=") and "source=flight-recorder" in each.headers, f"headers: {each.headers}")
# Of one key in the order of publishing.
for origin in {flight["origin"] for flight in late}:
    check([json.loads(each.value) for each in records if each.key.decode() == origin] == [flight for flight in late if flight["origin"] == origin], f"the order of {origin}")

journal = scratch / "journal"
consumer = Program(example("count_delays"), "--journal", journal, variables=where)
kcat_write(address, topic(where, name), b'{"origin":"KCAT","delay":47.5,"date":"today","distance":3,"destination":"B","further":[1]}')
kcat_write(address, topic(where, name), b'{"origin":"KCAT","delay":20.5,"date":"today","distance":3,"destination":"B"}', key="KCAT", headers=[("x", "y")])
until(lambda: line_count(journal) >= len(late) + 2, 60, lambda: f"{line_count(journal)} of {len(late) + 2} events handled")
check(consumer.stop() == 0, "count_delays did not end well")
check("\nKCAT,2,34.00\n" in consumer.output(), consumer.output())
check(len(consumer.output().splitlines()) == len({flight["origin"] for flight in late}) + 2, "airports that nobody sent")
