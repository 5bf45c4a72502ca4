#!/usr/bin/env python3
"""A handler that ignores its stop token does not keep the process (rules C12, S8), on whichever thread it runs."""

from support import *

program = built / "tests/processes/stubborn"
for arguments in [], ["on-the-polling-thread"]:
    service = Program(program, *arguments)
    until(lambda: "handling one" in service.output(), 20, "the handler begins")
    check(service.stop(20) == 1, f"ended with {service.process.returncode}, not 1")
    check("destroyed" not in service.output(), "destructors ran under the feet of a running handler")
    left = [line for line in service.lines_with("error") if "was still being handled" in line]
    check(len(left) == 1 and "topic=integration-events.task" in left[0] and "offset=0" in left[0], f"not reported: {service.errors()}")

    # A second signal does not need the first one's end.
    again = Program(program, *arguments)
    until(lambda: "handling one" in again.output(), 20, "the handler begins")
    again.process.terminate()
    again.process.terminate()
    again.wait(20)
