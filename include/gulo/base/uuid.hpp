#pragma once
// A universally unique identifier: value, text form, and fresh ones that sort by time of making.

#include <gulo/base/clock.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/random.h>

namespace gulo {

/// 128 bits after RFC 9562. A default-constructed one is the nil UUID. Not an aggregate, so that a
/// uuid that a handler returns is a response and never mistaken for a message.
class uuid {
public:
    using bytes_type = std::array<std::uint8_t, 16>;
    static constexpr std::size_t text_size = 36;

    constexpr uuid() = default;
    explicit constexpr uuid(const bytes_type& bytes) : bytes_{bytes} {}

    /// Reads the form 8-4-4-4-12 in hexadecimal digits of either case; anything else gives nothing.
    static constexpr std::optional<uuid> parse(std::string_view text) noexcept {
        if (text.size() != text_size) return std::nullopt;
        uuid value;
        std::size_t at = 0;
        for (std::size_t index = 0; index < 16; ++index) {
            if (is_dash_before(index) && text[at++] != '-') return std::nullopt;
            const int high = digit(text[at]);
            const int low = digit(text[at + 1]);
            if (high < 0 || low < 0) return std::nullopt;
            value.bytes_[index] = static_cast<std::uint8_t>(high * 16 + low);
            at += 2;
        }
        return value;
    }

    /// A new version 7 UUID: milliseconds of `now`, then 74 random bits. Any thread. Throws std::system_error
    /// when the operating system gives no randomness.
    static uuid make(timestamp now) {
        struct pool {
            std::array<std::uint8_t, 640> random{};
            std::size_t used = 640;
        };
        static thread_local constinit pool pool{};
        if (pool.used + 10 > pool.random.size()) {
            refill(pool.random);
            pool.used = 0;
        }

        uuid value;
        const auto milliseconds = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
        for (std::size_t index = 0; index < 6; ++index)
            value.bytes_[index] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * index));
        for (std::size_t index = 6; index < 16; ++index) value.bytes_[index] = pool.random[pool.used++];
        value.bytes_[6] = static_cast<std::uint8_t>((value.bytes_[6] & 0x0f) | 0x70);
        value.bytes_[8] = static_cast<std::uint8_t>((value.bytes_[8] & 0x3f) | 0x80);
        return value;
    }

    static uuid make() { return make(real_clock::instance().wall_time()); }

    /// Writes the 36 characters of the lower-case text form, without a terminator.
    constexpr void write(char* out) const noexcept {
        constexpr std::string_view digits = "0123456789abcdef";
        for (std::size_t index = 0; index < 16; ++index) {
            if (is_dash_before(index)) *out++ = '-';
            *out++ = digits[bytes_[index] >> 4];
            *out++ = digits[bytes_[index] & 15];
        }
    }

    std::string to_string() const {
        std::string text(text_size, '\0');
        write(text.data());
        return text;
    }

    constexpr bool is_nil() const noexcept { return *this == uuid{}; }
    constexpr const bytes_type& bytes() const noexcept { return bytes_; }

    friend constexpr auto operator<=>(const uuid&, const uuid&) = default;
    friend constexpr bool operator==(const uuid&, const uuid&) = default;

private:
    static constexpr bool is_dash_before(std::size_t index) noexcept {
        return index == 4 || index == 6 || index == 8 || index == 10;
    }

    static constexpr int digit(char c) noexcept {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    }

    // The pool is filled by one system call for 64 identifiers; a forked child shares what is left of it.
    static void refill(std::array<std::uint8_t, 640>& random) {
        std::size_t filled = 0;
        while (filled < random.size()) {
            if (::getentropy(random.data() + filled, std::min<std::size_t>(256, random.size() - filled)) != 0)
                throw std::system_error{errno, std::generic_category(), "no randomness for a new uuid"};
            filled += std::min<std::size_t>(256, random.size() - filled);
        }
    }

    bytes_type bytes_{};
};

}  // namespace gulo

template <>
struct std::hash<gulo::uuid> {
    std::size_t operator()(const gulo::uuid& value) const noexcept {
        std::uint64_t mixed = 0;
        for (const auto byte : value.bytes()) mixed = (mixed ^ byte) * 0x100000001b3ULL;
        return static_cast<std::size_t>(mixed ^ (mixed >> 32));
    }
};
