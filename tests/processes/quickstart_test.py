#!/usr/bin/env python3
"""The email service on an embedded broker: signals, switching off, the command line."""

import signal
from support import *

address = embedded_broker("users.created.v1:4")
where = variables(address, topic_prefix="")
mails = Program(example("email_service"), variables=where)
Program(example("user_service"), variables=where, input="ada@example.org Ada Lovelace\n\nnonsense\n").succeed()
until(lambda: mails.output() == "mail to ada@example.org: Welcome, Ada Lovelace!\n", 60, "one mail")
check(mails.stop() == 0, f"SIGTERM ended email_service with {mails.process.returncode}")
for wanted in (" info running", " info stopping", " info stopped"):
    check(any(line.endswith(wanted) for line in mails.errors().splitlines()), f"no{wanted}")
check(not mails.lines_with("error") and not mails.lines_with("warning"), mails.errors())

interrupted = Program(example("email_service"), variables=where)
until(lambda: any("running" in line for line in interrupted.lines_with("info")), 20, "it runs")
interrupted.process.send_signal(signal.SIGINT)
check(interrupted.wait(30) == 0, f"SIGINT ended email_service with {interrupted.process.returncode}")

# W7: switched off it is silent, and needs neither a broker nor a group.
off = {"KAFKA_ENABLED": "false", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
silent = Program(example("email_service"), variables=off)
until(lambda: "running" in silent.errors(), 20, "it runs")
check(silent.stop() == 0, "it did not end well")
check([line.split(" ", 1)[1] for line in silent.errors().splitlines()] == ["info running", "info stopping", "info stopped"], silent.errors())
users = Program(example("user_service"), variables=off, input="ada@example.org Ada Lovelace\n").succeed(20)
check(users.output().startswith("created ") and not users.errors(), users.errors())
recorded = Program(example("record_flights"), flights, variables=off).succeed(20)
check("read=5000 recorded=5000" in recorded.output() and "failed=0" in recorded.output(), recorded.output())

described = Program(example("email_service"), "describe", variables=where).succeed(20)
check("subscribes  user_created  from  users.created.v1" in described.output() and address in described.output(), described.output())
check(Program(example("email_service"), "dance", variables=where).wait(20) == 2, "an unknown argument is no usage error")
check(Program(example("count_delays"), "--dance", variables=where).wait(20) == 2, "an unknown option is no usage error")
check(Program(example("record_flights"), "/nowhere", variables=where).wait(20) == 1, "a file that is not there is no error")
