#pragma once
// The headers of a parked record: where it came from and why it is here.

#include <gulo/base/clock.hpp>
#include <gulo/consume/journey.hpp>
#include <gulo/message/header.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::consume {

/// The names of the headers that are added to a parked record (rule D1). All values are text.
namespace dead_letter_header {
inline constexpr std::string_view topic = "gulo-original-topic";
inline constexpr std::string_view partition = "gulo-original-partition";
inline constexpr std::string_view offset = "gulo-original-offset";
inline constexpr std::string_view time = "gulo-original-timestamp";
inline constexpr std::string_view group = "gulo-consumer-group";
inline constexpr std::string_view handler = "gulo-handler";
inline constexpr std::string_view exception_type = "gulo-exception-type";
inline constexpr std::string_view exception_message = "gulo-exception-message";
inline constexpr std::string_view attempts = "gulo-attempts";
inline constexpr std::string_view first_failure = "gulo-first-failure-time";
inline constexpr std::string_view last_failure = "gulo-last-failure-time";
inline constexpr std::string_view trace = "gulo-trace-id";
inline constexpr std::string_view replays = "gulo-replay-count";
inline constexpr std::string_view target_group = "gulo-target-group";  ///< of a replayed record: groups of other names pass it
inline constexpr std::string_view oversize = "gulo-original-size";     ///< of a stub: octets of key and value before they were cut
inline constexpr std::string_view parking = "gulo-parking";            ///< the parking of a key that a record belongs to
inline constexpr std::string_view replayed_to = "gulo-replayed-to";    ///< of a resolution: what it has not seen of the parking topic
}  // namespace dead_letter_header

/// An exception's or an error's text, and the trace id, are cut to this many octets.
inline constexpr std::size_t longest_reason = 1'024;

/// Why and when a record failed.
struct failure_history {
    std::string type;  ///< the exception's type, or the kind of error
    std::string message;
    std::string handler;  ///< the message whose handlers failed; empty when none was found
    timestamp first{};
    timestamp last{};
};

/// The headers for a dead letter: the record's own, without those that an earlier parking added, and then ours.
class dead_letter_headers {
public:
    template <class Record>
    dead_letter_headers(const Record& record, std::string_view group, int attempts, const failure_history& why, std::string_view trace)
        : dead_letter_headers{record, {std::string{record.topic()}, record.partition(), record.offset(), record.time()}, group, attempts, why, trace} {}

    /// For a record that first came from `origin`. `more` are further headers of ours.
    template <class Record>
    dead_letter_headers(const Record& record, const record_origin& origin, std::string_view group, int attempts, const failure_history& why,
                        std::string_view trace, std::vector<std::pair<std::string_view, std::string>> more = {}) {
        std::string replays = "0";
        record.for_each_header([&](const header_view& header) {
            if (header.name == dead_letter_header::replays && header.value) replays = *header.value;
            if (!is_ours(header.name)) own_.push_back({std::string{header.name}, copy(header.value)});
        });
        add(dead_letter_header::topic, origin.topic);
        add(dead_letter_header::partition, std::to_string(origin.partition));
        add(dead_letter_header::offset, std::to_string(origin.offset));
        add(dead_letter_header::time, header_text::milliseconds(origin.time));
        add(dead_letter_header::group, std::string{group});
        add(dead_letter_header::handler, why.handler);
        add(dead_letter_header::exception_type, shortened(why.type));
        add(dead_letter_header::exception_message, shortened(why.message));
        add(dead_letter_header::attempts, std::to_string(attempts));
        add(dead_letter_header::first_failure, header_text::milliseconds(why.first));
        add(dead_letter_header::last_failure, header_text::milliseconds(why.last));
        add(dead_letter_header::trace, shortened(trace));
        add(dead_letter_header::replays, std::move(replays));
        for (auto& [name, value] : more) add(name, std::move(value));
        for (const auto& [name, value] : own_) views_.push_back({name, value ? std::optional<std::string_view>{*value} : std::nullopt});
    }

    dead_letter_headers(const dead_letter_headers&) = delete;
    dead_letter_headers& operator=(const dead_letter_headers&) = delete;

    /// Valid as long as this object.
    const std::vector<header_view>& views() const noexcept { return views_; }

    static bool is_ours(std::string_view name) noexcept {
        using namespace dead_letter_header;
        static constexpr std::array names{
            topic,         partition,    offset, time,    group,        handler,  exception_type, exception_message, attempts,
            first_failure, last_failure, trace,  replays, target_group, oversize, parking,        retry_header::due, retry_header::stage};
        return std::ranges::find(names, name) != names.end();
    }

private:
    static std::optional<std::string> copy(std::optional<std::string_view> value) { return value ? std::optional<std::string>{*value} : std::nullopt; }
    // A character of UTF-8 is kept whole or left out.
    static std::string shortened(std::string_view text) {
        if (text.size() <= longest_reason) return std::string{text};
        std::size_t end = longest_reason;
        while (end > longest_reason - 4 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
        return std::string{text.substr(0, end)};
    }
    void add(std::string_view name, std::string value) { own_.push_back({std::string{name}, std::move(value)}); }

    std::vector<std::pair<std::string, std::optional<std::string>>> own_;
    std::vector<header_view> views_;
};

}  // namespace gulo::consume
