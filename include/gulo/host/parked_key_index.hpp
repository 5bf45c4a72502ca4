#pragma once
// Which keys are parked, as the index topic beside a source topic tells it (rule R7).

#include <gulo/base/clock.hpp>
#include <gulo/base/error.hpp>
#include <gulo/consume/dead_letter.hpp>
#include <gulo/consume/journey.hpp>
#include <gulo/host/parked_key_writes.hpp>
#include <gulo/host/retry_topics.hpp>
#include <gulo/transport/log_reader.hpp>
#include <gulo/transport/publisher.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// Follows the index of some source partitions. All functions from the consumer loop's thread.
class parked_key_index {
public:
    struct entry {
        topic_partition source;
        std::string key;
        std::optional<std::int64_t> parking;
        bool is_resolved = false;
        std::optional<std::string> replayed_to{};  ///< of the last word of a resolution
    };

    virtual ~parked_key_index() = default;

    /// Reads the index of a source partition from its beginning, and goes on reading.
    virtual void follow(const topic_partition& source) = 0;
    virtual void unfollow(const topic_partition& source) = 0;

    /// What came since; `known` gets the sources whose index was read to its end, `faults` what went wrong, also again and
    /// again. Does not wait.
    virtual void poll(std::vector<entry>& entries, std::vector<topic_partition>& known, std::vector<error>& faults, instant now) = 0;

    /// Writes an entry again, with the next `write_out`. It is tried until it is stored, something newer of its key is known,
    /// or the source is not followed any more.
    virtual void write(const topic_partition& source, std::string_view key, std::int64_t parking) = 0;

    /// What is known of a key now, from the index or because it is being written elsewhere: an older entry is not written any more.
    virtual void supersede(const entry& newer) = 0;

    /// Publishes what waits for it, without waiting for outcomes. `faults` gets why an entry was not stored, once of each.
    virtual void write_out(std::vector<error>& faults, instant now) = 0;
};

/// The index over a transport's reader.
template <log_reader Reader>
class reading_key_index final : public parked_key_index {
public:
    /// `topics` and `out` outlive it.
    reading_key_index(std::unique_ptr<Reader> reader, const retry_topics& topics, publisher& out) : reader_{std::move(reader)}, topics_{topics}, out_{out} {}

    void follow(const topic_partition& source) override { waiting_.push_back(source); }

    void unfollow(const topic_partition& source) override {
        std::erase(waiting_, source);
        writes_.forget(source);
        const auto found = followed_.find(source);
        if (found == followed_.end()) return;
        const topic_partition index = found->second.index;
        followed_.erase(found);
        if (std::ranges::any_of(followed_, [&](const auto& each) { return each.second.index == index; })) return;
        read_again_.erase(index);
        reader_->stop(index);
    }

    void poll(std::vector<entry>& entries, std::vector<topic_partition>& known, std::vector<error>& faults, instant now) override {
        begin_waiting();
        begin_again(now);
        inbox_.clear();
        reader_->poll(inbox_, most_at_once, std::chrono::milliseconds{0});
        for (const auto& record : inbox_.records) {
            if (!record.key()) continue;
            const topic_partition index{std::string{record.topic()}, record.partition()};
            const bool is_resolved = !record.value();
            const auto parking = is_resolved ? header_source{record}.find(consume::dead_letter_header::parking) : record.value();
            std::optional<std::string> replayed_to;
            if (is_resolved) replayed_to = header_source{record}.find(consume::dead_letter_header::replayed_to);
            auto number = consume::header_text::number<std::int64_t>(parking);
            if (!is_resolved && !number) number = -1;
            const bool is_read_again = read_again_.contains(index);
            for (auto& [source, at] : followed_) {
                if (at.index != index || (is_read_again && record.offset() < at.next)) continue;
                at.next = record.offset() + 1;
                entries.push_back({source, std::string{*record.key()}, number, is_resolved, replayed_to});
            }
        }
        inbox_.records.clear();
        for (const topic_partition& index : inbox_.at_end) {
            read_again_.erase(index);
            for (auto& [source, at] : followed_) {
                if (at.index != index) continue;
                at.is_known = true;
                known.push_back(source);
            }
        }
        if (!inbox_.faults.empty() && !next_try_) next_try_ = now + std::chrono::seconds{1};
        std::ranges::move(inbox_.faults, std::back_inserter(faults));
    }

    void write(const topic_partition& source, std::string_view key, std::int64_t parking) override {
        if (const auto found = followed_.find(source); found != followed_.end()) writes_.add(source, found->second.index, key, parking);
    }
    void supersede(const entry& newer) override { writes_.supersede(newer.source, newer.key, newer.parking, newer.is_resolved); }
    // While an index is read from its beginning, what supersedes an entry may stand further behind.
    void write_out(std::vector<error>& faults, instant now) override {
        writes_.write_out(faults, now, [this](const topic_partition& source) { return followed_.at(source).is_known; });
    }

private:
    static constexpr std::size_t most_at_once = 10'000;

    struct followed {
        topic_partition index;
        std::int64_t next = 0;  // of the index: what this source has not heard
        bool is_known = false;
    };

    // An index that cannot be made or looked at yet is asked for again; the publisher remembers for how long not to. That
    // it may block on the polling thread is borne: the service has asked before it began, so that this is a repetition
    // within a bound of seconds, while the partition's records wait anyway.
    void begin_waiting() {
        std::vector<topic_partition> still;
        for (topic_partition& source : waiting_) {
            const auto* const names = topics_.parking_of(source.topic);
            const auto count = names != nullptr ? out_.prepare_topic({side_topic::kind::parked_keys, names->index, names->source, {}}) : std::nullopt;
            if (!count || *count < 1) {
                still.push_back(std::move(source));
                continue;
            }
            const topic_partition index{names->index, source.partition % *count};
            followed_.insert_or_assign(source, followed{index});
            begin(index);
        }
        waiting_ = std::move(still);
    }

    // From the beginning also where another source partition reads it already: the new one has to hear everything. To the
    // other, an entry of long ago is no news: its keys would be free for a moment.
    void begin(const topic_partition& index) {
        read_again_.insert(index);
        reader_->begin(index, 0);
    }

    // A fault does not say whose it is; nothing is lost by beginning those anew that were not read to their ends.
    void begin_again(instant now) {
        if (!next_try_ || now < *next_try_) return;
        next_try_.reset();
        std::set<topic_partition> unread;
        for (auto& [source, at] : followed_) {
            if (at.is_known) continue;
            at.next = 0;
            unread.insert(at.index);
        }
        for (const topic_partition& index : unread) begin(index);
    }

    std::unique_ptr<Reader> reader_;
    const retry_topics& topics_;
    publisher& out_;
    parked_key_writes writes_{out_};
    std::vector<topic_partition> waiting_;
    std::map<topic_partition, followed> followed_;
    std::set<topic_partition> read_again_;  // those that are read from their beginning
    std::optional<instant> next_try_;
    reader_inbox<typename Reader::record_type> inbox_;
};

}  // namespace gulo
