#pragma once
// The mapping from JSON a second time, as its documentation says it and not as it is done: grammar, UTF-8 and escapes
// are Boost.JSON's business, and everything is done in the plainest way. What it reads, the decoder must read; what it
// refuses, the decoder must refuse.

#include <gulo/base/bytes.hpp>
#include <gulo/base/uuid.hpp>
#include <gulo/codec/json.hpp>
#include <gulo/codec/json_schema_node.hpp>
#include <gulo/codec/raw_json.hpp>
#include <gulo/testing/random_value.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace reference {

enum class kind { null, boolean, number, string, array, object };

/// A JSON value with the text of its numbers and all its members, also those that occur twice.
struct node {
    kind is = kind::null;
    bool flag = false;
    std::string text;
    std::vector<node> elements;
    std::vector<std::string> keys;

    const node* find(std::string_view key) const {
        for (std::size_t index = keys.size(); index > 0; --index)
            if (keys[index - 1] == key) return &elements[index - 1];
        return nullptr;
    }
    std::size_t count(std::string_view key) const {
        std::size_t found = 0;
        for (const auto& each : keys) found += each == key ? 1 : 0;
        return found;
    }
    std::size_t depth() const {
        std::size_t deepest = 0;
        for (const auto& each : elements) deepest = std::max(deepest, each.depth());
        return deepest + (is == kind::array || is == kind::object ? 1 : 0);
    }
};

struct node_builder {
    using error_code = boost::json::error_code;
    using string_view = boost::json::string_view;
    static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1), max_key_size = std::size_t(-1),
                                 max_string_size = std::size_t(-1);

    node root;
    std::vector<node*> open;
    std::string part;

    node& add() {
        if (open.empty()) return root;
        return open.back()->elements.emplace_back();
    }
    bool scalar(kind is, string_view rest = {}) {
        node& made = add();
        made.is = is;
        made.text = part.append(rest.data(), rest.size());
        part.clear();
        return true;
    }
    bool container(kind is) {
        node& made = add();
        made.is = is;
        open.push_back(&made);
        return true;
    }
    bool end() {
        open.pop_back();
        return true;
    }
    bool more(string_view text) {
        part.append(text.data(), text.size());
        return true;
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_array_begin(error_code&) { return container(kind::array); }
    bool on_array_end(std::size_t, error_code&) { return end(); }
    bool on_object_begin(error_code&) { return container(kind::object); }
    bool on_object_end(std::size_t, error_code&) { return end(); }
    bool on_string_part(string_view text, std::size_t, error_code&) { return more(text); }
    bool on_string(string_view text, std::size_t, error_code&) { return scalar(kind::string, text); }
    bool on_key_part(string_view text, std::size_t, error_code&) { return more(text); }
    bool on_key(string_view text, std::size_t, error_code&) {
        open.back()->keys.push_back(part.append(text.data(), text.size()));
        part.clear();
        return true;
    }
    bool on_number_part(string_view text, error_code&) { return more(text); }
    bool on_int64(std::int64_t, string_view text, error_code&) { return scalar(kind::number, text); }
    bool on_uint64(std::uint64_t, string_view text, error_code&) { return scalar(kind::number, text); }
    bool on_double(double, string_view text, error_code&) { return scalar(kind::number, text); }
    bool on_bool(bool value, error_code&) {
        node& made = add();
        made.is = kind::boolean;
        made.flag = value;
        return true;
    }
    bool on_null(error_code&) { return scalar(kind::null); }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }
};

/// Nothing when the text is no JSON. `cannot_tell` is set where Boost.JSON gives up: at exponents of ten digits.
inline std::optional<node> parse(std::string_view document, bool* cannot_tell = nullptr) {
    boost::json::parse_options options;
    options.max_depth = 500;
    boost::json::basic_parser<node_builder> parser{options};
    boost::json::error_code failed;
    const std::size_t taken = parser.write_some(false, document.data(), document.size(), failed);
    if (cannot_tell != nullptr) *cannot_tell = failed == boost::json::error::exponent_overflow;
    if (failed || taken != document.size() || !parser.done()) return std::nullopt;
    return std::move(parser.handler().root);
}

/// The value without white space, numbers as they are.
inline void write(std::string& out, const node& from) {
    switch (from.is) {
    case kind::null: out += "null"; return;
    case kind::boolean: out += from.flag ? "true" : "false"; return;
    case kind::number: out += from.text; return;
    case kind::string: out += gulo::json_detail::quoted(from.text); return;
    case kind::array:
    case kind::object: break;
    }
    const bool is_object = from.is == kind::object;
    out += is_object ? '{' : '[';
    for (std::size_t index = 0; index < from.elements.size(); ++index) {
        if (index != 0) out += ',';
        if (is_object) out += gulo::json_detail::quoted(from.keys[index]) + ":";
        write(out, from.elements[index]);
    }
    out += is_object ? '}' : ']';
}

__extension__ using wide = __int128;

/// The value of a number that is a whole one and not absurdly great.
inline std::optional<wide> whole(const std::string& text) {
    std::string digits;
    bool negative = false, in_fraction = false;
    long exponent = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '-') negative = true;
        else if (c == '.') in_fraction = true;
        else if (c == 'e' || c == 'E') {
            const std::string power = text.substr(at + 1);
            exponent += power.size() > 12 ? (power.find_first_not_of("+-0") == std::string::npos ? 0
                                             : std::strtol(power.c_str(), nullptr, 10) > 0       ? 1'000'000
                                                                                                 : -1'000'000)
                                          : std::strtol(power.c_str(), nullptr, 10);
            break;
        } else {
            digits += c;
            exponent -= in_fraction ? 1 : 0;
        }
    }
    while (digits.size() > 1 && digits.front() == '0') digits.erase(0, 1);
    if (digits.find_first_not_of('0') == std::string::npos) return 0;
    while (digits.back() == '0') {
        digits.pop_back();
        ++exponent;
    }
    if (exponent < 0 || static_cast<long>(digits.size()) + exponent > 30) return std::nullopt;
    wide value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    for (; exponent > 0; --exponent) value *= 10;
    return negative ? -value : value;
}

template <class T>
std::optional<T> fitting(std::optional<wide> value) {
    if (!value || *value < std::numeric_limits<T>::min() || *value > std::numeric_limits<T>::max()) return std::nullopt;
    return static_cast<T>(*value);
}

/// Digits at the front of a text, cut off; nothing when there are fewer than `least`.
inline std::optional<std::string> digits(std::string_view& text, std::size_t least, std::size_t most = std::string_view::npos) {
    std::size_t count = 0;
    while (count < text.size() && count < most && text[count] >= '0' && text[count] <= '9') ++count;
    if (count < least) return std::nullopt;
    std::string found{text.substr(0, count)};
    text.remove_prefix(count);
    return found;
}
inline std::optional<int> two_digits(std::string_view& text) {
    const auto found = digits(text, 2, 2);
    return found ? std::optional{std::atoi(found->c_str())} : std::nullopt;
}
inline bool cut(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

inline std::optional<std::chrono::year_month_day> date(std::string_view& text) {
    const auto year = digits(text, 4, 4);
    if (!year || !cut(text, "-")) return std::nullopt;
    const auto month = two_digits(text);
    if (!month || !cut(text, "-")) return std::nullopt;
    const auto day = two_digits(text);
    if (!day) return std::nullopt;
    const auto found =
        std::chrono::year{std::atoi(year->c_str())} / std::chrono::month{static_cast<unsigned>(*month)} / std::chrono::day{static_cast<unsigned>(*day)};
    return found.ok() ? std::optional{found} : std::nullopt;
}

/// The first nine digits of a fraction, as nanoseconds.
inline wide nanoseconds(std::string fraction) {
    fraction.resize(9, '0');
    return std::strtol(fraction.c_str(), nullptr, 10);
}

/// Nanoseconds since 1970.
inline std::optional<wide> moment(std::string_view text) {
    const auto day = date(text);
    if (!day || !cut(text, "Tt")) return std::nullopt;
    const auto hour = two_digits(text);
    if (!hour || *hour > 23 || !cut(text, ":")) return std::nullopt;
    const auto minute = two_digits(text);
    if (!minute || *minute > 59 || !cut(text, ":")) return std::nullopt;
    const auto second = two_digits(text);
    if (!second || *second > 60) return std::nullopt;
    wide value = (static_cast<wide>(std::chrono::sys_days{*day}.time_since_epoch().count()) * 86400 + *hour * 3600 + *minute * 60 + *second) * 1'000'000'000;
    if (cut(text, ".")) {
        const auto fraction = digits(text, 1);
        if (!fraction) return std::nullopt;
        value += nanoseconds(*fraction);
    }
    if (text == "Z" || text == "z") return value;
    const bool behind = !text.empty() && text.front() == '-';
    if (!cut(text, "+-")) return std::nullopt;
    const auto hours = two_digits(text);
    if (!hours || *hours > 23 || !cut(text, ":")) return std::nullopt;
    const auto minutes = two_digits(text);
    if (!minutes || *minutes > 59 || !text.empty()) return std::nullopt;
    const wide offset = (static_cast<wide>(*hours) * 60 + *minutes) * 60 * 1'000'000'000;
    return behind ? value + offset : value - offset;
}

struct length {
    wide seconds = 0;  ///< rounded down
    wide nanoseconds = 0;
    bool finer = false;
};

/// ISO 8601 without years and months.
inline std::optional<length> duration(std::string_view text) {
    length total;
    const bool negative = !text.empty() && text.front() == '-';
    cut(text, "+-");
    if (!cut(text, "P") || text.empty()) return std::nullopt;
    std::size_t parts = 0;
    wide fraction_of_second = 0;
    bool in_day = false;
    std::string_view units = "WD";
    while (!text.empty()) {
        if (!in_day && cut(text, "T")) {
            in_day = true;
            units = "HMS";
            parts = 0;
        }
        const auto amount = digits(text, 1);
        if (!amount) return std::nullopt;
        const std::string short_amount = amount->substr(std::min(amount->find_first_not_of('0'), amount->size()));
        if (short_amount.size() > 20) return std::nullopt;
        wide value = 0;
        for (const char c : short_amount) value = value * 10 + (c - '0');
        if (value > std::numeric_limits<std::uint64_t>::max()) return std::nullopt;
        const bool has_fraction = cut(text, ".,");
        std::optional<std::string> fraction;
        if (has_fraction) {
            fraction = digits(text, 1);
            if (!fraction) return std::nullopt;
        }
        if (text.empty()) return std::nullopt;
        const char unit = text.front();
        const std::size_t place = units.find(unit);
        if (place == std::string_view::npos || (has_fraction && unit != 'S')) return std::nullopt;
        units.remove_prefix(place + 1);
        text.remove_prefix(1);
        total.seconds += value * (unit == 'W' ? 604800 : unit == 'D' ? 86400 : unit == 'H' ? 3600 : unit == 'M' ? 60 : 1);
        if (has_fraction) {
            fraction_of_second = nanoseconds(*fraction);
            total.finer = fraction->size() > 9 && fraction->find_first_not_of('0', 9) != std::string::npos;
        }
        ++parts;
    }
    if (parts == 0) return std::nullopt;
    total.nanoseconds = fraction_of_second;
    if (negative) {
        total.seconds = -total.seconds - (fraction_of_second > 0 ? 1 : 0);
        total.nanoseconds = fraction_of_second > 0 ? 1'000'000'000 - fraction_of_second : 0;
    }
    return total;
}

/// A duration such as "-PT12.5S".
inline std::optional<double> seconds_alone(std::string_view text) {
    const bool negative = cut(text, "-");
    if (!text.starts_with("PT") || !text.ends_with('S')) return std::nullopt;
    const std::string number{text.substr(2, text.size() - 3)};
    std::string_view rest = number;
    if (!digits(rest, 1) || (cut(rest, ".") && !digits(rest, 1)) || !rest.empty()) return std::nullopt;
    return (negative ? -1 : 1) * std::strtod(number.c_str(), nullptr);
}

inline std::optional<gulo::bytes> octets(const std::string& text) {
    static const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bits;
    std::size_t end = text.size();
    while (end > 0 && text[end - 1] == '=' && text.size() - end < 2) --end;
    for (std::size_t at = 0; at < end; ++at) {
        const auto digit = alphabet.find(text[at]);
        if (digit == std::string::npos) return std::nullopt;
        for (int bit = 5; bit >= 0; --bit) bits += (digit >> bit & 1) != 0 ? '1' : '0';
    }
    const std::size_t left = bits.size() % 8;
    // The only canonical form: whole groups, and nothing in the bits that are too many.
    if (text.size() % 4 != 0 || left >= 6 || bits.find('1', bits.size() - left) != std::string::npos) return std::nullopt;
    gulo::bytes made;
    for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) made.push_back(static_cast<std::byte>(std::strtol(bits.substr(at, 8).c_str(), nullptr, 2)));
    if ((made.size() + 2) / 3 * 4 != text.size()) return std::nullopt;
    return made;
}

inline bool is_decimal(std::string_view text) {
    cut(text, "-");
    const auto whole_digits = digits(text, 1);
    if (!whole_digits || (whole_digits->size() > 1 && whole_digits->front() == '0')) return false;
    if (cut(text, ".") && !digits(text, 1)) return false;
    if (cut(text, "eE")) {
        cut(text, "+-");
        if (!digits(text, 1)) return false;
    }
    return text.empty();
}

inline std::optional<gulo::uuid> identifier(const std::string& text) { return gulo::uuid::parse(text); }

template <class T>
concept nullable = gulo::detail::is_optional<T> || gulo::testing::detail::pointer_like<T>;

/// What was chosen for T.
template <class T>
inline constexpr gulo::json_options options = gulo::json_detail::options_of<T, gulo::json>;

template <class T>
concept tolerant = options<T>.missing == gulo::missing_fields::keep_default;

template <class T>
std::optional<T> read(const node& from);

template <class E>
std::optional<E> enumerator_called(const std::string& name) {
    for (const auto& each : gulo::json_detail::json_enumerators<E>())
        if (each.name == name) return each.value;
    return std::nullopt;
}

template <class T>
std::optional<T> key_from(const std::string& text) {
    if constexpr (std::is_same_v<T, std::string>) {
        return text;
    } else if constexpr (std::is_same_v<T, gulo::uuid>) {
        return identifier(text);
    } else {
        if constexpr (std::is_enum_v<T>)
            if (const auto named = enumerator_called<T>(text)) return named;
        using number = typename std::conditional_t<std::is_enum_v<T>, std::underlying_type<T>, std::type_identity<T>>::type;
        const bool negative = std::is_signed_v<number> && text.starts_with('-');
        std::string_view rest = std::string_view{text}.substr(negative ? 1 : 0);
        const auto found = digits(rest, 1);
        if (!found || !rest.empty() || (found->starts_with('0') && (negative || found->size() > 1))) return std::nullopt;
        const auto value = fitting<number>(whole((negative ? "-" : "") + *found));
        return value ? std::optional{static_cast<T>(*value)} : std::nullopt;
    }
}

/// `tag` is a key that the struct doesn't have and that must be there once.
template <class T, class... Field, std::size_t... Index>
std::optional<T> structure(const node& from, std::string_view tag, gulo::json_detail::part_list<Field...>, std::index_sequence<Index...>) {
    if (from.is != kind::object || (!tag.empty() && from.count(tag) != 1)) return std::nullopt;
    const auto& names = gulo::json_detail::keys_of<T, gulo::json>();
    if (options<T>.unknown == gulo::unknown_fields::refuse)
        for (const auto& key : from.keys)
            if ((tag.empty() || key != tag) && std::find(names.begin(), names.end(), key) == names.end()) return std::nullopt;

    std::tuple<std::optional<Field>...> fields;
    const auto take = [&]<class Part>(std::size_t index, std::optional<Part>& part) {
        const std::string_view name = names[index];
        if (options<T>.duplicates == gulo::duplicate_keys::refuse && from.count(name) > 1) return false;
        // The last one counts, but all must be of the field's type.
        for (std::size_t at = 0; at < from.keys.size(); ++at) {
            if (from.keys[at] != name) continue;
            auto value = read<Part>(from.elements[at]);
            if (!value) return false;
            part.reset();
            part.emplace(*std::move(value));
        }
        if (part) return true;
        if constexpr (nullable<Part> && !tolerant<T>) {
            part.emplace();
        } else if constexpr (tolerant<T>) {
            T fresh{};
            std::size_t at = 0;
            gulo::reflect::visit_fields(fresh, [&]<class... Each>(Each&... each) {
                const auto keep = [&]<class One>(One& one) {
                    if constexpr (std::is_same_v<One, Part>)
                        if (at == index) part.emplace(std::move(one));
                    ++at;
                };
                (keep(each), ...);
            });
        }
        return part.has_value();
    };
    if (!(take(Index, std::get<Index>(fields)) && ...)) return std::nullopt;
    return T{*std::move(std::get<Index>(fields))...};
}

template <class T>
std::optional<T> structure(const node& from, std::string_view tag = {}) {
    return structure<T>(from, tag, gulo::json_detail::field_types<T>{}, std::make_index_sequence<gulo::reflect::field_count<T>>{});
}

template <class T, std::size_t... Index>
std::optional<T> tuple(const node& from, std::index_sequence<Index...>) {
    if (from.is != kind::array || from.elements.size() != sizeof...(Index)) return std::nullopt;
    std::tuple<std::optional<std::tuple_element_t<Index, T>>...> parts{read<std::tuple_element_t<Index, T>>(from.elements[Index])...};
    if (!(std::get<Index>(parts).has_value() && ...)) return std::nullopt;
    return T{*std::move(std::get<Index>(parts))...};
}

/// What an alternative is called, and which kind of value it is when it may stand for itself.
template <class T>
std::pair<std::string, std::optional<kind>> alternative() {
    using namespace std::string_literals;
    if constexpr (std::is_same_v<T, std::monostate>) return {"null", kind::null};
    else if constexpr (std::is_same_v<T, bool>) return {"bool", kind::boolean};
    else if constexpr (std::is_integral_v<T>) return {(std::is_signed_v<T> ? "int"s : "uint"s) + std::to_string(8 * sizeof(T)), kind::number};
    else if constexpr (std::is_same_v<T, double>) return {"double", kind::number};
    else if constexpr (std::is_same_v<T, std::string>) return {"string", kind::string};
    else if constexpr (std::is_same_v<T, gulo::uuid>) return {"uuid", kind::string};
    else if constexpr (gulo::json_detail::map_like<T>) return {"map", kind::object};
    else if constexpr (gulo::json_detail::sequence_like<T>) return {"array", kind::array};
    else if constexpr (std::is_enum_v<T>) return {std::string{gulo::reflect::type_name<T>()}, std::nullopt};
    else return {std::string{gulo::message_name<T>}, std::nullopt};
}

template <class... T>
std::optional<std::variant<T...>> wrapped_variant(const node& from, std::type_identity<std::variant<T...>>) {
    const std::vector<std::pair<std::string, std::optional<kind>>> forms{alternative<T>()...};
    std::vector<bool> wrapped;
    bool any_wrapped = false;
    for (const auto& form : forms) {
        std::size_t equal = 0;
        for (const auto& other : forms) equal += form.second && other.second == form.second ? 1 : 0;
        wrapped.push_back(equal != 1);
        any_wrapped = any_wrapped || equal != 1;
    }
    if (any_wrapped)
        for (std::size_t index = 0; index < forms.size(); ++index)
            if (forms[index].second == kind::object) wrapped[index] = true;
    std::optional<std::variant<T...>> made;
    std::size_t index = 0;
    const auto attempt = [&]<class Each>() {
        const std::size_t at = index++;
        const node* value = nullptr;
        if (!wrapped[at]) {
            if (forms[at].second == from.is) value = &from;
        } else if (from.is == kind::object && from.keys.size() == 1 && from.keys.front() == forms[at].first) {
            value = &from.elements.front();
        }
        if (value == nullptr) return;
        if (auto read_one = read<Each>(*value)) made.emplace(std::in_place_type<Each>, *std::move(read_one));
    };
    (attempt.template operator()<T>(), ...);
    return made;
}

template <class T>
bool has_required_fields(const node& from) {
    const auto& names = gulo::json_detail::keys_of<T, gulo::json>();
    std::size_t index = 0;
    bool all = true;
    const auto look = [&]<class Field>(std::type_identity<Field>) {
        all = all && (nullable<Field> || tolerant<T> || from.find(names[index]) != nullptr);
        ++index;
    };
    [&]<class... Field>(gulo::json_detail::part_list<Field...>) { (look(std::type_identity<Field>{}), ...); }(gulo::json_detail::field_types<T>{});
    return all;
}

/// Structs by a tag or by what is in them; other types, of which no two have a kind in common, by trying them.
template <class... T>
std::optional<std::variant<T...>> bare_variant(const node& from, std::type_identity<std::variant<T...>>) {
    using all = std::variant<T...>;
    std::size_t fitting_shapes = 0;
    const auto count = [&]<class Each>(std::type_identity<Each>) {
        if constexpr (gulo::json_detail::struct_like<Each>) fitting_shapes += from.is == kind::object && has_required_fields<Each>(from) ? 1 : 0;
    };
    (count(std::type_identity<T>{}), ...);
    std::optional<all> made;
    const auto attempt = [&]<class Each>(std::type_identity<Each>) {
        std::optional<Each> value;
        if constexpr (!gulo::json_detail::struct_like<Each>) {
            value = read<Each>(from);
        } else if (options<all>.variants == gulo::variant_form::tagged) {
            const node* const tag = from.is == kind::object ? from.find(options<all>.tag.view()) : nullptr;
            if (tag != nullptr && tag->is == kind::string && tag->text == gulo::message_name<Each>) value = structure<Each>(from, options<all>.tag.view());
        } else if (fitting_shapes == 1 && from.is == kind::object && has_required_fields<Each>(from)) {
            value = read<Each>(from);
        }
        if (value) made.emplace(std::in_place_type<Each>, *std::move(value));
    };
    (attempt(std::type_identity<T>{}), ...);
    return made;
}

template <class T>
std::optional<T> read(const node& from) {
    using gulo::json_detail::map_like, gulo::json_detail::set_like, gulo::json_detail::sequence_like, gulo::json_detail::tuple_like;
    if constexpr (gulo::json_detail::mapped_by_user<T>) {
        const auto form = read<gulo::testing::detail::form_of<T>>(from);
        if (!form) return std::nullopt;
        auto converted = gulo::json_mapping<T>::from(*form);
        if constexpr (std::is_same_v<decltype(converted), gulo::result<T>>) return converted ? std::optional<T>{*converted} : std::nullopt;
        else return converted;
    } else if constexpr (std::is_same_v<T, bool>) {
        return from.is == kind::boolean ? std::optional{from.flag} : std::nullopt;
    } else if constexpr (std::is_same_v<T, char>) {
        return from.is == kind::string && from.text.size() == 1 ? std::optional{from.text.front()} : std::nullopt;
    } else if constexpr (std::is_integral_v<T>) {
        return from.is == kind::number ? fitting<T>(whole(from.text)) : std::nullopt;
    } else if constexpr (std::is_floating_point_v<T>) {
        if (from.is != kind::number) return std::nullopt;
        const T value = sizeof(T) == 4 ? static_cast<T>(std::strtof(from.text.c_str(), nullptr)) : static_cast<T>(std::strtod(from.text.c_str(), nullptr));
        return __builtin_isfinite(value) ? std::optional{value} : std::nullopt;
    } else if constexpr (std::is_same_v<T, std::string>) {
        return from.is == kind::string ? std::optional{from.text} : std::nullopt;
    } else if constexpr (std::is_same_v<T, gulo::decimal>) {
        if (from.is != kind::number && from.is != kind::string) return std::nullopt;
        return is_decimal(from.text) ? std::optional{gulo::decimal{from.text}} : std::nullopt;
    } else if constexpr (std::is_same_v<T, gulo::raw_json>) {
        std::string text;
        write(text, from);
        return gulo::raw_json{text};
    } else if constexpr (std::is_same_v<T, gulo::bytes>) {
        return from.is == kind::string ? octets(from.text) : std::nullopt;
    } else if constexpr (std::is_same_v<T, gulo::uuid>) {
        return from.is == kind::string ? identifier(from.text) : std::nullopt;
    } else if constexpr (std::is_enum_v<T>) {
        if (from.is == kind::string) return enumerator_called<T>(from.text);
        const auto value = from.is == kind::number ? fitting<std::underlying_type_t<T>>(whole(from.text)) : std::nullopt;
        return value ? std::optional{static_cast<T>(*value)} : std::nullopt;
    } else if constexpr (gulo::json_detail::is_time_point<T>) {
        using unit = typename T::duration;
        const auto found = from.is == kind::string ? moment(from.text) : std::nullopt;
        if (!found) return std::nullopt;
        const wide size = static_cast<wide>(1'000'000'000) * unit::period::num / unit::period::den;
        const wide rest = (*found % size + size) % size;
        const auto count = fitting<typename unit::rep>((*found - rest) / size);
        return count ? std::optional{T{unit{*count}}} : std::nullopt;
    } else if constexpr (gulo::json_detail::is_duration<T>) {
        const auto found = from.is == kind::string ? duration(from.text) : std::nullopt;
        if constexpr (std::is_floating_point_v<typename T::rep>) {
            // All digits count where there are only seconds, however many.
            if (const auto seconds = from.is == kind::string ? seconds_alone(from.text) : std::nullopt)
                return std::isfinite(*seconds) ? std::optional{T{*seconds}} : std::nullopt;
            if (!found) return std::nullopt;
            return T{static_cast<double>(found->seconds) + static_cast<double>(found->nanoseconds) / 1e9};
        } else {
            if (!found) return std::nullopt;
            const wide size = static_cast<wide>(1'000'000'000) * T::period::num / T::period::den;
            const wide total = found->seconds * 1'000'000'000 + found->nanoseconds;
            if (found->finer || total % size != 0) return std::nullopt;
            const auto count = fitting<typename T::rep>(total / size);
            return count ? std::optional{T{*count}} : std::nullopt;
        }
    } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
        std::string_view text = from.text;
        const auto found = from.is == kind::string ? date(text) : std::nullopt;
        return text.empty() ? found : std::nullopt;
    } else if constexpr (std::is_same_v<T, std::monostate>) {
        return from.is == kind::null ? std::optional{T{}} : std::nullopt;
    } else if constexpr (gulo::detail::is_optional<T>) {
        if (from.is == kind::null) return std::optional<T>{std::in_place};
        auto value = read<typename T::value_type>(from);
        return value ? std::optional<T>{T{std::move(value)}} : std::nullopt;
    } else if constexpr (gulo::testing::detail::pointer_like<T>) {
        if (from.is == kind::null) return std::optional<T>{std::in_place};
        auto value = read<typename T::element_type>(from);
        if (!value) return std::nullopt;
        return std::optional<T>{T{new typename T::element_type(*std::move(value))}};
    } else if constexpr (gulo::json_detail::is_variant<T>) {
        if constexpr (options<T>.variants == gulo::variant_form::wrapped) return wrapped_variant(from, std::type_identity<T>{});
        else return bare_variant(from, std::type_identity<T>{});
    } else if constexpr (map_like<T>) {
        if (from.is != kind::object) return std::nullopt;
        T made;
        for (std::size_t index = 0; index < from.keys.size(); ++index) {
            auto key = key_from<typename T::key_type>(from.keys[index]);
            auto value = read<typename T::mapped_type>(from.elements[index]);
            if (!key || !value) return std::nullopt;
            if (options<T>.duplicates == gulo::duplicate_keys::refuse && made.count(*key) != 0) return std::nullopt;
            made.erase(*key);
            made.try_emplace(*std::move(key), *std::move(value));
        }
        return made;
    } else if constexpr (set_like<T> || gulo::json_detail::multiset_like<T> || sequence_like<T>) {
        if (from.is != kind::array) return std::nullopt;
        T made;
        for (const node& each : from.elements) {
            auto value = read<typename T::value_type>(each);
            if (!value) return std::nullopt;
            if constexpr (gulo::json_detail::multiset_like<T>) {
                made.insert(*std::move(value));
            } else if constexpr (set_like<T>) {
                if (!made.insert(*std::move(value)).second) return std::nullopt;
            } else {
                made.push_back(*std::move(value));
            }
        }
        return made;
    } else if constexpr (tuple_like<T>) {
        return tuple<T>(from, std::make_index_sequence<std::tuple_size<T>::value>{});
    } else {
        return structure<T>(from);
    }
}

/// The same text without white space and needless escapes.
inline gulo::raw_json canonical(const gulo::raw_json& value) { return *read<gulo::raw_json>(*parse(value.text())); }

/// What a document says, as `parse` gives it: nothing when it is no JSON, too deep, or doesn't fit T.
template <class T>
std::optional<T> decode(const std::optional<node>& root) {
    if (!root || root->depth() > 64) return std::nullopt;
    return read<T>(*root);
}

}  // namespace reference
