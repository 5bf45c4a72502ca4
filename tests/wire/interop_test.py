#!/usr/bin/env python3
"""Other implementations write what Gulo reads, and read what Gulo writes: CloudEvents by the package of that name, envelopes by ten lines each."""

import datetime
import json
import os
import pathlib
import random
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "processes"))

try:
    import cloudevents.core.bindings.kafka as binding
    import confluent_kafka
except ImportError:
    if os.environ.get("GULO_TEST_INSIDE"):
        raise
    found = subprocess.run([here.parent / "tools/python-environment", "wire", *(here / "requirements.txt").read_text().split()], stdout=subprocess.PIPE, text=True)
    if found.returncode != 0:
        print("skipped: there is no Python with the packages of requirements.txt")
        sys.exit(77)
    python = f"{found.stdout.strip()}/bin/python"
    os.execve(python, [python, *sys.argv], os.environ | {"GULO_TEST_INSIDE": "1"})

from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1.http import CloudEvent as OlderEvent
from cloudevents.v1 import kafka as older

from support import *

count = 40
bound = 60
address = shared_kafka()
where = variables(address, service_name="desk")
texts = ["plain", "", "quote \" backslash \\ slash /", "line\nfeed\ttab", "\u0000\u001f\u007f", "Größe 漢字 😀", "{\"data\":{}}", "x" * 3000]
trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
numbers = random.Random(20261121)


def orders(kind):
    return [{"order_id": f"{kind}-{each}", "note": texts[each % len(texts)], "amount": numbers.choice([0.1, 1e300, -2.5, 17.0])} for each in range(count)]


# ---- the producers

producer = confluent_kafka.Producer({"bootstrap.servers": address})
sent = {}


def produce(name, order, value, headers=()):
    sent[order["order_id"]] = order
    producer.produce(topic(where, name), value, key=order["order_id"], headers=list(headers))


def now():
    return datetime.datetime.now(datetime.UTC)


for order in orders("event"):
    produce("event.in", order, json.dumps({"event_id": f"evt-{order['order_id']}", "event_type": "OrderPlaced", "occurred_at": now().isoformat(), "data": order}))

for order in orders("metadata"):
    metadata = {
        "event_id": f"evt-{order['order_id']}", "event_type": "order.placed", "event_version": "2.0", "timestamp": now().isoformat(),
        "source_service": "inventory-service", "tenant_id": "tenant-1", "correlation_id": "corr-789", "priority": "CRITICAL"}
    produce("metadata.in", order, json.dumps({"metadata": metadata, "payload": order}, ensure_ascii=False))

for order in orders("named"):
    headers = [("event_type", b"order_placed"), ("event_id", b"evt-" + order["order_id"].encode()), ("entity_type", b"order"), ("timestamp", now().isoformat().encode()),
               ("correlation_id", b"corr-789"), ("tenant_id", b"tenant-1")]
    produce("named.in", order, json.dumps(order), headers)

for each, order in enumerate(orders("cloud")):
    attributes = {
        "id": f"evt-{order['order_id']}", "source": "https://example.com/orders?a=b#c", "type": "com.example.order.placed", "specversion": "1.0",
        "datacontenttype": "application/json", "partitionkey": order["order_id"], "correlationid": "corr-789", "tenantid": "tenant-1", "traceparent": trace}
    if each % 4 < 2:
        attributes["time"] = now()
        event = CloudEvent(attributes, order)
        message = binding.to_binary_event(event) if each % 4 == 0 else binding.to_structured_event(event)
    else:
        attributes["time"] = now().isoformat()
        event = OlderEvent(attributes, order)
        message = older.to_binary(event) if each % 4 == 2 else older.to_structured(event)
    value = message.value if isinstance(message.value, bytes) else message.value.encode()
    produce("cloud.in", order, value, message.headers.items())

check(producer.flush(bound) == 0, "the producer could not deliver everything")

# ---- Gulo between

service = Program(built / "tests/wire/wire_interop", variables=where)

# ---- the consumers


def records(name, wanted):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": address, "group.id": f"{topic(where, name)}-reader", "auto.offset.reset": "earliest",
                                         "topic.metadata.refresh.interval.ms": 500, "allow.auto.create.topics": True})
    consumer.subscribe([topic(where, name)])
    found = []

    def read():
        record = consumer.poll(0.1)
        if record is not None and record.error() is None:
            found.append(record)
        return len(found) >= wanted

    until(read, bound, lambda: f"{len(found)} of {wanted} answers on {name}")
    consumer.close()
    return found


def expect(actual, expected, what):
    check(actual == expected, f"{what} is {actual!r}, not {expected!r}")


def check_answer(kind, record, answer, told):
    """What came in, as the service saw it; `told` is what the format carries."""
    order = sent[answer["order_id"]]
    expect(record.key().decode(), order["order_id"], f"{kind}: the key")
    for name, value in order.items():
        expect(answer[name], value, f"{kind}: {name} of {order['order_id']}")
    expect(answer["id"], f"evt-{order['order_id']}", f"{kind}: the id")
    for name, value in told.items():
        expect(answer[name], value, f"{kind}: {name}")
    moment = datetime.datetime.fromisoformat(answer["time"])
    check(abs((now() - moment).total_seconds()) < 600, f"{kind}: the time that came in is {answer['time']}")


seen = []
for record in records("event.out", count):
    envelope = json.loads(record.value())
    expect(sorted(envelope), ["data", "event_id", "event_type", "occurred_at"], "event envelope: the members")
    expect(envelope["event_type"], "OrderAnswered", "event envelope: the type")
    check(envelope["event_id"], "event envelope: no id")
    check(datetime.datetime.fromisoformat(envelope["occurred_at"]) <= now(), "event envelope: the time")
    check_answer("event envelope", record, envelope["data"], {"told_version": 1, "tenant": "", "told_priority": "medium"})
    seen.append(envelope["data"]["order_id"])

for record in records("metadata.out", count):
    envelope = json.loads(record.value())
    expect(sorted(envelope), ["metadata", "payload"], "metadata envelope: the members")
    metadata = envelope["metadata"]
    check(metadata.pop("event_id"), "metadata envelope: no id")
    check(datetime.datetime.fromisoformat(metadata.pop("timestamp")) <= now(), "metadata envelope: the time")
    expect(metadata, {"event_type": "order.answered", "event_version": "3.0", "source_service": "desk", "tenant_id": "tenant-1", "correlation_id": "corr-789", "priority": "high"}, "the metadata")
    check_answer("metadata envelope", record, envelope["payload"], {"told_version": 2, "tenant": "tenant-1", "source": "inventory-service", "correlation": "corr-789", "told_priority": "critical"})
    seen.append(envelope["payload"]["order_id"])

for record in records("named.out", count):
    headers = {name: value.decode() for name, value in record.headers()}
    expect((headers["event_type"], headers["correlation_id"], headers["tenant_id"], headers["source_service"], headers["event_version"]),
           ("order_answered", "corr-789", "tenant-1", "desk", "3"), "named headers")
    answer = json.loads(record.value())
    expect(headers["causation_id"], f"evt-{answer['order_id']}", "named headers: the causation")
    check_answer("named headers", record, answer, {"tenant": "tenant-1", "correlation": "corr-789"})
    seen.append(answer["order_id"])

modes = collections.Counter()
for record in records("cloud.out", 2 * count):
    headers = dict(record.headers())
    is_structured = headers["content-type"].startswith(b"application/cloudevents")
    # Read by both generations of the package.
    message = binding.KafkaMessage(headers, record.key(), record.value())
    event = binding.from_kafka_event(message)
    attributes = event.get_attributes()
    data = event.get_data()
    past = older.KafkaMessage(headers, record.key(), record.value())
    other = older.from_structured(past) if is_structured else older.from_binary(past)
    expect(other.data, data, "the data, read by the older interface")
    for name in ("id", "source", "type", "correlationid", "causationid", "tenantid", "traceparent"):
        expect(other[name], attributes[name], f"{name}, read by the older interface")
    mode = "structured" if is_structured else "binary"
    modes[mode] += 1
    expect(attributes["type"], f"com.example.order.answered.{mode}", "the type of an event")
    expect({name: attributes[name] for name in ("source", "correlationid", "causationid", "tenantid", "traceparent", "partitionkey", "priority", "datacontenttype")},
           {"source": "desk", "correlationid": "corr-789", "causationid": f"evt-{data['order_id']}", "tenantid": "tenant-1", "traceparent": trace,
            "partitionkey": data["order_id"], "priority": "high", "datacontenttype": "application/json"}, "the attributes of an event")
    expect(str(attributes["eventversion"]), "3", "the version of an event")
    check(attributes["time"] <= now(), "the time of an event")
    check_answer("cloudevents", record, data, {"tenant": "tenant-1", "source": "https://example.com/orders?a=b#c", "correlation": "corr-789"})
    seen.append(data["order_id"])
expect(dict(modes), {"binary": count, "structured": count}, "the modes")
expect(set(seen), set(sent), "the orders that were answered")
expect(service.stop(), 0, "the end of the service")
print(f"passed: {len(seen)} answers to {len(sent)} orders")
