#pragma once
// Looking at dead letters and sending them back (rule D5).

#include <gulo/consume/replay.hpp>
#include <gulo/host/replay_publishing.hpp>
#include <gulo/transport/log_reader.hpp>
#include <gulo/transport/publisher.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// How far a reading of dead letters has come, and how it ended.
struct replay_progress {
    std::size_t read = 0;
    std::size_t replayed = 0;
    std::size_t passed = 0;       ///< not wanted by the filter
    std::size_t skipped = 0;      ///< stubs, and records of which nobody knows the topic or the group
    std::size_t quarantined = 0;  ///< replayed too often
    bool is_complete = false;     ///< the end of the topic was reached
    std::string stopped{};        ///< why not, otherwise
};

/// How dead letters are sent back.
struct replay_options {
    std::string target{};                                       ///< the topic; empty: the one that each record came from
    std::string group{};                                        ///< the group that handles them, others pass them; empty: the one that failed
    std::string progress{};                                     ///< a group under whose offsets the run can be resumed; empty: it begins at the beginning
    std::size_t most = 10'000;                                  ///< no more records in one run
    std::size_t per_second = 1'000;                             ///< not faster
    int most_replays = 3;                                       ///< a record that was replayed so often goes to `<topic>.quarantine`
    std::size_t first = 1;                                      ///< so many go ahead, and if one of them fails again within
    std::chrono::milliseconds first_wait{5'000};                ///< this time, the run stops; 0: none goes ahead
    std::chrono::milliseconds bound{30'000};                    ///< for each answer of the broker
    std::function<bool(const replay_progress&)> on_progress{};  ///< called after each batch; false stops the run
    const clock* time = nullptr;                                ///< null: the machine's
};

/// The dead letters in one topic, through a transport that was started and outlives this. One thread; everything blocks.
template <readable_transport Transport>
class dead_letters {
    using reader_type = typename Transport::reader_type;
    using record_type = typename reader_type::record_type;

public:
    dead_letters(Transport& transport, std::string topic) : transport_{transport}, topic_{std::move(topic)} {}

    /// Calls `visit(record, letter)` for each dead letter that fits, up to the end that the topic has now; `letter` is a
    /// consume::dead_letter_view. Throws gulo::failure when the topic cannot be read within `bound` without progress.
    template <class Visit>
    replay_progress for_each(const dead_letter_filter& filter, Visit&& visit, std::chrono::milliseconds bound = std::chrono::seconds{30}) {
        replay_progress progress;
        const auto reader = transport_.read();
        host_detail::read_to_end(*reader, topic_, {}, bound, [&](const record_type& record) {
            ++progress.read;
            const consume::dead_letter_view letter = consume::read_dead_letter(record);
            if (consume::fits(filter, letter, record.key())) visit(record, letter);
            else ++progress.passed;
            return true;
        });
        progress.is_complete = true;
        return progress;
    }

    /// How many dead letters that fit there are for each exception type: what a replay would send back.
    std::map<std::string, std::size_t> histogram(const dead_letter_filter& filter = {}) {
        std::map<std::string, std::size_t> counts;
        for_each(filter, [&](const record_type&, const consume::dead_letter_view& letter) { ++counts[letter.exception_type]; });
        return counts;
    }

    /// Sends dead letters back: key, value and headers as they were, without ours except for whom they are and how often
    /// they were replayed. A batch is acknowledged by the broker before its progress is committed, so a run that was
    /// interrupted repeats at most one batch. Stops at the first record that cannot be published or comes back, because
    /// then the fault is still there. Throws gulo::failure when the topic cannot be read or the settings cannot work.
    replay_progress replay(const dead_letter_filter& filter, const replay_options& options) {
        check_options(options);
        run state{.options = options,
                  .progress = {},
                  .batch = {},
                  .begun = begun(options),
                  .next = {},
                  .partitions = {},
                  .reader = transport_.read(),
                  .admin = transport_.read()};
        const std::string quarantine = topic_ + ".quarantine";
        const auto take = [&](const record_type& record) { return take_one(state, filter, record, quarantine); };
        host_detail::read_to_end(*state.reader, topic_, options.progress, options.bound, take);
        finish_batch(state);
        state.progress.is_complete = state.progress.stopped.empty();
        if (options.on_progress) options.on_progress(state.progress);
        return state.progress;
    }

private:
    struct run {
        const replay_options& options;
        replay_progress progress;
        std::optional<host_detail::replay_batch> batch;
        timestamp begun;
        std::map<topic_partition, std::int64_t> next;    // what the batch will commit
        std::map<std::string, std::int32_t> partitions;  // of the targets
        std::unique_ptr<reader_type> reader;
        std::unique_ptr<reader_type> admin;
        std::size_t sent = 0;
        std::size_t sent_ahead = 0;
    };

    static constexpr std::size_t batch_size = 100;

    static const clock& time_of(const replay_options& options) noexcept { return options.time != nullptr ? *options.time : real_clock::instance(); }
    static timestamp begun(const replay_options& options) noexcept { return std::chrono::floor<std::chrono::milliseconds>(time_of(options).wall_time()); }

    void check_options(const replay_options& options) const {
        const auto refuse = [](std::string why) { throw failure{{errc::invalid_configuration, std::move(why)}}; };
        if (options.target == topic_) refuse("dead letters of \"" + topic_ + "\" would be replayed into the topic that they are in; name another target");
        if (options.per_second == 0) refuse("replay_options::per_second is 0; it is at least 1");
    }

    bool take_one(run& state, const dead_letter_filter& filter, const record_type& record, const std::string& quarantine) {
        using consume::replay_step;
        const replay_options& options = state.options;
        const consume::dead_letter_view letter = consume::read_dead_letter(record);
        const std::string& target = options.target.empty() ? letter.topic : options.target;
        const std::string& group = options.group.empty() ? letter.group : options.group;
        const replay_step step =
            consume::step_for(filter, letter, record.key(), options.most_replays, state.begun, !target.empty() && target != topic_, !group.empty());
        if (step == replay_step::returned) return stop(state, "a replayed record failed again: " + letter.exception_type + ": " + letter.exception_message);
        if (step == replay_step::replay && state.sent == options.most) return stop(state, "the most records of one run were replayed");
        ++state.progress.read;
        state.next[{topic_, record.partition()}] = record.offset() + 1;
        switch (step) {
        case replay_step::pass: ++state.progress.passed; break;
        case replay_step::skip: ++state.progress.skipped; break;
        case replay_step::quarantine: {
            ++state.progress.quarantined;
            transport_.out().prepare_topic({side_topic::kind::parking, quarantine, topic_, {}});
            std::vector<header_view> headers;
            record.for_each_header([&](const header_view& header) { headers.push_back(header); });
            batch(state).publish({quarantine, any_partition, record.key(), record.value(), headers, std::nullopt});
            break;
        }
        case replay_step::replay: {
            ++state.sent;
            const consume::replay_headers headers{record, group, letter.replays + 1};
            const bool same = target == letter.topic && letter.partition >= 0 && letter.partition < partitions(state, target);
            batch(state).publish({target, same ? letter.partition : any_partition, record.key(), record.value(), headers.views(), std::nullopt});
            break;
        }
        case replay_step::returned: break;
        }
        if (state.sent_ahead < options.first && state.sent > state.sent_ahead) {
            state.sent_ahead = state.sent;
            return finish_batch(state) && (state.sent_ahead < options.first || survived(state));
        }
        const bool full = (state.batch && state.batch->size() >= (std::min)(batch_size, options.per_second)) || state.progress.read % 1'000 == 0;
        return !full || finish_batch(state);
    }

    host_detail::replay_batch& batch(run& state) {
        if (!state.batch) state.batch.emplace(transport_.out());
        return *state.batch;
    }

    std::int32_t partitions(run& state, const std::string& target) {
        const auto known = state.partitions.find(target);
        if (known != state.partitions.end()) return known->second;
        const auto count = state.admin->partition_count(target, state.options.bound);
        if (!count) throw failure{count.error()};
        return state.partitions.emplace(target, *count).first->second;
    }

    // Publishes first, commits then.
    bool finish_batch(run& state) {
        if (state.batch) {
            const std::size_t published = state.batch->size();
            const auto why = state.batch->wait(state.options.bound);
            state.batch.reset();
            if (why) {
                state.next.clear();
                return stop(state, why->message);
            }
            state.progress.replayed = state.sent;
            host_detail::keep_pace(published, state.options.per_second);
        }
        if (!state.options.progress.empty() && !state.next.empty()) {
            std::vector<partition_offset> offsets;
            for (const auto& [partition, offset] : state.next) offsets.push_back({partition, offset});
            if (const auto stored = state.admin->commit(state.options.progress, offsets, state.options.bound); !stored)
                return stop(state, stored.error().message);
        }
        state.next.clear();
        if (state.progress.stopped.empty() && state.options.on_progress && !state.options.on_progress(state.progress))
            return stop(state, "the caller stopped it");
        return state.progress.stopped.empty();
    }

    // Waits whether one of those that went ahead comes back.
    bool survived(run& state) {
        if (state.options.first_wait.count() == 0) return true;
        const auto reader = transport_.read();
        const auto until = std::chrono::steady_clock::now() + state.options.first_wait;
        bool good = true;
        while (good && std::chrono::steady_clock::now() < until) {
            host_detail::read_to_end(*reader, topic_, {}, state.options.bound, [&](const record_type& record) {
                const consume::dead_letter_view letter = consume::read_dead_letter(record);
                if (letter.replays > 0 && letter.last_failure && *letter.last_failure >= state.begun)
                    good = stop(state, "a replayed record failed again: " + letter.exception_type + ": " + letter.exception_message);
                return good;
            });
            if (good) host_detail::rest(std::chrono::milliseconds{100});
        }
        return good;
    }

    bool stop(run& state, std::string why) {
        if (state.progress.stopped.empty()) state.progress.stopped = std::move(why);
        return false;
    }

    Transport& transport_;
    std::string topic_;
};

}  // namespace gulo
