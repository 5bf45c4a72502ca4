#pragma once
// Delayed retry topics: their names, and the headers of the records in them (rule R6).

#include <gulo/consume/dead_letter.hpp>
#include <gulo/consume/journey.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace gulo::consume {

/// A delay as the name of a topic has it, in the largest unit that expresses it: 500ms, 30s, 5m, 36h.
inline std::string delay_text(std::chrono::milliseconds delay) {
    const long long count = delay.count();
    if (count % 3'600'000 == 0) return std::to_string(count / 3'600'000) + "h";
    if (count % 60'000 == 0) return std::to_string(count / 60'000) + "m";
    if (count % 1'000 == 0) return std::to_string(count / 1'000) + "s";
    return std::to_string(count) + "ms";
}

/// `<topic>.<group>.retry-30s`.
inline std::string retry_topic_name(std::string_view source, std::string_view group, std::chrono::milliseconds delay) {
    return std::string{source} + "." + std::string{group} + ".retry-" + delay_text(delay);
}

/// Reads what a record of a retry topic has been through. `source` is the topic whose retry topic it is; what is missing
/// or malformed is taken from the record itself.
template <class Record>
journey read_journey(const Record& record, std::string_view source) {
    const header_source headers{record};
    using namespace dead_letter_header;
    journey found;
    found.from = {std::string{source}, record.partition(), record.offset(), record.time()};
    const auto first_partition = header_text::number<std::int32_t>(headers.find(partition));
    const auto first_offset = header_text::number<std::int64_t>(headers.find(offset));
    if (first_partition && first_offset && *first_partition >= 0 && *first_offset >= 0) {
        found.from.partition = *first_partition;
        found.from.offset = *first_offset;
    }
    if (const auto first_time = header_text::time(headers.find(time))) found.from.time = *first_time;
    const int called = header_text::number<int>(headers.find(attempts)).value_or(1);
    found.attempts = called > 0 && called < 1'000'000 ? called : 1;
    const int stage = header_text::number<int>(headers.find(retry_header::stage)).value_or(1);
    found.stage = stage > 0 && stage < 1'000 ? static_cast<std::size_t>(stage) : 1;
    found.first_failure = header_text::time(headers.find(first_failure));
    return found;
}

}  // namespace gulo::consume
