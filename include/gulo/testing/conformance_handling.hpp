#pragma once
// Conformance: order, frontier, retries and dead letters of an application that consumes from the log.

#include <gulo/consume/dead_letter.hpp>
#include <gulo/testing/conformance_member.hpp>
#include <gulo/testing/conformance_worker.hpp>
#include <gulo/testing/conformance_writer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::testing {

template <conformance_log Log>
struct conformance_handling {
    using worker = conformance_worker<Log>;
    using options_type = conformance_options;

    static std::string job(int number) { return "{\"number\":" + std::to_string(number) + "}"; }
    static std::string parked_topic() { return std::string{conformance_job::topic} + ".dlq"; }

    static void make_topics(Log& log, int partitions = 1) {
        for (const std::string_view each : {conformance_job::topic, conformance_done::topic}) log.create_topic(std::string{each}, partitions);
        log.create_topic(parked_topic(), partitions);
    }

    static void put_jobs(Log& log, const options_type& options, int count, int keys, int first = 1) {
        conformance_writer<Log> writer{log, options};
        for (int number = first; number < first + count; ++number) writer.put(conformance_job::topic, "key " + std::to_string(number % keys), job(number));
        writer.settle();
    }

    /// One key for each partition, so that what is handled is a row without holes and all of it can be committed.
    static void put_rows(Log& log, const options_type& options, int count, int partitions) {
        conformance_writer<Log> writer{log, options};
        for (int number = 1; number <= count; ++number)
            writer.put(conformance_job::topic, "key " + std::to_string(number % partitions), job(number), {}, number % partitions);
        writer.settle();
    }

    static void c2_order_per_key(Log& log, const options_type& options) {
        make_topics(log, 3);
        put_jobs(log, options, 80, 8);
        for (const std::uint64_t seed : {1U, 2U}) {
            conformance_desk desk;
            worker at_work{log, options, desk, "g" + std::to_string(seed), conformance_settings(), seed};
            expect(at_work.step_until([&] { return desk.calls.size() >= 80 && at_work.is_idle(); }),
                   "not every record is handled, or not everything is committed");
            expect(desk.calls.size() == 80, "a record is handled more than once");
            for (int key = 0; key < 8; ++key) {
                const auto numbers = desk.numbers("key " + std::to_string(key));
                expect(std::ranges::is_sorted(numbers), "records of one key are handled in another order than they were published in");
            }
        }
    }

    static void c1_frontier(Log& log, const options_type& options) {
        make_topics(log);
        put_jobs(log, options, 6, 3);  // keys 1 2 0 1 2 0
        conformance_desk desk;
        worker at_work{log, options, desk, "g"};
        bool looked = false;
        desk.work = [&](const conformance_job& each, const context& about) {
            if (each.number != 2) return;
            const std::int64_t offset = about.received()->offset;
            at_work.step_on(options.grace);  // others go on and commit meanwhile
            looked = true;
            expect_in_handler(at_work.committed(0) <= offset);
        };
        expect(at_work.step_until([&] { return desk.calls.size() >= 6 && at_work.is_idle(); }), "not every record is handled, or not everything is committed");
        expect(looked && !failed_in_handler(), "an offset is committed beyond a record that is being handled");
        expect(at_work.committed(0) > 5, "what is handled is not committed");
    }

    static void c1_gap(Log& log, const options_type& options) {
        if constexpr (requires { log.append_gap(topic_partition{}); }) {
            make_topics(log);
            const topic_partition partition{std::string{conformance_job::topic}, 0};
            log.append_gap(partition);
            for (int round = 0; round < 4; ++round) {
                put_jobs(log, options, 2, 2, 1 + 2 * round);
                log.append_gap(partition);
            }
            conformance_desk desk;
            bool reached = false;
            {
                worker at_work{log, options, desk, "g"};
                desk.work = [&](const conformance_job& each, const context& about) {
                    if (each.number != 3) return;
                    const std::int64_t offset = about.received()->offset;
                    at_work.step_on(options.grace);
                    expect_in_handler(at_work.committed(0) <= offset);
                    reached = true;
                };
                expect(at_work.step_until([&] { return desk.calls.size() >= 8 && at_work.is_idle(); }),
                       "not every record behind a gap is handled and committed");
            }
            expect(reached && !failed_in_handler(), "an offset is committed beyond a record that is being handled, over a gap");
            conformance_desk next;
            worker again{log, options, next, "g"};
            again.step_on(options.grace);
            expect(next.calls.empty(), "records come again that were committed over gaps");
        } else {
            skip("this log has no append_gap(topic_partition)");
        }
    }

    static void r1_attempts_and_dead_letter(Log& log, const options_type& options) {
        make_topics(log, 2);
        std::vector<header_view> headers{{"event_id", "7"}, {"twice", "1"}, {"twice", "2"}, {"null", std::nullopt}};
        {
            conformance_writer<Log> writer{log, options};
            writer.put(conformance_job::topic, "key", job(1), headers);
            writer.put(conformance_job::topic, "key", job(2));
            writer.settle();
        }
        conformance_desk desk;
        desk.work = [](const conformance_job& each, const context&) {
            if (each.number == 1) throw std::runtime_error{"refused"};
        };
        {
            worker at_work{log, options, desk, "g"};
            expect(at_work.step_until([&] { return desk.times(2) > 0 && at_work.is_idle(); }), "a record behind one that fails is not handled");
        }
        expect(desk.times(1) == 3, "R1: with max_attempts = 3 the handler is called " + std::to_string(desk.times(1)) + " times");
        for (std::size_t index = 0; index < 3; ++index) expect(desk.calls[index].attempt == static_cast<int>(index) + 1, "R1: attempts are not counted from 1");
        check_parked(log, options, "key", job(1), headers, "3");
    }

    static void c8_undecodable(Log& log, const options_type& options) {
        using namespace std::string_view_literals;
        const auto garbage = "\xff\xfe\0{not a document"sv;
        const std::vector<header_view> headers{{"binary", "\0\xff"sv}};
        parked_at_once(log, options, garbage, headers);
    }

    static void c8_unknown_type(Log& log, const options_type& options) {
        const std::vector<header_view> headers{{"event_type", "a_type_that_nobody_knows"}};
        parked_at_once(log, options, job(1), headers);
    }

    static void c8_unknown_type_ignored(Log& log, const options_type& options) {
        make_topics(log);
        {
            conformance_writer<Log> writer{log, options};
            writer.put(conformance_job::topic, "key", job(1), {{"event_type", "a_type_that_nobody_knows"}});
            writer.put(conformance_job::topic, "key", job(2));
            writer.settle();
        }
        conformance_desk desk;
        consumer_settings settings = conformance_settings();
        settings.unknown = unknown_type::ignore;
        worker at_work{log, options, desk, "g", settings};
        expect(at_work.step_until([&] { return desk.times(2) > 0 && at_work.is_idle(); }), "a record behind one that is ignored is not handled");
        expect(at_work.count().dead_lettered == 0 && desk.times(1) == 0, "a record of an ignored type is handled or parked");
    }

    static void c8_tombstone(Log& log, const options_type& options) {
        make_topics(log);
        {
            conformance_writer<Log> writer{log, options};
            writer.put(conformance_job::topic, "key", std::nullopt);
            writer.put(conformance_job::topic, "key", job(2));
            writer.settle();
        }
        conformance_desk desk;
        worker at_work{log, options, desk, "g"};
        expect(at_work.step_until([&] { return desk.times(2) > 0 && at_work.is_idle(); }), "a record behind a tombstone is not handled");
        expect(at_work.count().dead_lettered == 0, "a tombstone is parked");
        expect(at_work.count().passed == 1, "a tombstone is not counted as passed");
    }

    static void d2_refused_dead_letter(Log& log, const options_type& options) {
        if constexpr (requires { log.refuse(std::string{}, true); }) {
            make_topics(log);
            {
                conformance_writer<Log> writer{log, options};
                writer.put(conformance_job::topic, "key", "{");
                writer.settle();
            }
            log.refuse(parked_topic(), true);
            conformance_desk desk;
            worker at_work{log, options, desk, "g"};
            expect(at_work.step_until([&] { return at_work.is_degraded(); }), "health does not show that a dead letter was refused");
            at_work.step_on(options.grace);
            expect(at_work.committed(0) == 0, "a record is committed although its dead letter was refused");
            log.refuse(parked_topic(), false);
            expect(at_work.step_until([&] { return at_work.committed(0) == 1; }), "a refused dead letter is not tried again");
            expect(!at_work.is_degraded(), "health does not come back");
            expect(read_all(log, options, parked_topic(), 1).size() == 1, "the dead letter is not in its topic once");
        } else {
            skip("this log has no refuse(topic, bool)");
        }
    }

    static void c1_refused_output(Log& log, const options_type& options) {
        if constexpr (requires { log.refuse(std::string{}, true); }) {
            make_topics(log);
            put_jobs(log, options, 1, 1);
            const std::string done{conformance_done::topic};
            log.refuse(done, true);
            conformance_desk desk;
            worker at_work{log, options, desk, "g"};
            expect(at_work.step_until([&] { return !desk.calls.empty(); }), "a record is not handled");
            at_work.step_on(options.grace);
            expect(at_work.committed(0) == 0, "a record is committed although its output was refused");
            log.refuse(done, false);
            expect(at_work.step_until([&] { return at_work.committed(0) == 1; }), "what could not be published is not tried again");
            for (const auto& each : desk.calls) expect(each.attempt == 1, "an output that was not stored counts as an attempt");
            expect(!read_all(log, options, done, 1).empty(), "the output is lost");
        } else {
            skip("this log has no refuse(topic, bool)");
        }
    }

private:
    static void parked_at_once(Log& log, const options_type& options, std::string_view value, const std::vector<header_view>& headers) {
        make_topics(log, 2);
        {
            conformance_writer<Log> writer{log, options};
            writer.put(conformance_job::topic, "key", value, headers);
            writer.put(conformance_job::topic, "key", job(2));
            writer.settle();
        }
        conformance_desk desk;
        {
            worker at_work{log, options, desk, "g"};
            expect(at_work.step_until([&] { return desk.times(2) > 0 && at_work.is_idle(); }), "a record behind one that cannot be handled is not handled");
        }
        expect(desk.calls.size() == 1, "a handler is called for a record that it cannot take");
        check_parked(log, options, "key", value, headers, "1");
    }

    // Rule D1.
    static void check_parked(Log& log, const options_type& options, std::string_view key, std::string_view value, const std::vector<header_view>& headers,
                             std::string_view attempts) {
        const auto sources = read_all(log, options, std::string{conformance_job::topic}, 1);
        const auto parked = read_all(log, options, parked_topic(), 1);
        expect(parked.size() == 1, std::to_string(parked.size()) + " records are in the dead-letter topic");
        expect(parked[0].key == key && parked[0].value == value, "the dead letter's key or value is not that of its record");
        std::vector<std::pair<std::string, std::optional<std::string>>> own;
        for (const auto& each : parked[0].headers)
            if (!consume::dead_letter_headers::is_ours(each.first)) own.push_back(each);
        std::vector<std::pair<std::string, std::optional<std::string>>> wanted;
        for (const header_view& each : headers) wanted.emplace_back(each.name, each.value ? std::optional<std::string>{*each.value} : std::nullopt);
        expect(own == wanted, "the dead letter's headers are not those of its record");
        expect(parked[0].header(consume::dead_letter_header::attempts) == attempts,
               "the dead letter tells " + parked[0].header(consume::dead_letter_header::attempts) + " attempts");
        const auto source = std::ranges::find_if(sources, [&](const conformance_record& each) { return each.value == value; });
        expect(source != sources.end() && parked[0].header(consume::dead_letter_header::offset) == std::to_string(source->offset) &&
                   parked[0].header(consume::dead_letter_header::partition) == std::to_string(source->partition),
               "the dead letter does not tell where its record stands");
        expect(parked[0].partition == source->partition, "D3: the dead letter is in another partition than its record");
    }

    // A handler's exception would be a failed attempt, so what is wrong inside is kept.
    static void expect_in_handler(bool holds) { wrong_ = wrong_ || !holds; }
    static bool failed_in_handler() { return std::exchange(wrong_, false); }
    static inline bool wrong_ = false;
};

}  // namespace gulo::testing
