#pragma once
// The enumerators of an enumeration and their names, without listing them.

#include <gulo/reflect/type_name.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::reflect {

/// The values among which the enumerators of E are looked for, both ends included. Specialise it for an
/// enumeration with greater or smaller values; it may span at most 4,096 values.
template <class E>
struct enumerator_range {
    static constexpr int min = -128;
    static constexpr int max = 255;
};

template <class E>
struct enumerator {
    E value{};
    std::string_view name;
};

namespace detail {

template <class E>
concept holds_any_value = requires { E{0}; };

// An enumeration without fixed underlying type holds only what its bits hold. A cast of more is no constant
// for Clang from 20 on, an error that can be switched off from 16 on, and fine for others.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#if defined(__clang__) && __clang_major__ >= 16 && __clang_major__ < 20
#pragma GCC diagnostic ignored "-Wenum-constexpr-conversion"
#endif

template <class E, int Value, class = void>
inline constexpr bool castable = false;
template <class E, int Value>
inline constexpr bool castable<E, Value, std::void_t<std::integral_constant<E, static_cast<E>(Value)>>> = true;

template <class E, int Value>
constexpr int nearest_castable() {
    if constexpr (Value == 0 || castable<E, Value>) return Value;
    else return nearest_castable<E, Value / 2>();
}

template <class E>
constexpr int first_value() {
    using number = std::underlying_type_t<E>;
    constexpr int min = enumerator_range<E>::min;
    if constexpr (std::is_same_v<number, bool> || (std::is_unsigned_v<number> && min < 0)) return 0;
    else if constexpr (holds_any_value<E>) return min;
    else return nearest_castable<E, min>();
}

template <class E>
constexpr int last_value() {
    using number = std::underlying_type_t<E>;
    constexpr int max = enumerator_range<E>::max;
    if constexpr (std::is_same_v<number, bool>) return 1;
    else if constexpr (sizeof(number) == 1 && std::is_signed_v<number> && (max > 127)) return 127;
    else if constexpr (sizeof(number) == 1 && (max > 255)) return 255;
    else if constexpr (holds_any_value<E>) return max;
    else return nearest_castable<E, max>();
}

// One spelling for many values: "… = {color::red, color::green, (color)2}]".
template <class E, E... Values>
consteval auto spelling_of_values() {
    return std::string_view{__PRETTY_FUNCTION__};
}

struct spelled_value {
    int value = 0;
    const char* name = nullptr;
    std::size_t size = 0;
};

template <std::size_t Count>
struct spelled_values {
    spelled_value at[Count + 1]{};
    std::size_t count = 0;
};

constexpr bool ends_name(char c) { return c == ':' || c == ' ' || c == ',' || c == '<' || c == '{' || c == ')' || c == '-'; }

// Reads from the end, because the names of types stand before the values. A value without a name is spelled as
// a cast, whose type is equally long every time.
template <std::size_t Count>
constexpr spelled_values<Count> read_values(const char* text, std::size_t size, int last) {
    spelled_values<Count> found{};
    std::size_t end = size;
    std::size_t cast = 0;
    while (text[end - 1] == ']' || text[end - 1] == '}' || text[end - 1] == '>') --end;
    for (std::size_t left = Count; left > 0; --left) {
        std::size_t begin = end;
        while (!ends_name(text[begin - 1])) --begin;
        const char before = text[begin - 1];
        const bool is_number = before == ')' || before == '-';
        if (!is_number) found.at[found.count++] = {last - static_cast<int>(Count - left), text + begin, end - begin};
        if (left == 1) break;
        if (before == '-') --begin;
        const std::size_t type_end = begin;
        if (is_number && cast != 0) begin -= cast;
        else {
            for (int depth = 0; depth != 0 || text[begin - 1] != ' ';) {
                --begin;
                if (text[begin] == ')' || text[begin] == '>') ++depth;
                if (text[begin] == '(' || text[begin] == '<') --depth;
            }
            if (is_number) cast = type_end - begin;
        }
        end = begin - 2;
    }
    return found;
}

template <class E, int First, class Offset>
struct scan;

template <class E, int First, int... Offset>
struct scan<E, First, std::integer_sequence<int, Offset...>> {
    static_assert(sizeof...(Offset) <= 4096, "gulo: enumerator_range spans more than 4,096 values");
    static constexpr std::string_view spelling = spelling_of_values<E, static_cast<E>(First + Offset)...>();
    static constexpr auto found =
        read_values<sizeof...(Offset)>(spelling.data(), spelling.size(), First + static_cast<int>(sizeof...(Offset)) - 1);

    static constexpr std::size_t text_size() {
        std::size_t total = 1;
        for (std::size_t at = 0; at < found.count; ++at) total += found.at[at].size;
        return total;
    }
    struct characters {
        char at[text_size()];
    };
    // Copied out, so that the long spelling doesn't end up in the program.
    static constexpr characters copy() {
        characters copied{};
        char* to = copied.at;
        for (std::size_t at = found.count; at > 0; --at)
            for (std::size_t index = 0; index < found.at[at - 1].size; ++index) *to++ = found.at[at - 1].name[index];
        return copied;
    }
    static constexpr characters text = copy();

    static constexpr std::array<enumerator<E>, found.count> list() {
        std::array<enumerator<E>, found.count> all{};
        const char* name = text.at;
        std::size_t at = found.count;
        for (enumerator<E>& each : all) {
            --at;
            each = {static_cast<E>(found.at[at].value), std::string_view{name, found.at[at].size}};
            name += found.at[at].size;
        }
        return all;
    }
};

#pragma GCC diagnostic pop

template <class E>
using scan_of = scan<E, first_value<E>(), std::make_integer_sequence<int, last_value<E>() - first_value<E>() + 1>>;

}  // namespace detail

/// All enumerators of E within enumerator_range<E>, by ascending value, as pairs of `value` and `name`. Where
/// several names share a value, the first declared counts. The texts live as long as the program.
template <class E>
    requires std::is_enum_v<E>
inline constexpr auto enumerators = detail::scan_of<E>::list();

/// The name of `value`; empty when no enumerator within enumerator_range<E> has that value.
template <class E>
    requires std::is_enum_v<E>
constexpr std::string_view enumerator_name(E value) {
    constexpr auto& all = enumerators<E>;
    if constexpr (!all.empty()) {
        constexpr auto first = static_cast<long long>(all.front().value);
        constexpr bool dense = static_cast<long long>(all.back().value) - first + 1 == static_cast<long long>(all.size());
        if constexpr (dense) {
            const auto index = static_cast<unsigned long long>(value) - static_cast<unsigned long long>(first);
            return index < all.size() ? all[static_cast<std::size_t>(index)].name : std::string_view{};
        } else {
            for (const auto& each : all)
                if (each.value == value) return each.name;
        }
    }
    return {};
}

/// The enumerator called `name`, spelled exactly so.
template <class E>
    requires std::is_enum_v<E>
constexpr std::optional<E> enumerator_value(std::string_view name) {
    for (const auto& each : enumerators<E>)
        if (each.name == name) return each.value;
    return std::nullopt;
}

}  // namespace gulo::reflect
