"""What the tests of whole processes share: programs, brokers, bounded waiting. Only the standard library."""

import atexit
import collections
import csv
import io
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

root = pathlib.Path(__file__).resolve().parents[2]
built = pathlib.Path(sys.argv[1])  # the build directory
scratch = pathlib.Path(tempfile.mkdtemp(prefix="gulo-processes-"))
flights = root / "examples/data/flights.ndjson"

started = []
nodes = []


def clean_up():
    for each in started:
        if each.process.poll() is None:
            each.process.send_signal(signal.SIGCONT)
            each.process.kill()
            each.process.wait()
    for node in nodes:
        node.stop()
    shutil.rmtree(scratch, ignore_errors=True)


atexit.register(clean_up)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ctest's time-out cleans up too


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def fail(why):
    print(f"failed: {why}", flush=True)
    for each in started:
        for name, text in (("output", each.output()), ("errors", each.errors())):
            if text:
                print(f"--- {each.name}: {name} (the last 4000 characters)\n{text[-4000:]}", flush=True)
    sys.exit(1)


def check(holds, why):
    if not holds:
        fail(why)


def until(holds, bound, why):
    """Waits until holds() is true and gives that, at most `bound` seconds."""
    deadline = time.monotonic() + bound
    while True:
        result = holds()
        if result:
            return result
        if time.monotonic() > deadline:
            fail(f"not within {bound} s: {why() if callable(why) else why}")
        time.sleep(0.005)


class Program:
    """A program of the build, with its output in files. Gets only those KAFKA_ variables that are given."""

    def __init__(self, path, *arguments, variables=None, input=None, name=None):
        self.name = name or pathlib.Path(path).name
        self._files = [scratch / f"{self.name}-{len(started)}.{kind}" for kind in ("output", "errors")]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KAFKA")}
        environment.update(variables or {})
        with open(self._files[0], "wb") as output, open(self._files[1], "wb") as errors:
            self.process = subprocess.Popen(
                [str(path), *map(str, arguments)], stdout=output, stderr=errors, env=environment, stdin=subprocess.PIPE if input is not None else subprocess.DEVNULL)
        started.append(self)
        if input is not None:
            try:
                self.process.stdin.write(input if isinstance(input, bytes) else input.encode())
                self.process.stdin.close()
            except BrokenPipeError:
                pass

    def output(self):
        return self._files[0].read_text(errors="replace")

    def errors(self):
        return self._files[1].read_text(errors="replace")

    def lines_with(self, level):
        """The log lines of a level."""
        return [line for line in self.errors().splitlines() if line.split(" ")[1:2] == [level]]

    def is_running(self):
        return self.process.poll() is None

    def wait(self, bound, why="it does not end"):
        until(lambda: not self.is_running(), bound, f"{self.name}: {why}")
        return self.process.returncode

    def succeed(self, bound=60):
        status = self.wait(bound)
        check(status == 0, f"{self.name} ended with {status}")
        return self

    def stop(self, bound=30):
        """SIGTERM, and its status."""
        self.process.terminate()
        return self.wait(bound, "SIGTERM does not end it")

    def kill(self):
        self.process.kill()
        self.process.wait()


def example(name):
    folder = {"user_service": "quickstart", "email_service": "quickstart", "record_flights": "flights", "count_delays": "flights", "gulo-broker": "gulo-broker"}[name]
    return built / "examples" / folder / name


def need(*programs):
    for each in programs:
        if shutil.which(each) is None:
            skip(f"{each} is not installed")


def shared_kafka():
    """The cluster that all tests use; topics and groups need names of their own."""
    return os.environ.get("GULO_TEST_KAFKA") or skip("GULO_TEST_KAFKA is not set; tests/tools/apache-kafka starts a broker")


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """An Apache Kafka of this test alone."""

    def __init__(self):
        self.dir = scratch / f"kafka-{len(nodes)}"
        nodes.append(self)

    def run(self, *arguments):
        done = subprocess.run([root / "tests/tools/apache-kafka", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        check(done.returncode == 0, f"apache-kafka {' '.join(map(str, arguments))}: {done.stdout}")

    def start(self, port=None):
        self.run("start", self.dir, *(["--port", port] if port else []))
        return self

    def stop(self):
        if (self.dir / "pid").exists():
            self.signal(signal.SIGCONT)
            self.run("kill", self.dir)

    def signal(self, which):
        try:
            os.kill(int((self.dir / "pid").read_text()), which)
        except ProcessLookupError:
            pass

    @property
    def address(self):
        return (self.dir / "bootstrap").read_text().strip()


def embedded_broker(*topics):
    broker = Program(example("gulo-broker"), *[part for topic in topics for part in ("--topic", topic)])
    return until(lambda: broker.output().endswith("\n") and broker.output().strip(), 20, "the embedded broker prints its address")


def variables(address, **more):
    """For a service on a cluster: names of its own, and group times that do not make a test wait."""
    name = uuid.uuid4().hex[:12]
    made = {
        "KAFKA_BOOTSTRAP_SERVERS": address,
        "KAFKA_TOPIC_PREFIX": f"t{name}",
        "KAFKA_CONSUMER_GROUP_ID": f"g{name}",
        "KAFKA_SESSION_TIMEOUT_MS": "4000",
        "KAFKA_HEARTBEAT_INTERVAL_MS": "300",
        "KAFKA_OPTION_TOPIC_METADATA_REFRESH_INTERVAL_MS": "1000",
    }
    made.update({f"KAFKA_{key.upper()}": value for key, value in more.items() if value is not None})
    return {key: value for key, value in made.items() if value != ""}


def topic(with_variables, name):
    prefix = with_variables.get("KAFKA_TOPIC_PREFIX")
    return f"{prefix}.{name}" if prefix else name


Record = collections.namedtuple("Record", "key value headers")


def kcat_read(address, topic_name, count=None):
    """All records of a topic, by kcat; waits for at least `count` of them."""
    found = []

    def read():
        # Lengths instead of separators, because values may hold anything.
        text = subprocess.run(["kcat", "-q", "-C", "-b", address, "-t", topic_name, "-o", "beginning", "-e", "-f", "%K %S %p %o\\n%k%s\\n%h\\n"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60).stdout
        found.clear()
        stream = io.BytesIO(text)
        while True:
            line = stream.readline().split()
            if len(line) < 4:
                return count is None or len(found) >= count
            key = stream.read(max(0, int(line[0]))) if int(line[0]) >= 0 else None
            value = stream.read(max(0, int(line[1]))) if int(line[1]) >= 0 else None
            stream.readline()
            found.append(Record(key, value, stream.readline().rstrip(b"\n").decode(errors="replace")))

    until(read, 60, lambda: f"kcat reads {count} records of {topic_name}; it read {len(found)}")
    return found


def kcat_write(address, topic_name, value, key=None, headers=()):
    """One record of any bytes, by kcat."""
    file = scratch / f"record-{uuid.uuid4().hex}"
    file.write_bytes(value)
    options = [part for name, text in headers for part in ("-H", f"{name}={text}")]
    subprocess.run(["kcat", "-q", "-P", "-b", address, "-t", topic_name, *(["-k", key] if key else []), *options, str(file)], check=True, timeout=60)


def late_flights(lines):
    """Which lines are flights that were late, in the plainest way."""
    late = []
    for line in lines:
        try:
            flight = json.loads(line)
            whole = all(name in flight for name in ("date", "delay", "distance", "origin", "destination"))
            late += [flight] if whole and flight["delay"] >= 15 else []
        except (ValueError, KeyError, TypeError):
            pass
    return late


def delays_csv(lines):
    """What count_delays prints for these flights."""
    delays = {}
    for flight in late_flights(lines):
        delays.setdefault(flight["origin"], []).append(flight["delay"])
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["airport", "delayed", "mean_delay"])
    for airport in sorted(delays, key=lambda name: name.encode()):
        table.writerow([airport, len(delays[airport]), f"{sum(delays[airport]) / len(delays[airport]):.2f}"])
    return text.getvalue()


def line_count(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0
