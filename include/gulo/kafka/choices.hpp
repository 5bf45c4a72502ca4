#pragma once
// The closed choices of a Kafka configuration, with the names that Kafka gives them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gulo {

enum class security_protocol : std::uint8_t { plaintext, ssl, sasl_plaintext, sasl_ssl };
enum class sasl_mechanism : std::uint8_t { plain, scram_sha_256, scram_sha_512, gssapi, oauthbearer };
enum class compression_type : std::uint8_t { none, gzip, snappy, lz4, zstd };

/// How many brokers must have a record before it counts as delivered. There is no "none": every publish has an
/// outcome that somebody sees (rule P2).
enum class producer_acks : std::uint8_t { all, leader };

enum class offset_reset : std::uint8_t { earliest, latest };

/// How a group divides its partitions. `cooperative_sticky` moves fewer partitions in a rebalance, but its commits
/// fail more often, so more records are handled twice. All members of a group need the same choice.
enum class assignment_strategy : std::uint8_t { range, roundrobin, cooperative_sticky };

namespace kafka_detail {

template <class Choice>
inline constexpr std::array<std::string_view, 0> names_of{};
template <>
inline constexpr std::array<std::string_view, 4> names_of<security_protocol>{"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"};
template <>
inline constexpr std::array<std::string_view, 5> names_of<sasl_mechanism>{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "OAUTHBEARER"};
template <>
inline constexpr std::array<std::string_view, 5> names_of<compression_type>{"none", "gzip", "snappy", "lz4", "zstd"};
template <>
inline constexpr std::array<std::string_view, 2> names_of<producer_acks>{"all", "1"};
template <>
inline constexpr std::array<std::string_view, 2> names_of<offset_reset>{"earliest", "latest"};
template <>
inline constexpr std::array<std::string_view, 3> names_of<assignment_strategy>{"range", "roundrobin", "cooperative-sticky"};

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t at = 0; at < a.size(); ++at)
        if (lower(a[at]) != lower(b[at])) return false;
    return true;
}

template <class Choice>
constexpr std::string_view name_of(Choice choice) noexcept {
    return names_of<Choice>[static_cast<std::size_t>(choice)];
}

template <class Choice>
constexpr std::optional<Choice> choice_of(std::string_view name) noexcept {
    for (std::size_t at = 0; at < names_of<Choice>.size(); ++at)
        if (equal_ignoring_case(names_of<Choice>[at], name)) return static_cast<Choice>(at);
    return std::nullopt;
}

/// "a, b or c", for sentences that say what is allowed.
template <class Choice>
std::string all_names() {
    std::string text;
    const auto& names = names_of<Choice>;
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (at != 0) text += at + 1 == names.size() ? " or " : ", ";
        text += names[at];
    }
    return text;
}

}  // namespace kafka_detail
}  // namespace gulo
