#pragma once
// Which partition a key belongs to: the placement of Kafka's Java clients.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gulo {

/// murmur2 as org.apache.kafka.common.utils.Utils computes it.
constexpr std::uint32_t murmur2(std::string_view data) noexcept {
    constexpr std::uint32_t multiplier = 0x5bd1e995;
    const auto octet = [&](std::size_t index) { return static_cast<std::uint32_t>(static_cast<unsigned char>(data[index])); };
    const std::size_t size = data.size();
    std::uint32_t hash = 0x9747b28cU ^ static_cast<std::uint32_t>(size);
    std::size_t at = 0;
    for (; size - at >= 4; at += 4) {
        std::uint32_t block = octet(at) | octet(at + 1) << 8 | octet(at + 2) << 16 | octet(at + 3) << 24;
        block *= multiplier;
        block ^= block >> 24;
        block *= multiplier;
        hash *= multiplier;
        hash ^= block;
    }
    if (size - at == 3) hash ^= octet(at + 2) << 16;
    if (size - at >= 2) hash ^= octet(at + 1) << 8;
    if (size - at >= 1) {
        hash ^= octet(at);
        hash *= multiplier;
    }
    hash ^= hash >> 13;
    hash *= multiplier;
    hash ^= hash >> 15;
    return hash;
}

/// The partition of `key` in a topic of `count` partitions (at least 1).
constexpr std::int32_t partition_for_key(std::string_view key, std::int32_t count) noexcept {
    return static_cast<std::int32_t>(murmur2(key) & 0x7fffffff) % count;
}

}  // namespace gulo
