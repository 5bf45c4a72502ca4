#pragma once
// Conformance: members that come, go and die, logs that are cut, and the orderly end.

#include <gulo/testing/conformance_handling.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace gulo::testing {

template <conformance_log Log>
struct conformance_changes {
    using worker = conformance_worker<Log>;
    using handling = conformance_handling<Log>;
    using options_type = conformance_options;

    static void c4_rebalance_while_handlers_run(Log& log, const options_type& options) {
        handling::make_topics(log, 4);
        handling::put_rows(log, options, 40, 4);
        conformance_desk desk;
        conformance_desk other_desk;
        worker first{log, options, desk, "g"};
        std::optional<worker> second;
        desk.work = [&](const conformance_job&, const context&) {
            if (second) return;
            second.emplace(log, options, other_desk, "g");
            // This handler runs on while the group asks for its partition.
            const auto end = std::chrono::steady_clock::now() + options.rebalance;
            first.holds = true;
            while (std::chrono::steady_clock::now() < end) first.step(), second->step();
            first.holds = false;
        };
        const auto calls = [&] { return desk.calls.size() + other_desk.calls.size(); };
        expect(first.step_until([&] {
            if (second) second->step();
            return second && calls() >= 40 && first.has_assignment() && second->has_assignment() && first.is_idle() && second->is_idle();
        }),
               "after a member joined while a handler ran, not everything is handled and committed");
        for (int number = 1; number <= 40; ++number)
            expect(desk.times(number) + other_desk.times(number) > 0, "record " + std::to_string(number) + " is lost over an orderly rebalance");
        if constexpr (requires { Log::refuses_commits_in_a_rebalance; }) {
            return;  // the last commit before a release is not stored, so records come again, and in order from there on
        }
        for (int number = 1; number <= 40; ++number)
            expect(desk.times(number) + other_desk.times(number) == 1,
                   "record " + std::to_string(number) + " is not handled exactly once over an orderly rebalance");
        for (int key = 0; key < 4; ++key) {
            auto numbers = desk.numbers("key " + std::to_string(key));
            for (const std::int64_t each : other_desk.numbers("key " + std::to_string(key))) numbers.push_back(each);
            expect(std::ranges::is_sorted(numbers), "C2: a rebalance changes the order of a key");
        }
    }

    static void c1_crash(Log& log, const options_type& options) {
        handling::make_topics(log, 2);
        handling::put_jobs(log, options, 20, 4);
        conformance_desk desk;
        consumer_settings settings = conformance_settings();
        settings.commit_interval = std::chrono::hours{1};  // what it handles is not committed when it dies
        {
            worker dying{log, options, desk, "g", settings};
            dying.holds = true;
            expect(dying.step_until([&] { return dying.waiting() >= 4; }), "records do not come");
            for (int count = 0; count < 3; ++count) dying.run_one();
            dying.step_on(options.grace);
            dying.crash();
        }
        conformance_desk next;
        worker heir{log, options, next, "g"};
        expect(heir.step_until([&] { return next.calls.size() >= 20 && heir.is_idle(); }), "records of a member that died are not handled by the next");
        for (int number = 1; number <= 20; ++number)
            expect(next.times(number) == 1, "record " + std::to_string(number) + " of a member that died does not come exactly once");
        for (const auto& each : next.calls) expect(each.attempt == 1, "R9: attempts of another process are counted");
    }

    static void s_drain_under_load(Log& log, const options_type& options) {
        handling::make_topics(log, 2);
        handling::put_rows(log, options, 60, 2);
        conformance_desk desk;
        {
            worker at_work{log, options, desk, "g"};
            expect(at_work.step_until([&] { return desk.calls.size() >= 5; }), "records do not come");
            at_work.begin_stop();
            expect(at_work.step_until([&] { return at_work.has_ended(); }), "a service under load does not end");
        }
        const std::size_t handled = desk.calls.size();
        conformance_desk next;
        worker heir{log, options, next, "g"};
        expect(heir.step_until([&] { return handled + next.calls.size() >= 60 && heir.is_idle(); }), "records are lost over an orderly end");
        for (int number = 1; number <= 60; ++number)
            expect(desk.times(number) + next.times(number) == 1, "S5: record " + std::to_string(number) + " is not handled exactly once over an orderly end");
    }

    static void r4_cancelled_backoff(Log& log, const options_type& options) {
        handling::make_topics(log);
        handling::put_jobs(log, options, 2, 2);
        conformance_desk desk;
        desk.work = [](const conformance_job& each, const context&) {
            if (each.number == 1) throw std::runtime_error{"refused"};
        };
        consumer_settings settings = conformance_settings();
        settings.first_backoff = std::chrono::seconds{30};
        const auto begin = std::chrono::steady_clock::now();
        {
            worker at_work{log, options, desk, "g", settings};
            expect(at_work.step_until([&] { return desk.times(1) > 0 && desk.times(2) > 0; }), "a back-off blocks another key");
            at_work.step_on(options.grace);
            expect(at_work.committed(0) <= 0, "a record is committed while it waits to be tried again");
            at_work.begin_stop();
            expect(at_work.step_until([&] { return at_work.has_ended(); }), "a back-off keeps a service from ending");
            expect(at_work.count().dead_lettered == 0, "R5: a record whose back-off was cancelled is parked");
        }
        expect(std::chrono::steady_clock::now() - begin < std::chrono::seconds{30} || desk.times(1) == 1, "a back-off is waited for at the end");
        conformance_desk next;
        worker heir{log, options, next, "g"};
        expect(heir.step_until([&] { return next.times(1) > 0 && heir.is_idle(); }), "a record whose back-off was cancelled is lost");
        expect(next.calls.front().attempt == 1, "R9: attempts of another process are counted");
    }

    static void c3_loss_while_handlers_wait(Log& log, const options_type& options) {
        if constexpr (requires { log.lose_partitions(std::string{}); }) {
            handling::make_topics(log);
            handling::put_jobs(log, options, 6, 6);
            conformance_desk desk;
            bool lost = false;
            worker at_work{log, options, desk, "g"};
            desk.work = [&](const conformance_job& each, const context&) {
                if (each.number != 1 || std::exchange(lost, true)) return;
                log.lose_partitions("g");
                at_work.step_on(options.grace);
            };
            expect(at_work.step_until([&] { return desk.times(1) >= 2 && desk.calls.size() >= 7 && at_work.is_idle(); }),
                   "records of a lost partition do not come again");
            at_work.begin_stop();
            expect(at_work.step_until([&] { return at_work.has_ended(); }), "a service does not end");
            const auto done = read_all(log, options, std::string{conformance_done::topic}, 6);
            std::size_t of_first = 0;
            for (const conformance_record& each : done) of_first += each.value == "{\"number\":1}" ? 1 : 0;
            expect(of_first == 1, "the output of a record whose partition was lost meanwhile is published");
        } else {
            skip("this log has no lose_partitions(group)");
        }
    }

    static void c10_truncated(Log& log, const options_type& options) {
        if constexpr (requires { log.truncate(topic_partition{}, std::int64_t{}); }) {
            handling::make_topics(log);
            handling::put_jobs(log, options, 6, 2);
            conformance_desk desk;
            worker at_work{log, options, desk, "g"};
            expect(at_work.step_until([&] { return desk.calls.size() >= 6 && at_work.is_idle(); }), "not every record is handled");
            log.truncate({std::string{conformance_job::topic}, 0}, 4);
            handling::put_jobs(log, options, 3, 1, 101);
            expect(at_work.step_until([&] { return desk.times(103) > 0 && at_work.is_idle(); }), "records of a log that was truncated are not handled");
            for (int number = 101; number <= 103; ++number)
                expect(desk.times(number) == 1, "record " + std::to_string(number) + " of a log that was truncated is not handled exactly once");
            expect(at_work.committed(0) == 7, "the offset after a truncation is not committed");
        } else {
            skip("this log has no truncate(topic_partition, offset)");
        }
    }
};

}  // namespace gulo::testing
