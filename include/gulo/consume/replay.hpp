#pragma once
// Replaying dead letters, as decisions: what a record is, whether it is wanted, how it goes back (rule D5).

#include <gulo/codec/open_record.hpp>
#include <gulo/consume/dead_letter.hpp>
#include <gulo/consume/journey.hpp>
#include <gulo/message/metadata.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// Which dead letters are meant; what is not set holds for all.
struct dead_letter_filter {
    std::optional<std::string> exception_type{};  ///< exactly the header gulo-exception-type
    std::optional<std::string> reason{};          ///< part of the header gulo-exception-message
    std::optional<std::string> message_type{};    ///< the type that the record names, in its headers or in the envelope that is its value
    std::optional<std::string> group{};           ///< the group that failed
    std::optional<std::string> key{};
    std::optional<timestamp> failed_from{};  ///< the last failure at this time or later
    std::optional<timestamp> failed_before{};
};

namespace consume {

/// What the headers of a dead letter say. What is missing is empty.
struct dead_letter_view {
    std::string topic;
    std::int32_t partition = -1;
    std::string group;
    std::string exception_type;
    std::string exception_message;
    std::string message_type;
    std::optional<timestamp> last_failure;
    int replays = 0;
    bool is_stub = false;
};

template <class Record>
dead_letter_view read_dead_letter(const Record& record) {
    const header_source headers{record};
    const auto text = [&](std::string_view name) { return std::string{headers.find(name).value_or("")}; };
    dead_letter_view found;
    found.topic = text(dead_letter_header::topic);
    found.partition = header_text::number<std::int32_t>(headers.find(dead_letter_header::partition)).value_or(-1);
    found.group = text(dead_letter_header::group);
    found.exception_type = text(dead_letter_header::exception_type);
    found.exception_message = text(dead_letter_header::exception_message);
    found.message_type = read_any_type(headers, record.value());
    found.last_failure = header_text::time(headers.find(dead_letter_header::last_failure));
    found.replays = (std::max)(0, header_text::number<int>(headers.find(dead_letter_header::replays)).value_or(0));
    found.is_stub = headers.find(dead_letter_header::oversize).has_value();
    return found;
}

/// A dead letter that does not tell something does not fit a filter that asks for it.
inline bool fits(const dead_letter_filter& filter, const dead_letter_view& letter, std::optional<std::string_view> key) {
    if (filter.exception_type && *filter.exception_type != letter.exception_type) return false;
    if (filter.reason && letter.exception_message.find(*filter.reason) == std::string::npos) return false;
    if (filter.message_type && *filter.message_type != letter.message_type) return false;
    if (filter.group && *filter.group != letter.group) return false;
    if (filter.key && (!key || *filter.key != *key)) return false;
    if (filter.failed_from && (!letter.last_failure || *letter.last_failure < *filter.failed_from)) return false;
    if (filter.failed_before && (!letter.last_failure || *letter.last_failure >= *filter.failed_before)) return false;
    return true;
}

/// The headers of a record that goes back: its own as they were, for whom it is, and further ones of ours.
template <class Record>
class replay_headers {
public:
    replay_headers(const Record& record, std::string_view group, int replays, std::vector<std::pair<std::string_view, std::string>> more = {})
        : more_{std::move(more)}, group_{group}, replays_{std::to_string(replays)} {
        record.for_each_header([&](const header_view& header) {
            if (!dead_letter_headers::is_ours(header.name)) views_.push_back(header);
        });
        views_.push_back({dead_letter_header::target_group, group_});
        views_.push_back({dead_letter_header::replays, replays_});
        for (const auto& [name, value] : more_) views_.push_back({name, value});
    }
    replay_headers(const replay_headers&) = delete;
    replay_headers& operator=(const replay_headers&) = delete;

    /// Valid as long as this object and the record.
    const std::vector<header_view>& views() const noexcept { return views_; }

private:
    std::vector<std::pair<std::string_view, std::string>> more_;
    std::string group_;
    std::string replays_;
    std::vector<header_view> views_;
};

/// What is done with a dead letter.
enum class replay_step : std::uint8_t {
    pass,  ///< the filter does not want it
    skip,  ///< it cannot be replayed: a stub, or nobody says for whom or whereto
    replay,
    quarantine,  ///< it was replayed too often
    returned,    ///< it was replayed in this run and has failed again: stop
};

inline replay_step step_for(const dead_letter_filter& filter, const dead_letter_view& letter, std::optional<std::string_view> key, int most_replays,
                            timestamp begun, bool has_target, bool has_group) {
    if (letter.replays > 0 && letter.last_failure && *letter.last_failure >= begun) return replay_step::returned;
    if (!fits(filter, letter, key)) return replay_step::pass;
    if (letter.is_stub || !has_target || !has_group) return replay_step::skip;
    return letter.replays >= most_replays ? replay_step::quarantine : replay_step::replay;
}

}  // namespace consume

}  // namespace gulo
