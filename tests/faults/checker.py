"""Counts what a round of faults did. Knows the logs and the journals, nothing of Gulo; only the standard library."""

import bisect
import collections
import json

Record = collections.namedtuple("Record", "partition offset key value headers")  # octets or None; headers: [(name, octets or None)]
Handling = collections.namedtuple("Handling", "worker epoch partition offset attempt begin end failed")

ADDED = "gulo-"  # headers that a dead letter has beside its own begin like this


def kind_of(record, type_name="work_item"):
    """What the service has to do with a record of the load: handle, fail, reject or pass."""
    if record.value is None:
        return "pass"
    types = [value for name, value in record.headers if name == "event_type"]
    if types and types[0] != type_name.encode():
        return "reject"
    try:
        item = json.loads(record.value)
        return "fail" if item["kind"] == "fail" else "handle"
    except (ValueError, KeyError, TypeError):
        return "reject"


def read_journals(journals):
    """journals: {worker: text}. All handlings; an epoch is a worker's how-manieth assignment of the partition."""
    handlings = []
    for worker, text in journals.items():
        assigned = collections.defaultdict(list)
        lines = [line.split(" ") for line in text.splitlines()]
        for line in lines:
            if line[0] == "A":
                for name in line[2:]:
                    if name:
                        assigned[int(name[name.rindex("[") + 1:-1])].append(int(line[1]))
        for line in lines:
            if line[0] in "HF":
                partition, offset, attempt, begin, end = map(int, line[1:6])
                epoch = bisect.bisect_right(assigned[partition], begin)
                handlings.append(Handling(worker, epoch, partition, offset, attempt, begin, end, line[0] == "F"))
    return handlings


class Round:
    """Everything that is known at the end of a round; `check` fills `violations` and `counts`."""

    def __init__(self, source, journals, outputs, dead, offsets, loaded, high_mark, disturbances, exactly_once=False, attempts=2):
        self.source = sorted(source)
        self.handlings = read_journals(journals)
        self.outputs, self.dead, self.offsets, self.loaded = outputs, dead, offsets, loaded
        self.high_mark, self.disturbances, self.exactly_once, self.attempts = high_mark, disturbances, exactly_once, attempts
        self.violations, self.counts = [], collections.Counter()
        self._seen = collections.Counter()

    def check(self):
        self.records = {(each.partition, each.offset): each for each in self.source}
        self.kinds = {place: kind_of(each) for place, each in self.records.items()}
        for kind in self.kinds.values():
            self.counts[{"handle": "to be handled", "fail": "failing always", "reject": "undecodable or unknown", "pass": "tombstones"}[kind]] += 1
        self.counts["records"] = len(self.source)
        if len(self.source) < self.loaded:
            self._violation("the cluster lost records of the load", f"{self.loaded} were acknowledged, {len(self.source)} can be read")
        self._check_handled()
        self._check_order()
        self._check_repeats()
        self._check_outputs()
        self._check_dead_letters()
        self._check_offsets()
        return self

    def _violation(self, kind, text):
        self._seen[kind] += 1
        if self._seen[kind] <= 10:
            self.violations.append(f"{kind}: {text}")
        elif self._seen[kind] == 11:
            self.violations.append(f"{kind}: and more")

    def _check_handled(self):
        self.done = {}  # place: when the first handling of it was complete
        for each in self.handlings:
            place = (each.partition, each.offset)
            kind = self.kinds.get(place)
            if kind not in ("handle", "fail"):
                self._violation("handled what is not to be handled", f"{place} ({kind}) by {each.worker}")
            elif not each.failed or each.attempt == self.attempts:
                self.done[place] = min(each.end, self.done.get(place, each.end))
            if each.attempt > self.attempts:
                self._violation("too many attempts", f"{place} attempt {each.attempt} by {each.worker}")
        for place, kind in self.kinds.items():
            if kind in ("handle", "fail") and place not in self.done:
                self._violation("lost", f"record {place} was never handled")
        self.counts["handlings"] = len(self.handlings)

    def _check_order(self):
        before = {}  # place: the place of the record before it in its lane
        last = {}
        for each in self.source:
            place = (each.partition, each.offset)
            if self.kinds[place] in ("handle", "fail"):
                lane = (each.partition, each.key)
                before[place] = last.get(lane)
                last[lane] = place
        # Whoever handles a record, the one before it was handled to its end by then.
        for each in self.handlings:
            place = (each.partition, each.offset)
            previous = before.get(place)
            if previous is not None and not self.done.get(previous, each.begin + 1) <= each.begin:
                self._violation("order", f"{place} was handled by {each.worker} before {previous} of the same key was done")
        # In one assignment a key is handled one at a time, and goes on without a gap.
        streams = collections.defaultdict(list)
        for each in self.handlings:
            record = self.records.get((each.partition, each.offset))
            if record is not None:
                streams[each.worker, each.partition, each.epoch, record.key].append(each)
        for (worker, partition, _, key), stream in streams.items():
            stream.sort(key=lambda each: each.begin)
            for one, next_one in zip(stream, stream[1:]):
                here, there = (partition, one.offset), (partition, next_one.offset)
                if next_one.begin < one.end:
                    self._violation("order", f"{worker} handled {here} and {there} of key {key!r} at the same time")
                if here == there or before.get(there) == here:
                    continue
                if next_one.offset > one.offset:
                    self._violation("order", f"{worker} went from {here} to {there} of key {key!r} and left out what is between")
                elif not self.exactly_once:  # an aborted transaction goes back in its assignment
                    self._violation("order", f"{worker} went back from {here} to {there} of key {key!r} without a new assignment")

    def _check_repeats(self):
        first = {}
        for each in sorted(self.handlings, key=lambda each: each.end):
            first.setdefault((each.partition, each.offset), each)
        again = collections.defaultdict(set)
        extra = collections.Counter()
        for each in self.handlings:
            place = (each.partition, each.offset)
            original = first[place]
            if (original.worker, original.epoch) != (each.worker, each.epoch) and original.end <= each.begin:
                again[each.worker, each.epoch, each.partition].add(each.offset)
            if each is not original and not each.failed:
                extra[each.partition] += 1
        self.counts["handled again"] = sum(extra.values())
        self.counts["most handled again after one fault in a partition"] = max((len(offsets) for offsets in again.values()), default=0)
        if self.exactly_once:
            return  # handlers of an aborted transaction are called again; its effects are not there
        for (worker, epoch, partition), offsets in again.items():
            if len(offsets) > self.high_mark:
                self._violation("repeats", f"{worker} handled {len(offsets)} records of partition {partition} again in its assignment {epoch}; at most {self.high_mark} may be")
        for partition, count in extra.items():
            if count > self.high_mark * max(1, self.disturbances):
                self._violation("repeats", f"{count} records of partition {partition} handled again after {self.disturbances} disturbances")

    def _check_outputs(self):
        seen = collections.Counter()
        latest = {}
        for each in sorted(self.outputs):
            try:
                body = json.loads(each.value)
                place = (body["partition"], body["offset"])
                name = (body["key"], body["sequence"])
            except (ValueError, KeyError, TypeError):
                self._violation("outputs", f"{each} is not an output")
                continue
            record = self.records.get(place)
            if self.kinds.get(place) != "handle":
                self._violation("outputs", f"an output of {place}, which is not one that has outputs")
                continue
            item = json.loads(record.value)
            if name != (item["key"], item["sequence"]) or (each.key or b"") != item["key"].encode():
                self._violation("outputs", f"the output of {place} is {name}, the item was {item}")
            seen[place] += 1
            # First outputs of a key stand in the order of its records.
            if seen[place] == 1 and record.key is not None:
                if latest.get(record.key, (place[0], -1)) > place:
                    self._violation("order", f"the output of {place} stands behind that of {latest[record.key]}")
                latest[record.key] = place
        for place, kind in self.kinds.items():
            if kind != "handle":
                continue
            if seen[place] == 0:
                self._violation("lost", f"{place} has no output")
            elif seen[place] > 1 and self.exactly_once:
                self._violation("exactly once", f"{place} has {seen[place]} outputs")
        self.counts["outputs"] = sum(seen.values())
        self.counts["outputs twice"] = sum(seen.values()) - len(seen)

    def _check_dead_letters(self):
        seen = collections.Counter()
        for each in self.dead:
            added = dict((name, value) for name, value in each.headers if name.startswith(ADDED))
            try:
                place = (int(added["gulo-original-partition"]), int(added["gulo-original-offset"]))
            except (KeyError, ValueError, TypeError):
                self._violation("dead letters", f"{each} does not say where it came from")
                continue
            record = self.records.get(place)
            if self.kinds.get(place) not in ("fail", "reject"):
                self._violation("dead letters", f"{place} ({self.kinds.get(place)}) was parked")
                continue
            own = [(name, value) for name, value in each.headers if not name.startswith(ADDED)]
            if (each.key, each.value, own) != (record.key, record.value, list(record.headers)):
                self._violation("dead letters", f"{place} is {record[2:]}, its dead letter {each[2:4] + (own,)}")
            if each.partition != place[0]:
                self._violation("dead letters", f"{place} was parked in partition {each.partition}")
            seen[place] += 1
        for place, kind in self.kinds.items():
            if kind in ("fail", "reject"):
                if seen[place] == 0:
                    self._violation("lost", f"{place} ({kind}) has no dead letter")
                elif seen[place] > (1 if self.exactly_once else 1 + max(1, self.disturbances)):
                    self._violation("dead letters", f"{place} was parked {seen[place]} times")
        self.counts["dead letters"] = sum(seen.values())
        self.counts["dead letters twice"] = sum(seen.values()) - len(seen)

    def _check_offsets(self):
        ends = {}
        for each in self.source:
            ends[each.partition] = each.offset + 1
        for partition, committed, end in self.offsets:
            if committed != end and not (committed < 0 and end == 0):
                self._violation("offsets", f"partition {partition} is committed up to {committed}, its log ends at {end}")
            if partition in ends and end < ends[partition]:
                self._violation("offsets", f"the log of partition {partition} ends at {end}, but offset {ends[partition] - 1} was read")
