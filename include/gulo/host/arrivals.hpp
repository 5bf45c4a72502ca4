#pragma once
// What the headers of a fetched record say about its way here.

#include <gulo/consume/record_table.hpp>
#include <gulo/consume/retry_topic.hpp>
#include <gulo/host/retry_topics.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace gulo::host_detail {

struct arrived_record {
    consume::arrival how;
    std::unique_ptr<const consume::journey> before;  ///< null: it came from its source topic
};

/// A record that came through a retry topic. `skew` is how far the clocks of the group's hosts may differ.
template <class Record>
arrived_record arrive_through(const retry_topics::topic& through, const Record& record, std::chrono::milliseconds longest_delay, std::chrono::milliseconds skew,
                              instant now, timestamp wall) {
    auto before = std::make_unique<consume::journey>(consume::read_journey(record, through.source));
    const timestamp due = consume::due_time(consume::header_text::time(header_source{record}.find(consume::retry_header::due)), record.time(), through.delay,
                                            longest_delay, wall);
    consume::arrival how;
    how.not_before = due + skew > wall ? now + (due + skew - wall) : now;
    how.attempts = before->attempts;
    how.stage = before->stage;
    how.origin = before->from.offset;
    if (before->first_failure) how.first_failure = now - (wall > *before->first_failure ? wall - *before->first_failure : std::chrono::microseconds{0});
    return {how, std::move(before)};
}

/// Of a record of a source topic whose keys may be parked: whether it is replayed from there, or for another group.
template <class Record>
void read_replay(const Record& record, std::string_view group, consume::arrival& how) {
    const header_source headers{record};
    const auto target = headers.find(consume::dead_letter_header::target_group);
    if (!target) return;
    if (*target != group) how.is_exempt = true;
    else how.replayed_parking = consume::header_text::number<std::int64_t>(headers.find(consume::dead_letter_header::parking));
}

}  // namespace gulo::host_detail
