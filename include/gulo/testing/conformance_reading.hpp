#pragma once
// Conformance: where reading begins, what a commit stores, who reads what.

#include <gulo/testing/conformance_member.hpp>
#include <gulo/testing/conformance_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

namespace gulo::testing {

template <conformance_log Log>
struct conformance_reading {
    using member = conformance_member<Log>;

    static void fill(Log& log, const conformance_options& options, const std::string& topic, int count, int first = 0) {
        conformance_writer<Log> writer{log, options};
        for (int number = first; number < first + count; ++number) writer.put(topic, "key " + std::to_string(number % 5), std::to_string(number));
        writer.settle();
    }

    static void c10_earliest(Log& log, const conformance_options& options) {
        log.create_topic("t", 2);
        fill(log, options, "t", 10);
        member reader{log, options, "t", "g"};
        expect(reader.poll_until([&] { return reader.records.size() >= 10; }), "a new group that starts at the earliest offset does not get all records");
        reader.poll_on();
        expect(reader.records.size() == 10, "more records are read than there are");
    }

    static void c10_latest(Log& log, const conformance_options& options) {
        log.create_topic("t", 2);
        fill(log, options, "t", 10);
        {
            member idle{log, options, "t", "g", first_start::latest};
            expect(idle.poll_until([&] { return idle.assignments > 0; }), "a member gets no partitions");
            idle.poll_on();
            expect(idle.records.empty(), "a new group that starts at the latest offset gets earlier records");
        }
        fill(log, options, "t", 6, 10);
        member next{log, options, "t", "g", first_start::latest};
        expect(next.poll_until([&] { return next.records.size() >= 6; }), "where a group starts is not kept: it misses records that came while nobody read");
        next.poll_on();
        expect(next.records.size() == 6, "more records are read than came");
    }

    static void c1_commit_and_go_on(Log& log, const conformance_options& options) {
        log.create_topic("t", 1);
        fill(log, options, "t", 10);
        {
            member first{log, options, "t", "g"};
            expect(first.poll_until([&] { return first.records.size() >= 10; }), "not all records are read");
            const auto answer = first.commit({"t", 0}, first.records.at(6).offset);
            expect(answer.has_value(), "a commit has no answer");
            expect(!answer->cause, "a commit by the owner is refused");
        }
        member next{log, options, "t", "g"};
        expect(next.poll_until([&] { return next.records.size() >= 4; }), "after a commit the next member does not get the records from there on");
        next.poll_on();
        expect(next.records.size() == 4 && next.records[0].value == "6", "the next member does not begin at the committed offset");
    }

    static void c7_nothing_commits_by_itself(Log& log, const conformance_options& options) {
        log.create_topic("t", 1);
        fill(log, options, "t", 5);
        for (int round = 0; round < 2; ++round) {
            member reader{log, options, "t", "g"};
            expect(reader.poll_until([&] { return reader.records.size() >= 5; }), "records that nobody committed do not come again");
        }
    }

    static void c6_a_partition_that_is_not_read(Log& log, const conformance_options& options) {
        log.create_topic("t", 2);
        member reader{log, options, "t", "g"};
        expect(reader.poll_until([&] { return reader.assigned.size() == 2; }), "one member does not get both partitions");
        reader.consumer().set_reading({"t", 0}, false);
        {
            conformance_writer<Log> writer{log, options};
            for (int number = 0; number < 40; ++number) writer.put("t", "key", std::to_string(number), {}, number % 2);
            writer.settle();
        }
        const auto of = [&](std::int32_t partition) { return std::ranges::count(reader.records, partition, &conformance_record::partition); };
        expect(reader.poll_until([&] { return of(1) >= 20; }), "stopping one partition stops another one");
        reader.poll_on();
        expect(of(0) == 0, "records come of a partition that is not read");
        reader.consumer().set_reading({"t", 0}, true);
        expect(reader.poll_until([&] { return of(0) >= 20; }), "records are lost of a partition that was not read for a while");
        expect(of(0) == 20 && of(1) == 20, "records come twice");
    }

    static void c4_nothing_before_and_after(Log& log, const conformance_options& options) {
        log.create_topic("t", 2);
        member first{log, options, "t", "g"};
        first.answers = false;
        expect(first.poll_until([&] { return first.assignments > 0; }), "a member gets no partitions");
        fill(log, options, "t", 20);
        first.poll_on();
        expect(first.records.empty(), "records come before the assignment is answered");
        first.assign();
        expect(first.poll_until([&] { return first.records.size() >= 20; }), "records are lost that came before the assignment was answered");
        member second{log, options, "t", "g"};
        expect(first.poll_until([&] {
            second.poll();
            return first.revocations > 0;
        }),
               "a member is not asked for its partitions when another one joins");
        const std::size_t before = first.records.size();
        fill(log, options, "t", 20, 20);
        first.poll_on();
        expect(first.records.size() == before, "records come of partitions that were revoked");
        first.release();
        expect(second.poll_until([&] {
            first.poll();
            return second.assignments > 0;
        }),
               "partitions that were released go to nobody");
    }

    static void c4_two_members_share(Log& log, const conformance_options& options) {
        log.create_topic("t", 4);
        member first{log, options, "t", "g"};
        member second{log, options, "t", "g"};
        expect(first.poll_until([&] {
            second.poll();
            return first.assigned.size() == 2 && second.assigned.size() == 2;
        }),
               "two members do not get two of four partitions each");
        {
            conformance_writer<Log> writer{log, options};
            for (int number = 0; number < 40; ++number) writer.put("t", "key", std::to_string(number), {}, number % 4);
            writer.settle();
        }
        expect(first.poll_until([&] {
            second.poll();
            return first.records.size() + second.records.size() >= 40;
        }),
               "two members do not get all records");
        first.poll_on();
        second.poll_on();
        std::set<std::pair<std::int32_t, std::int64_t>> seen;
        for (const member* const each : {&first, &second})
            for (const conformance_record& one : each->records)
                expect(seen.insert({one.partition, one.offset}).second, "the record at " + one.place() + " comes twice");
        expect(first.records.size() == 20 && second.records.size() == 20, "a record comes to a member that its partition does not belong to");
    }

    static void c4_lost_partitions(Log& log, const conformance_options& options) {
        if constexpr (requires { log.lose_partitions(std::string{}); }) {
            log.create_topic("t", 1);
            fill(log, options, "t", 5);
            member reader{log, options, "t", "g"};
            expect(reader.poll_until([&] { return reader.records.size() >= 5; }), "not all records are read");
            log.lose_partitions("g");
            reader.answers = false;
            const auto answer = reader.commit({"t", 0}, reader.records.at(3).offset);
            expect(answer.has_value(), "a commit has no answer");
            expect(answer->cause.has_value(), "C3: a commit of a partition that was lost is not refused");
            expect(reader.poll_until([&] { return reader.losses > 0; }), "a member is not told that its partitions are lost");
            expect(reader.revocations == 0, "partitions that are lost are told as revoked");
            reader.records.clear();
            reader.answers = true;
            reader.release();
            expect(reader.poll_until([&] { return reader.records.size() >= 5; }), "records that were not committed do not come again after a loss");
        } else {
            skip("this log has no lose_partitions(group)");
        }
    }
};

}  // namespace gulo::testing
