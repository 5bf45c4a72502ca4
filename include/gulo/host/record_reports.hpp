#pragma once
// What a consumer tells of its records and partitions: words for the log, counts, and the service's health.

#include <gulo/base/errc.hpp>
#include <gulo/consume/action.hpp>
#include <gulo/consume/dead_letter.hpp>
#include <gulo/host/completions.hpp>
#include <gulo/observe/counters.hpp>
#include <gulo/observe/health.hpp>
#include <gulo/observe/log_router.hpp>
#include <gulo/transport/transport.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// Belongs to the consumer loop's thread.
class record_reports {
public:
    record_reports(log_router& log, health& state, counters& count) noexcept : log_{log}, health_{state}, count_{count} {}

    void say(severity level, std::string_view text, const std::vector<log_field>& fields = {}) { log_.write({level, text, fields}); }

    void say(severity level, std::string_view text, const std::vector<topic_partition>& partitions) {
        std::string names;
        for (const topic_partition& each : partitions) names += (names.empty() ? "" : " ") + each.topic + "[" + std::to_string(each.partition) + "]";
        say(level, text, {{"partitions", names}});
    }

    /// Of one record, with where it stands.
    template <fetched_record Record>
    void say(severity level, std::string_view text, const Record& record, std::string_view reason) {
        const std::string partition = std::to_string(record.partition());
        const std::string offset = std::to_string(record.offset());
        say(level, text, std::vector<log_field>{{"topic", record.topic()}, {"partition", partition}, {"offset", offset}, {"reason", reason}});
    }

    /// A call of the handlers has ended; a failure goes into the record's history.
    template <fetched_record Record>
    void ended(completion& done, const Record& record, consume::failure_history& history, timestamp wall_time) {
        std::string_view words = "a record cannot be handled";
        switch (done.how) {
        case consume::outcome::handled: ++count_.handled; return;
        case consume::outcome::passed: ++count_.passed; return;
        case consume::outcome::cancelled: return;
        case consume::outcome::failed: words = "a record was not handled"; break;
        case consume::outcome::unstored: words = "what a record's handlers published was not stored; they are called again"; break;
        case consume::outcome::rejected:
        case consume::outcome::blocked: break;
        }
        history.last = wall_time;
        if (history.first == timestamp{}) history.first = history.last;
        history.type = std::move(done.type);
        history.message = std::move(done.message);
        say(severity::warning, words, record, history.message);
    }

    /// A record stands in another topic now.
    template <fetched_record Record>
    void moved(consume::parking_place to, const Record& record, std::string_view reason) {
        switch (to) {
        case consume::parking_place::dead_letters: ++count_.dead_lettered; break;
        case consume::parking_place::retry_topic:
            ++count_.delayed;
            health_.recover(consume::trouble::retry_topics);
            break;
        case consume::parking_place::parking_topic: ++count_.parked; break;
        }
        say(severity::warning, "a record went to its " + std::string{name_of(to)}, record, reason);
    }

    template <fetched_record Record>
    void not_moved(consume::parking_place to, const Record& record, std::string_view reason) {
        say(severity::error, "a record could not be written to its " + std::string{name_of(to)}, record, reason);
    }

    template <fetched_record Record>
    void not_delayed(const Record& record, const std::string& reason) {
        say(severity::error, "a record could not be delayed by its retry topic; it is delayed in place", record, reason);
        health_.degrade(consume::trouble::retry_topics, reason);
    }

private:
    static std::string_view name_of(consume::parking_place place) noexcept {
        switch (place) {
        case consume::parking_place::dead_letters: return "dead-letter topic";
        case consume::parking_place::retry_topic: return "retry topic";
        case consume::parking_place::parking_topic: return "parking topic";
        }
        return "";
    }

    log_router& log_;
    health& health_;
    counters& count_;
};

}  // namespace gulo
