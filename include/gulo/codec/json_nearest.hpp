#pragma once
// The nearest floating-point value of a decimal text, also where the standard library has no std::from_chars for it.

#include <locale.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <string>
#include <system_error>
#include <type_traits>

namespace gulo::json_detail {

/// What std::from_chars does for finite values, with the C library's conversion. It copies the text.
template <class T>
std::from_chars_result read_nearest_by_strtod(const char* first, const char* last, T& value, std::chars_format format) {
    const char* end = first;
    const auto digits = [&end, last] {
        const char* const start = end;
        while (end != last && *end >= '0' && *end <= '9') ++end;
        return end != start;
    };
    if (end != last && *end == '-') ++end;
    bool any = digits();
    if (end != last && *end == '.') {
        const char* const point = end++;
        if (!digits() && !any) end = point;
        else any = true;
    }
    if (!any) return {first, std::errc::invalid_argument};
    if (format != std::chars_format::fixed && end != last && (*end == 'e' || *end == 'E')) {
        const char* const mark = end++;
        if (end != last && (*end == '+' || *end == '-')) ++end;
        if (!digits()) end = mark;
    }

    // A program's locale may have another decimal point.
    static const ::locale_t plain = ::newlocale(LC_ALL_MASK, "C", nullptr);
    const std::string text{first, end};
    errno = 0;
    T found{};
    if constexpr (std::is_same_v<T, float>) found = ::strtof_l(text.c_str(), nullptr, plain);
    else if constexpr (std::is_same_v<T, double>) found = ::strtod_l(text.c_str(), nullptr, plain);
    else found = ::strtold_l(text.c_str(), nullptr, plain);
    // Values below the smallest normal one are in range although they are told as inexact.
    if (errno == ERANGE && (found == 0 || !__builtin_isfinite(found))) return {end, std::errc::result_out_of_range};
    value = found;
    return {end, std::errc{}};
}

/// std::from_chars, which libc++ has for floating point only from version 20 on.
template <class T>
std::from_chars_result read_nearest(const char* first, const char* last, T& value, std::chars_format format = std::chars_format::general) {
    if constexpr (requires { std::from_chars(first, last, value, format); }) return std::from_chars(first, last, value, format);
    else return read_nearest_by_strtod(first, last, value, format);
}

}  // namespace gulo::json_detail
