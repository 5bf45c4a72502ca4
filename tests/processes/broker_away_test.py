#!/usr/bin/env python3
"""A broker that is away at the start is one clear error; the service goes on, connects by itself, and ends well without it."""

import time
from support import *

need("java", "mvn")
shared_kafka()  # without it the tests on Apache Kafka are skipped, and this is one of them
port = closed_port()
address = f"127.0.0.1:{port}"
where = variables(address)
reach = f"no Kafka broker of {address} can be reached"


def one_clear_error(program):
    until(lambda: program.lines_with("error"), 30, f"{program.name} says that the broker is away")
    errors = program.lines_with("error")
    check(len(errors) == 1 and reach in errors[0], f"{program.name}: not one clear error: {errors}")
    check("connects by itself" in errors[0] and "KAFKA_BOOTSTRAP_SERVERS" in errors[0], f"{program.name}: no remedy: {errors[0]}")


# Ended while the broker is away: soon, and well, because nothing is left undone.
waiting = Program(example("email_service"), variables=where)
one_clear_error(waiting)
begin = time.monotonic()
check(waiting.stop(20) == 0, "email_service did not end well while the broker was away")
print(f"ended {time.monotonic() - begin:.1f} s after SIGTERM, without a broker")

# What cannot be delivered is reported message by message when the program ends.
lines = [line for line in flights.read_text().splitlines()[:40]]
late = late_flights(lines)
lost = Program(example("record_flights"), variables=where, input="\n".join(lines) + "\n")
check(lost.wait(40) == 1, "record_flights did not report by its status that nothing was published")
check(f"delayed={len(late)} skipped=0 failed={len(late)}" in lost.output(), lost.output())
reported = [line for line in lost.lines_with("error") if "a message was not published" in line and "before the shutdown" in line]
check(len(reported) == len(late), f"{len(reported)} of {len(late)} messages reported")
check(sum(reach in line for line in lost.lines_with("error")) == 1, "not one error about the broker")

# Started without a broker, at work when it comes.
mails = Program(example("email_service"), variables=where)
counts = Program(example("count_delays"), variables=where | {"KAFKA_CONSUMER_GROUP_ID": where["KAFKA_CONSUMER_GROUP_ID"] + "c"})
users = Program(example("user_service"), variables=where, input="ada@example.org Ada Lovelace\ngrace@example.org Grace Hopper\n")
for each in (mails, counts, users):
    one_clear_error(each)
check(all(each.is_running() for each in (mails, counts, users)), "a service ended because the broker is away")
node = Node().start(port)
users.succeed(60)
check(users.output().count("created ") == 2, users.output())
until(lambda: mails.output().count("mail to ") == 2, 60, "both users are welcomed")
Program(example("record_flights"), variables=where, input="\n".join(lines) + "\n").succeed()
check(mails.stop() == 0 and counts.stop() == 0, "a service did not end well")
for each in (mails, counts, users):
    check(sum(reach in line for line in each.lines_with("error")) == 1, f"{each.name}: a flood: {each.errors()}")
check(len(mails.lines_with("error")) == 1, mails.errors())
check(any("connected to Kafka" in line for line in mails.lines_with("info")), "nobody said that the broker is there")

# Away in the middle of the work: nothing is lost, and again one error.
mails = Program(example("email_service"), variables=where)
until(lambda: any("partitions assigned" in line for line in mails.lines_with("info")), 60, "partitions")
node.stop()
users = Program(example("user_service"), variables=where, input="barbara@example.org Barbara Liskov\n")
one_clear_error(users)
until(lambda: mails.lines_with("error"), 60, "the service notices")
node.start()
users.succeed(90)
until(lambda: "barbara@example.org" in mails.output(), 90, "the user is welcomed when the broker is back")
check(sum(reach in line for line in mails.lines_with("error")) == 1, f"a flood: {mails.errors()}")
node.stop()
begin = time.monotonic()
status = mails.stop(40)
print(f"ended with {status} {time.monotonic() - begin:.1f} s after SIGTERM, with partitions and without a broker")
check(status in (0, 1), f"ended with {status}")
