#pragma once
// How the alternatives of a variant are told apart in JSON.

#include <gulo/base/bytes.hpp>
#include <gulo/base/uuid.hpp>
#include <gulo/codec/json_containers.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_nullable.hpp>
#include <gulo/codec/json_scalars.hpp>
#include <gulo/codec/json_time_forms.hpp>
#include <gulo/message/name.hpp>
#include <gulo/reflect/type_name.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace gulo::json_detail {

enum class json_kind { null, boolean, number, string, array, object, several };

/// The kind of value that stands at `at`; `several` when none does.
inline json_kind kind_at(const json_reader& reader, const char* at) noexcept {
    if (at == reader.end()) return json_kind::several;
    switch (*at) {
    case 'n': return json_kind::null;
    case 't':
    case 'f': return json_kind::boolean;
    case '"': return json_kind::string;
    case '[': return json_kind::array;
    case '{': return json_kind::object;
    default: return *at == '-' || (*at >= '0' && *at <= '9') ? json_kind::number : json_kind::several;
    }
}

struct alternative_form {
    json_kind kind = json_kind::several;
    std::string_view name = "value";
};

template <class T>
constexpr alternative_form form_of() {
    using enum json_kind;
    if constexpr (mapped_by_user<T>) return {several, reflect::type_name<T>()};
    else if constexpr (std::is_same_v<T, std::monostate>) return {null, "null"};
    else if constexpr (std::is_same_v<T, bool>) return {boolean, "bool"};
    else if constexpr (gulo::json_detail::number<T>) return {number, integer_name<T>()};
    else if constexpr (std::is_floating_point_v<T>) return {number, floating_name<T>()};
    else if constexpr (std::is_same_v<T, char>) return {string, "char"};
    else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) return {string, "string"};
    else if constexpr (std::is_same_v<T, uuid>) return {string, "uuid"};
    else if constexpr (std::is_same_v<T, bytes>) return {string, "bytes"};
    else if constexpr (std::is_same_v<T, gulo::decimal>) return {several, "decimal"};
    else if constexpr (is_time_form<T>) return {several, time_form_name<T>()};
    else if constexpr (std::is_enum_v<T>) return {several, reflect::type_name<T>()};
    else if constexpr (map_like<T>) return {object, "map"};
    else if constexpr (sequence_like<T> || set_like<T> || multiset_like<T> || tuple_like<T>) return {array, "array"};
    else if constexpr (struct_like<T>) return {several, message_name<T>};
    else return {};
}

/// Kinds of JSON values, as bits, of which a T may be.
template <class T>
constexpr unsigned kinds_of() {
    constexpr auto bit = [](json_kind kind) { return 1U << static_cast<unsigned>(kind); };
    using enum json_kind;
    if constexpr (mapped_by_user<T>) return kinds_of<typename json_rule<T>::form>();
    else if constexpr (std::is_enum_v<T> || std::is_same_v<T, gulo::decimal>) return bit(string) | bit(number);
    else if constexpr (is_time_form<T>) return bit(string);
    else if constexpr (struct_like<T>) return bit(object);
    else if constexpr (form_of<T>().kind != several) return bit(form_of<T>().kind);
    else if constexpr (requires { json_rule<T>::nullable; }) return bit(null) | kinds_of<std::remove_cvref_t<decltype(*std::declval<T&>())>>();
    else return ~0U;
}

template <class... T>
struct alternative_names {
    static constexpr std::size_t count = sizeof...(T);
    static constexpr std::array<alternative_form, count> forms{form_of<T>()...};
    static constexpr std::array<json_kind, count> kinds{form_of<T>().kind...};

    static constexpr std::array<bool, count> find_wrapped() {
        std::array<bool, count> found{};
        for (std::size_t each = 0; each < count; ++each) {
            found[each] = kinds[each] == json_kind::several;
            for (std::size_t other = 0; other < count; ++other)
                if (other != each && kinds[other] == kinds[each]) found[each] = true;
        }
        // A bare map could not be told from an object that wraps another alternative.
        for (const bool wrapped_elsewhere : std::array<bool, count>{found})
            for (std::size_t each = 0; wrapped_elsewhere && each < count; ++each)
                if (kinds[each] == json_kind::object) found[each] = true;
        return found;
    }
    static constexpr std::array<bool, count> wrapped = find_wrapped();
    static constexpr bool any_wrapped = [] {
        for (const bool each : wrapped)
            if (each) return true;
        return false;
    }();

    static constexpr std::size_t longest = [] {
        std::size_t longest_name = 0;
        for (const auto& form : forms) longest_name = form.name.size() > longest_name ? form.name.size() : longest_name;
        return longest_name + 4;
    }();
    using name_text = detail::short_text<longest>;

    static constexpr std::array<name_text, count> make_names() {
        std::array<name_text, count> made{};
        for (std::size_t each = 0; each < count; ++each) {
            made[each].append(forms[each].name);
            bool shared = false;
            for (std::size_t other = 0; other < count; ++other) shared = shared || (other != each && forms[other].name == forms[each].name);
            if (!shared) continue;
            made[each].push_back('_');
            if (each >= 100) made[each].push_back(static_cast<char>('0' + each / 100 % 10));
            if (each >= 10) made[each].push_back(static_cast<char>('0' + each / 10 % 10));
            made[each].push_back(static_cast<char>('0' + each % 10));
        }
        return made;
    }
    static constexpr std::array<name_text, count> all = make_names();

    static std::size_t find(std::string_view key) noexcept {
        for (std::size_t each = 0; each < count; ++each)
            if (wrapped[each] && all[each].view() == key) return each;
        return count;
    }

    /// "expected one of number, {"card"}, {"cash"}".
    static std::string list() {
        std::string text = "expected one of ";
        for (std::size_t each = 0; each < count; ++each) {
            if (each != 0) text += ", ";
            text.append(wrapped[each] ? "{\"" : "").append(all[each].view()).append(wrapped[each] ? "\"}" : "");
        }
        return text;
    }
};

}  // namespace gulo::json_detail
