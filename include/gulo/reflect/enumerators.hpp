#pragma once
// The enumerators of an enumeration and their names, without listing them.

#include <gulo/reflect/type_name.hpp>

#include <array>
#include <cstddef>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::reflect {

/// The values among which the enumerators of E are looked for, both ends included, of any integer type. Specialise it for an
/// enumeration with others; it may span at most 4,096 values. Where nobody does, these are looked at and also: powers of two
/// of any size; and all up to 1023, when there is an enumerator from 100 on, or at a place where others often have one, such as
/// 404, or none below.
template <class E>
struct enumerator_range {
    static constexpr int min = -128;
    static constexpr int max = 255;
    static constexpr bool is_default = true;
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

template <class E>
using number_of = std::conditional_t<std::is_same_v<std::underlying_type_t<E>, bool>, unsigned char, std::underlying_type_t<E>>;

template <class E, auto Value, class = void>
inline constexpr bool castable = false;
template <class E, auto Value>
inline constexpr bool castable<E, Value, std::void_t<std::integral_constant<E, static_cast<E>(Value)>>> = true;

template <class E, auto Value>
constexpr auto nearest_castable() {
    if constexpr (Value == 0 || castable<E, Value>) return Value;
    else return nearest_castable<E, static_cast<number_of<E>>(Value / 2)>();
}

// The nearest value that the type has.
template <class Number, class Bound>
constexpr Number clamped(Bound bound) {
    constexpr auto least = (std::numeric_limits<Number>::min)(), greatest = (std::numeric_limits<Number>::max)();
    if (bound < Bound{}) {
        if constexpr (!std::is_signed_v<Number>) return least;
        else return static_cast<long long>(bound) < static_cast<long long>(least) ? least : static_cast<Number>(bound);
    }
    return static_cast<unsigned long long>(bound) > static_cast<unsigned long long>(greatest) ? greatest : static_cast<Number>(bound);
}

template <class E>
constexpr number_of<E> first_value() {
    constexpr auto min = clamped<number_of<E>>(enumerator_range<E>::min);
    if constexpr (std::is_same_v<std::underlying_type_t<E>, bool>) return 0;
    else if constexpr (holds_any_value<E>) return min;
    else return nearest_castable<E, min>();
}

template <class E>
constexpr number_of<E> last_value() {
    constexpr auto max = clamped<number_of<E>>(enumerator_range<E>::max);
    if constexpr (std::is_same_v<std::underlying_type_t<E>, bool>) return 1;
    else if constexpr (holds_any_value<E>) return max;
    else return nearest_castable<E, max>();
}

// One spelling for many values: "… = {color::red, color::green, (color)2}]".
template <class E, E... Values>
consteval auto spelling_of_values() {
    return std::string_view{__PRETTY_FUNCTION__};
}

struct spelled_value {
    std::size_t index = 0;
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
constexpr spelled_values<Count> read_values(const char* text, std::size_t size) {
    spelled_values<Count> found{};
    std::size_t end = size;
    std::size_t cast = 0;
    while (text[end - 1] == ']' || text[end - 1] == '}' || text[end - 1] == '>') --end;
    for (std::size_t left = Count; left > 0; --left) {
        std::size_t begin = end;
        while (!ends_name(text[begin - 1])) --begin;
        const char before = text[begin - 1];
        const bool is_number = before == ')' || before == '-';
        if (!is_number) found.at[found.count++] = {left - 1, text + begin, end - begin};
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

/// What is found among values, which say how they are spelled and which one has which place.
template <class E, class Values>
struct scan {
    static constexpr std::string_view spelling = Values::spelling();
    static constexpr auto found = read_values<Values::count>(spelling.data(), spelling.size());

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

    static constexpr std::array<enumerator<E>, found.count> make_list() {
        std::array<enumerator<E>, found.count> all{};
        const char* name = text.at;
        std::size_t at = found.count;
        for (enumerator<E>& each : all) {
            --at;
            each = {static_cast<E>(Values::at(found.at[at].index)), std::string_view{name, found.at[at].size}};
            name += found.at[at].size;
        }
        return all;
    }
    static constexpr std::array<enumerator<E>, found.count> list = make_list();
};

// All values from First on.
template <class E, number_of<E> First, class Offsets>
struct value_range;
template <class E, number_of<E> First, int... Offset>
struct value_range<E, First, std::integer_sequence<int, Offset...>> {
    using number = number_of<E>;
    static constexpr std::size_t count = sizeof...(Offset);
    static consteval std::string_view spelling() { return spelling_of_values<E, static_cast<E>(First + static_cast<number>(Offset))...>(); }
    static constexpr number at(std::size_t index) { return static_cast<number>(First + static_cast<number>(index)); }
};

template <class E, number_of<E> First, number_of<E> Last>
struct range_scan {
    static constexpr unsigned long long count = static_cast<unsigned long long>(Last) - static_cast<unsigned long long>(First) + 1;
    static_assert(count <= 4096, "gulo: enumerator_range spans more than 4,096 values");
    using type = scan<E, value_range<E, First, std::make_integer_sequence<int, static_cast<int>(count)>>>;
};

template <class E>
using base_scan = typename range_scan<E, first_value<E>(), last_value<E>()>::type;

// Beyond the range, where nobody chose another.
inline constexpr int far_end = 1023;
inline constexpr int frequent_values[]{256, 300, 301, 302, 304, 400, 401, 403, 404, 409, 410, 422, 429, 500, 502, 503, 504, 512, 600, 700, 800, 900, 1000};

template <class E>
inline constexpr bool looks_further = requires { enumerator_range<E>::is_default; } && sizeof(E) > 1;

// What an enumeration without fixed type holds tells by itself how far it goes.
template <class E, number_of<E> Power>
constexpr int powers_from() {
    if constexpr (!holds_any_value<E> && !castable<E, Power>) return 0;
    else if constexpr (Power > (std::numeric_limits<number_of<E>>::max)() / 2) return 1;
    else return 1 + powers_from<E, static_cast<number_of<E>>(Power * 2)>();
}

template <class E, class Power, class Frequent>
struct probe_values;
template <class E, std::size_t... Power, std::size_t... Frequent>
struct probe_values<E, std::index_sequence<Power...>, std::index_sequence<Frequent...>> {
    using number = number_of<E>;
    static constexpr std::size_t count = sizeof...(Power) + sizeof...(Frequent);
    static consteval std::string_view spelling() {
        return spelling_of_values<E, static_cast<E>(frequent_values[Frequent])..., static_cast<E>(number{1024} << Power)...>();
    }
    static constexpr number at(std::size_t index) {
        if (index < sizeof...(Frequent)) return static_cast<number>(frequent_values[index]);
        return static_cast<number>(number{1024} << (index - sizeof...(Frequent)));
    }
};
template <class E>
using probe_scan =
    scan<E, probe_values<E, std::make_index_sequence<powers_from<E, 1024>()>, std::make_index_sequence<holds_any_value<E> ? std::size(frequent_values) : 0>>>;

// How many of those that were probed are not beyond `far_end`.
template <class E>
constexpr std::size_t count_near_probes() {
    std::size_t count = 0;
    for (const enumerator<E>& each : probe_scan<E>::list) count += static_cast<unsigned long long>(each.value) <= far_end ? 1 : 0;
    return count;
}

template <class E>
constexpr bool has_far_values() {
    if constexpr (!holds_any_value<E>) {
        return castable<E, 511>;
    } else {
        constexpr auto& near_ones = base_scan<E>::list;
        if constexpr (near_ones.empty()) return true;
        else return static_cast<long long>(near_ones.back().value) >= 100 || count_near_probes<E>() != 0;
    }
}

template <std::size_t Left, std::size_t Right, class E>
constexpr std::array<enumerator<E>, Left + Right> joined(const std::array<enumerator<E>, Left>& left, const std::array<enumerator<E>, Right>& right) {
    std::array<enumerator<E>, Left + Right> all{};
    std::size_t at = 0;
    for (const enumerator<E>& each : left) all[at++] = each;
    for (const enumerator<E>& each : right) all[at++] = each;
    return all;
}

template <class E>
constexpr auto further_values() {
    constexpr auto& probed = probe_scan<E>::list;
    constexpr std::size_t low = count_near_probes<E>();
    std::array<enumerator<E>, probed.size() - low> powers{};
    for (std::size_t index = 0; index < powers.size(); ++index) powers[index] = probed[low + index];
    if constexpr (has_far_values<E>()) {
        constexpr auto last = holds_any_value<E> || castable<E, far_end> ? far_end : 511;
        return joined(range_scan<E, 256, static_cast<number_of<E>>(last)>::type::list, powers);
    } else {
        return powers;
    }
}

template <class E>
constexpr auto all_enumerators() {
    if constexpr (looks_further<E>) return joined(base_scan<E>::list, further_values<E>());
    else return base_scan<E>::list;
}

#pragma GCC diagnostic pop

}  // namespace detail

/// All enumerators of E that enumerator_range<E> says, by ascending value, as pairs of `value` and `name`. Where
/// several names share a value, the first declared counts. The texts live as long as the program.
template <class E>
    requires std::is_enum_v<E>
inline constexpr auto enumerators = detail::all_enumerators<E>();

/// The name of `value`; empty when no enumerator that is looked for has that value.
template <class E>
    requires std::is_enum_v<E>
constexpr std::string_view enumerator_name(E value) {
    constexpr auto& all = enumerators<E>;
    if constexpr (!all.empty()) {
        constexpr auto first = static_cast<unsigned long long>(all.front().value);
        constexpr bool dense = static_cast<unsigned long long>(all.back().value) - first + 1 == all.size();
        if constexpr (dense) {
            const auto index = static_cast<unsigned long long>(value) - first;
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
