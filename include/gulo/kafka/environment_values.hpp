#pragma once
// From the text of an environment variable to a member of kafka_config.

#include <gulo/kafka/choices.hpp>
#include <gulo/kafka/config.hpp>

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace gulo::kafka_detail {

inline std::optional<bool> bool_of(std::string_view text) noexcept {
    for (const std::string_view yes : {"true", "1", "yes", "on"})
        if (equal_ignoring_case(text, yes)) return true;
    for (const std::string_view no : {"false", "0", "no", "off"})
        if (equal_ignoring_case(text, no)) return false;
    return std::nullopt;
}

inline std::optional<std::int64_t> integer_of(std::string_view text) noexcept {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

template <class T>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

template <auto Member>
using member_type = std::remove_cvref_t<decltype(std::declval<kafka_config&>().*Member)>;

/// Sets one member. Answers what is allowed when `text` is not, otherwise an empty text. Numbers and durations
/// (in milliseconds) have to lie between `Least` and `Most`.
template <auto Member, std::int64_t Least = 0, std::int64_t Most = 0>
std::string into(kafka_config& config, std::string_view text) {
    using value_type = member_type<Member>;
    if constexpr (std::same_as<value_type, std::string> || std::same_as<value_type, secret>) {
        config.*Member = std::string{text};
    } else if constexpr (std::same_as<value_type, bool>) {
        const auto value = bool_of(text);
        if (!value) return "true or false";
        config.*Member = *value;
    } else if constexpr (std::is_enum_v<value_type>) {
        const auto value = choice_of<value_type>(text);
        if (!value) return all_names<value_type>();
        config.*Member = *value;
    } else {
        const auto value = integer_of(text);
        if (!value || *value < Least || *value > Most)
            return "a whole number from " + std::to_string(Least) + " to " + std::to_string(Most) + (is_duration<value_type> ? " (milliseconds)" : "");
        if constexpr (is_duration<value_type>) config.*Member = std::chrono::milliseconds{*value};
        else if constexpr (std::same_as<value_type, std::optional<int>>) config.*Member = static_cast<int>(*value);
        else config.*Member = static_cast<value_type>(*value);
    }
    return {};
}

inline std::string take_acks(kafka_config& config, std::string_view text) {
    if (text == "0") return "all or 1; with 0 a lost record would go unseen";
    return into<&kafka_config::producer_acks>(config, text == "-1" ? "all" : text);
}

inline std::string take_auto_commit(kafka_config& config, std::string_view text) {
    const auto value = bool_of(text);
    if (!value) return "false";
    // Set in many existing environments, so it does not stop the service; what was asked for, progress that is
    // committed by itself, is kept, only later than the client would.
    if (*value)
        config.notices.push_back(
            "KAFKA_ENABLE_AUTO_COMMIT=true is not followed: offsets are committed by Gulo, after their records were "
            "handled; the client's own auto-commit would lose records. Set it to false to silence this");
    return {};
}

inline std::string take_debug(kafka_config& config, std::string_view text) {
    const auto value = bool_of(text);
    config.debug = value ? (*value ? "all" : "") : std::string{text};
    return {};
}

}  // namespace gulo::kafka_detail
