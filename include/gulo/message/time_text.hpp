#pragma once
// A wall-clock time as text.

#include <gulo/base/buffer.hpp>
#include <gulo/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace gulo::detail {

/// A wall-clock time as RFC 3339 in UTC with microseconds.
inline void append_time(buffer& out, timestamp time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto digits = [&out](std::uint64_t value, int count) {
        char* const begin = out.prepare(static_cast<std::size_t>(count));
        for (int index = count; index > 0; --index, value /= 10) begin[index - 1] = static_cast<char>('0' + value % 10);
        out.commit(static_cast<std::size_t>(count));
    };
    auto rest = static_cast<std::uint64_t>((time - day).count());
    const std::uint64_t microsecond = rest % 1'000'000;
    rest /= 1'000'000;
    digits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    out.push_back('-');
    digits(static_cast<unsigned>(date.month()), 2);
    out.push_back('-');
    digits(static_cast<unsigned>(date.day()), 2);
    out.push_back('T');
    digits(rest / 3600, 2);
    out.push_back(':');
    digits(rest / 60 % 60, 2);
    out.push_back(':');
    digits(rest % 60, 2);
    out.push_back('.');
    digits(microsecond, 6);
    out.push_back('Z');
}

}  // namespace gulo::detail
