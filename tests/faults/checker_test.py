#!/usr/bin/env python3
"""The checker finds what it is there to find: each case breaks a clean history in one way."""

import json
import unittest

from checker import Record, Round


def item(partition, offset, key, kind="plain", headers=()):
    value = json.dumps({"key": key, "sequence": offset, "kind": kind, "milliseconds": 0}).encode()
    return Record(partition, offset, key.encode(), value, list(headers))


def output(of, offset):
    return Record(of.partition, offset, of.key, json.dumps({"key": of.key.decode(), "sequence": of.offset, "partition": of.partition, "offset": of.offset}).encode(), [])


def dead(of):
    return of._replace(headers=list(of.headers) + [("gulo-original-partition", str(of.partition).encode()), ("gulo-original-offset", str(of.offset).encode())])


class History:
    """Six records of two keys in a partition, one worker, all as it should be."""

    def __init__(self):
        self.source = [item(0, 0, "a"), item(0, 1, "b"), item(0, 2, "a"), item(0, 3, "a", "fail", [("x", b"\0\xff"), ("n", None)]), item(0, 4, "b"),
                       Record(0, 5, b"b", b"{oops", []), Record(0, 6, b"a", None, []), item(0, 7, "a")]
        self.lines = {"one": ["A 1 work[0]", "H 0 0 1 10 11", "H 0 1 1 10 12", "H 0 2 1 12 13", "F 0 3 1 14 15", "F 0 3 2 16 17", "H 0 4 1 13 14", "H 0 7 1 20 21"]}
        self.outputs = [output(self.source[at], position) for position, at in enumerate((0, 1, 2, 4, 7))]
        self.dead = [dead(self.source[3]), dead(self.source[5])]
        self.offsets = [(0, 8, 8)]
        self.loaded = 8

    def check(self, high_mark=3, exactly_once=False):
        return Round(self.source, {name: "\n".join(lines) for name, lines in self.lines.items()}, self.outputs, self.dead, self.offsets,
                     self.loaded, high_mark, 1, exactly_once).check()


class Checker(unittest.TestCase):
    def setUp(self):
        self.history = History()

    def expect(self, text, **more):
        violations = self.history.check(**more).violations
        self.assertTrue(any(text in each for each in violations), violations)

    def test_a_clean_history(self):
        self.assertEqual(self.history.check().violations, [])
        self.assertEqual(self.history.check(exactly_once=True).violations, [])

    def test_a_record_never_handled(self):
        self.history.lines["one"].remove("H 0 7 1 20 21")
        self.expect("lost: record (0, 7)")

    def test_a_record_of_the_load_that_the_cluster_lost(self):
        self.history.loaded = 9
        self.expect("the cluster lost")

    def test_handled_before_the_one_before_it(self):
        self.history.lines["one"][3] = "H 0 2 1 9 13"
        self.expect("order: (0, 2)")

    def test_two_of_a_key_at_the_same_time_in_an_assignment(self):
        self.history.lines["one"] += ["H 0 7 1 20 30"]
        self.expect("at the same time")

    def test_back_without_a_new_assignment(self):
        self.history.lines["one"] += ["H 0 4 1 40 41", "H 0 1 1 42 43"]
        self.expect("went back")

    def test_a_gap_after_a_repeat(self):
        self.history.lines["two"] = ["A 30 work[0]", "H 0 0 1 31 32", "H 0 7 1 33 34"]
        self.expect("left out what is between")

    def test_repeats_within_the_bound(self):
        self.history.lines["two"] = ["A 30 work[0]", "H 0 1 1 31 32", "H 0 4 1 33 34", "H 0 7 1 33 34"]
        self.assertEqual(self.history.check().violations, [])

    def test_repeats_past_the_bound(self):
        self.history.lines["two"] = ["A 30 work[0]", "H 0 1 1 31 32", "H 0 4 1 33 34", "H 0 7 1 33 34"]
        self.expect("repeats: two", high_mark=2)

    def test_what_is_to_be_rejected_was_handled(self):
        self.history.lines["one"] += ["H 0 5 1 40 41"]
        self.expect("handled what is not to be handled")

    def test_too_many_attempts(self):
        self.history.lines["one"].insert(6, "F 0 3 3 18 19")
        self.expect("too many attempts")

    def test_an_output_is_missing(self):
        self.history.outputs.pop()
        self.expect("lost: (0, 7) has no output")

    def test_an_output_of_a_failing_handler(self):
        self.history.outputs.append(output(self.history.source[3], 9))
        self.expect("outputs: an output of (0, 3)")

    def test_an_output_with_other_content(self):
        self.history.outputs[0] = self.history.outputs[0]._replace(value=b'{"key":"a","sequence":7,"partition":0,"offset":0}')
        self.expect("outputs: the output of (0, 0)")

    def test_two_outputs(self):
        self.history.outputs.append(output(self.history.source[0], 9))
        self.assertEqual(self.history.check().violations, [])
        self.expect("exactly once: (0, 0) has 2", exactly_once=True)

    def test_outputs_out_of_order(self):
        self.history.outputs[0], self.history.outputs[2] = output(self.history.source[2], 0), output(self.history.source[0], 2)
        self.expect("order: the output of (0, 0)")

    def test_no_dead_letter(self):
        self.history.dead.pop()
        self.expect("lost: (0, 5) (reject) has no dead letter")

    def test_a_dead_letter_without_a_header(self):
        self.history.dead[0] = self.history.dead[0]._replace(headers=self.history.dead[0].headers[1:])
        self.expect("dead letters: (0, 3)")

    def test_a_dead_letter_with_another_value(self):
        self.history.dead[1] = self.history.dead[1]._replace(value=b"{}")
        self.expect("dead letters: (0, 5)")

    def test_a_good_record_parked(self):
        self.history.dead.append(dead(self.history.source[0]))
        self.expect("dead letters: (0, 0) (handle) was parked")

    def test_a_dead_letter_twice_with_exactly_once(self):
        self.history.dead.append(dead(self.history.source[5]))
        self.assertEqual(self.history.check().violations, [])
        self.expect("parked 2 times", exactly_once=True)

    def test_committed_too_little_and_too_much(self):
        self.history.offsets = [(0, 7, 8)]
        self.expect("offsets: partition 0")
        self.history.offsets = [(0, 9, 8)]
        self.expect("offsets: partition 0")


if __name__ == "__main__":
    unittest.main()
