#pragma once
// Sending the records of a parked key back, and freeing the key (rule R7).

#include <gulo/consume/replay.hpp>
#include <gulo/host/key_followers.hpp>
#include <gulo/host/replay_publishing.hpp>
#include <gulo/transport/log_reader.hpp>
#include <gulo/transport/publisher.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// What a resolution did.
struct resolution {
    std::size_t replayed = 0;
    bool was_parked = false;  ///< false: the key was not parked, and nothing was done
};

/// The parked keys of one source topic and group, through a transport that was started and outlives this. One thread;
/// everything blocks, at most `bound` for each answer of the broker, and throws gulo::failure then.
template <readable_transport Transport>
class parked_records {
    using reader_type = typename Transport::reader_type;
    using record_type = typename reader_type::record_type;

public:
    /// `settle` is how long a running service may take to hear that a key is free.
    parked_records(Transport& transport, std::string source, std::string group, std::chrono::milliseconds bound = std::chrono::seconds{30},
                   std::chrono::milliseconds settle = std::chrono::seconds{2})
        : transport_{transport}, source_{std::move(source)}, group_{std::move(group)}, bound_{bound}, settle_{settle} {}

    /// The keys that are parked, each with the offset of the record that caused it.
    std::map<std::string, std::int64_t> keys() {
        std::map<std::string, std::int64_t> found;
        const auto reader = transport_.read();
        host_detail::read_to_end(*reader, stem() + ".parked-keys", {}, bound_, [&](const record_type& record) {
            if (!record.key()) return true;
            const std::string key{*record.key()};
            const auto ended = consume::header_text::number<std::int64_t>(header_source{record}.find(consume::dead_letter_header::parking));
            if (record.value()) found[key] = consume::header_text::number<std::int64_t>(record.value()).value_or(-1);
            else if (const auto known = found.find(key); known != found.end() && (!ended || *ended == known->second)) found.erase(known);
            return true;
        });
        return found;
    }

    /// Publishes the parked records of a key to the source topic in their order, for the group, which handles them
    /// although the key is parked; and then frees the key. A record that fails again parks its key anew, and those behind
    /// it follow. Ends when nothing more has followed for `settle`: a service that hears of it later, because it stands still, and
    /// has let more records follow, parks the key again and says so. What of the key is published to the source while this runs may be handled before the last of the parked
    /// ones; for strict order let its producers wait.
    resolution resolve(std::string_view key) {
        resolution done;
        const auto all = keys();
        const auto found = all.find(std::string{key});
        if (found == all.end()) return done;
        done.was_parked = true;
        const std::int64_t parking = found->second;
        std::map<topic_partition, std::int64_t> next;
        // Until a whole round brings nothing more: what arrives while others are replayed belongs behind them.
        while (const std::size_t more = replay(key, parking, next)) done.replayed += more;
        free(key, parking, nullptr);
        // What comes before the service has heard of it still follows the key.
        for (auto last = std::chrono::steady_clock::now();;) {
            if (const std::size_t more = replay(key, parking, next)) {
                done.replayed += more;
                last = std::chrono::steady_clock::now();
            }
            if (std::chrono::steady_clock::now() - last >= settle_) break;
            host_detail::rest((std::min)(settle_, std::chrono::milliseconds{250}));
        }
        // The last word: a service that has parked more than this parks the key again.
        replayed_offsets seen;
        for (const auto& [partition, offset] : next) seen[partition.partition] = offset;
        free(key, parking, &seen);
        return done;
    }

private:
    std::string stem() const { return source_ + "." + group_; }

    std::size_t replay(std::string_view key, std::int64_t parking, std::map<topic_partition, std::int64_t>& next) {
        std::size_t count = 0;
        host_detail::replay_batch batch{transport_.out()};
        const auto reader = transport_.read();
        const auto partitions = reader->partition_count(source_, bound_);
        if (!partitions) throw failure{partitions.error()};
        host_detail::read_to_end(*reader, stem() + ".parked", {}, bound_, [&](const record_type& record) {
            std::int64_t& from = next[{std::string{record.topic()}, record.partition()}];
            if (record.offset() < from) return true;
            from = record.offset() + 1;
            const header_source headers{record};
            if (record.key() != key || consume::header_text::number<std::int64_t>(headers.find(consume::dead_letter_header::parking)) != parking) return true;
            const consume::dead_letter_view letter = consume::read_dead_letter(record);
            const consume::replay_headers back{record, group_, letter.replays + 1, {{consume::dead_letter_header::parking, std::to_string(parking)}}};
            const bool same = letter.partition >= 0 && letter.partition < *partitions;
            batch.publish({source_, same ? letter.partition : any_partition, record.key(), record.value(), back.views(), std::nullopt});
            ++count;
            return true;
        });
        if (const auto why = batch.wait(bound_)) throw failure{*why};
        return count;
    }

    // The tombstone names the parking that it ends: one that has begun since stays.
    void free(std::string_view key, std::int64_t parking, const replayed_offsets* seen) {
        const std::string index = stem() + ".parked-keys";
        const auto place = place_of(key, index);
        const std::string number = std::to_string(parking);
        const std::string replayed_to = seen != nullptr ? to_text(*seen) : "";
        std::vector<header_view> headers{{consume::dead_letter_header::parking, number}};
        if (seen != nullptr) headers.push_back({consume::dead_letter_header::replayed_to, replayed_to});
        host_detail::replay_batch batch{transport_.out()};
        batch.publish({index, place, key, std::nullopt, headers, std::nullopt});
        if (const auto why = batch.wait(bound_)) throw failure{*why};
    }

    // Where the entry is, which need not be where its key would go.
    std::int32_t place_of(std::string_view key, const std::string& index) {
        std::int32_t place = any_partition;
        const auto reader = transport_.read();
        host_detail::read_to_end(*reader, index, {}, bound_, [&](const record_type& record) {
            if (record.key() == key && record.value()) place = record.partition();
            return true;
        });
        return place;
    }

    Transport& transport_;
    std::string source_;
    std::string group_;
    std::chrono::milliseconds bound_;
    std::chrono::milliseconds settle_;
};

}  // namespace gulo
