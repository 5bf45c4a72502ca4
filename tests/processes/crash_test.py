#!/usr/bin/env python3
"""Killing the consumer of flights in the middle, and starting it again, loses no event. On Apache Kafka."""

import json
from support import *

address = shared_kafka()
where = variables(address)
journal = scratch / "journal"
lines = flights.read_text().splitlines() * 12
(scratch / "flights").write_text("\n".join(lines) + "\n")
late = late_flights(lines)


def counting():
    return Program(example("count_delays"), "--journal", journal, variables=where)


recorded = Program(example("record_flights"), scratch / "flights", variables=where).succeed(120)
check(f"delayed={len(late)} skipped=0 failed=0" in recorded.output(), f"record_flights said {recorded.output()}, {len(late)} are late")

kills = 0
for wanted in (300, 2000, 5000):
    consumer = counting()
    until(lambda: line_count(journal) >= wanted or not consumer.is_running(), 90, f"{wanted} lines in the journal")
    consumer.kill()
    kills += line_count(journal) < len(late)
check(kills >= 2, f"the consumer was done before it was killed: {line_count(journal)} of {len(late)} lines; the test needs more flights")

consumer = counting()
until(lambda: line_count(journal) >= len(late), 90, lambda: f"{line_count(journal)} of {len(late)} late flights counted")
check(consumer.stop() == 0, "count_delays did not end well")
entries = [json.loads(line) for line in journal.read_text().splitlines()]
check(len({each["id"] for each in entries}) == len(entries) == len(late), f"{len(entries)} entries in the journal, not {len(late)}")
check(consumer.output() == delays_csv(lines), f"the table differs:\n{consumer.output()}\nnot\n{delays_csv(lines)}")

# Everything was committed: a further start finds nothing more to do.
lag = Program(example("count_delays"), "--journal", scratch / "second", variables=where)
until(lambda: any("partitions assigned" in line for line in lag.lines_with("info")), 60, "partitions for the next start")
kcat_write(address, topic(where, "integration-events.flight_delayed"), b'{"date":"d","delay":99,"distance":1,"origin":"ZZZ","destination":"B"}', key="ZZZ")
until(lambda: line_count(scratch / "second") >= 1, 60, "the event that was sent last")
check(lag.stop() == 0, "count_delays did not end well")
check(line_count(scratch / "second") == 1, f"{line_count(scratch / 'second')} events came again after an orderly end")
print(f"{len(late)} late flights, killed {kills} times in the middle")
