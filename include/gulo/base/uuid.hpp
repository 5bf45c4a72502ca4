#pragma once
// A universally unique identifier: value, text form, and fresh ones that sort by time of making.

#include <gulo/base/clock.hpp>
#include <gulo/base/raise.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <pthread.h>
#include <sys/random.h>
#include <sys/types.h>

namespace gulo {

namespace detail {

/// Both digits of every octet.
inline constexpr std::array<char, 512> hexadecimal_digits = [] {
    std::array<char, 512> made{};
    for (std::size_t index = 0; index < made.size(); ++index) made[index] = "0123456789abcdef"[(index % 2 == 0 ? index / 2 >> 4 : index / 2) & 15];
    return made;
}();

}  // namespace detail

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

    /// A new version 7 UUID: milliseconds of `now`, then 74 random bits. Any thread, also after fork. Throws std::system_error
    /// when the operating system gives no randomness.
    static uuid make(timestamp now) {
        struct pool {
            std::array<std::uint8_t, random_size * pool_size> random{};
            std::size_t left = 0;
            unsigned forks = 0;
        };
        static thread_local constinit pool pool{};
        const unsigned forks = forks_.load(std::memory_order_relaxed);
        if (pool.left < random_size || pool.forks != forks) {
            refill(pool.random);
            pool.left = pool.random.size();
            pool.forks = forks;
        }
        pool.left -= random_size;

        uuid value;
        const auto milliseconds = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
        for (std::size_t index = 0; index < 6; ++index) value.bytes_[index] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * index));
        std::memcpy(value.bytes_.data() + 6, pool.random.data() + pool.left, random_size);
        value.bytes_[6] = static_cast<std::uint8_t>((value.bytes_[6] & 0x0f) | 0x70);
        value.bytes_[8] = static_cast<std::uint8_t>((value.bytes_[8] & 0x3f) | 0x80);
        return value;
    }

    static uuid make() { return make(real_clock::instance().wall_time()); }

    /// Writes the 36 characters of the lower-case text form, without a terminator.
    constexpr void write(char* out) const noexcept {
        std::size_t index = 0;
        for (const std::size_t end : {4U, 6U, 8U, 10U, 16U}) {
            if (index != 0) *out++ = '-';
            for (; index < end; ++index) {
                *out++ = detail::hexadecimal_digits[std::size_t{2} * bytes_[index]];
                *out++ = detail::hexadecimal_digits[std::size_t{2} * bytes_[index] + 1];
            }
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
    static constexpr bool is_dash_before(std::size_t index) noexcept { return index == 4 || index == 6 || index == 8 || index == 10; }

    static constexpr int digit(char c) noexcept {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    }

    // A forked child must not give out what its parent gives out too.
    static inline std::atomic<unsigned> forks_{0};
    static inline const int watches_forks_ = ::pthread_atfork(nullptr, nullptr, [] { forks_.fetch_add(1, std::memory_order_relaxed); });

    // The pool is filled by one system call.
    template <std::size_t Size>
    static void refill(std::array<std::uint8_t, Size>& random) {
        std::size_t filled = 0;
        while (filled < random.size()) {
            const ssize_t got = ::getrandom(random.data() + filled, random.size() - filled, 0);
            if (got < 0 && errno != EINTR) raise(std::system_error{errno, std::generic_category(), "no randomness for a new uuid"});
            if (got > 0) filled += static_cast<std::size_t>(got);
        }
    }

    static constexpr std::size_t random_size = 10;
    static constexpr std::size_t pool_size = 256;  // identifiers

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
