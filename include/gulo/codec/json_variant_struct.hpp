#pragma once
// Finding the alternative of a variant by what is inside an object: a tag, or the fields that are there.

#include <gulo/codec/json_containers.hpp>
#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_object.hpp>
#include <gulo/codec/json_renew.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/codec/json_variant_name.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace gulo::json_detail {

/// The fields of one alternative, as far as they tell it from others. Empty for what is no struct.
struct alternative_keys {
    const field_layout* fields = nullptr;
    std::size_t count = 0;
    field_set required;

    constexpr bool knows(std::string_view key) const noexcept {
        for (std::size_t field = 0; field < count; ++field)
            if (fields[field].name() == key) return true;
        return false;
    }
    /// Whether an object of the other alternative could never be taken for one of this, as it lacks a field.
    constexpr bool requires_more_than(const alternative_keys& other) const noexcept {
        for (std::size_t field = 0; field < count; ++field)
            if (required.contains(field) && !other.knows(fields[field].name())) return true;
        return false;
    }
};

template <class T, class Codec>
constexpr alternative_keys keys_of_alternative() {
    if constexpr (struct_like<T>) return {struct_layout<T, Codec>::fields.data(), struct_layout<T, Codec>::count, required_fields<T, Codec>()};
    else return {};
}

template <class Codec, class... T>
inline constexpr std::array<alternative_keys, sizeof...(T)> keys_of_alternatives{keys_of_alternative<T, Codec>()...};

/// Whether the kind of a JSON value tells the alternatives apart, structs counting as one.
template <class... T>
constexpr bool kinds_differ() {
    constexpr std::array<unsigned, sizeof...(T)> kinds{kinds_of<T>()...};
    constexpr std::array<bool, sizeof...(T)> are_structs{struct_like<T>...};
    for (std::size_t left = 0; left < kinds.size(); ++left)
        for (std::size_t right = 0; right < left; ++right)
            if ((kinds[left] & kinds[right]) != 0 && !(are_structs[left] && are_structs[right])) return false;
    return true;
}

/// Whether each struct has a required field that the others don't have, one for each of them.
template <class Codec, class... T>
constexpr bool shapes_differ() {
    constexpr std::array<bool, sizeof...(T)> are_structs{struct_like<T>...};
    constexpr auto& keys = keys_of_alternatives<Codec, T...>;
    for (std::size_t left = 0; left < keys.size(); ++left)
        for (std::size_t right = 0; right < keys.size(); ++right)
            if (left != right && are_structs[left] && are_structs[right] && !keys[left].requires_more_than(keys[right])) return false;
    return true;
}

template <class Codec, class... T>
constexpr bool no_field_is_called(std::string_view tag) {
    for (const alternative_keys& each : keys_of_alternatives<Codec, T...>)
        if (each.knows(tag)) return false;
    return true;
}

// Calls `use(key)` for each key of the object at `at`, until it says true: then returns the place of the value. At the
// end of the object, and on failure, null.
template <class Use>
const char* find_key(json_reader& reader, const char* at, Use use) {
    at = reader.open(at, '{', "an object");
    if (at == nullptr) return nullptr;
    for (bool more = !reader.is(at, '}'); more; more = reader.next(at, '}')) {
        if (!reader.is(at, '"')) return reader.malformed(at, "expected a key");
        std::string_view key;
        at = read_view(reader, at, key, "a key");
        if (at == nullptr) return nullptr;
        const bool found = use(key);
        at = skip_colon(reader, at);
        if (at == nullptr) return nullptr;
        if (found) {
            reader.close(at);
            return reader.skip_space(at);
        }
        at = skip_value(reader, at);
        if (at == nullptr) return nullptr;
    }
    if (at != nullptr) reader.close(at);
    return nullptr;
}

// All, or those that are structs.
inline std::string list_names(const std::string_view* names, const bool* are_structs, std::size_t count) {
    std::string text;
    for (std::size_t each = 0; each < count; ++each)
        if (are_structs == nullptr || are_structs[each]) text.append(text.empty() ? "" : ", ").append(names[each]);
    return text;
}

/// The index of the alternative that the tag of the object at `at` names; `count`, with a failure, when there is none.
[[gnu::noinline]] inline std::size_t find_tagged(json_reader& reader, const char* at, std::string_view tag, const std::string_view* names,
                                                 const bool* are_structs, std::size_t count) {
    const char* const value = find_key(reader, at, [&](std::string_view key) { return key == tag; });
    if (value == nullptr) {
        if (!reader.has_failed())
            reader.mismatch(at, "the key \"" + std::string{tag} + "\" is missing, which is one of " + list_names(names, are_structs, count));
        return count;
    }
    std::string_view name;
    if (read_view(reader, value, name, "a string as the tag") == nullptr) return count;
    for (std::size_t each = 0; each < count; ++each)
        if (are_structs[each] && names[each] == name) return each;
    reader.mismatch(value, "expected one of " + list_names(names, are_structs, count) + ", found " + found_at(value, reader.end()));
    return count;
}

/// The index of the one alternative whose required fields are all in the object at `at`; `count`, with a failure, when
/// there is none or several. `seen` has room for as many sets.
[[gnu::noinline]] inline std::size_t find_shape(json_reader& reader, const char* at, const alternative_keys* keys, const bool* are_structs, field_set* seen,
                                                const std::string_view* names, std::size_t count) {
    find_key(reader, at, [&](std::string_view key) {
        for (std::size_t each = 0; each < count; ++each)
            for (std::size_t field = 0; field < keys[each].count; ++field)
                if (keys[each].fields[field].name() == key) seen[each].insert(field);
        return false;
    });
    if (reader.has_failed()) return count;
    std::size_t found = count;
    for (std::size_t each = 0; each < count; ++each) {
        if (!are_structs[each] || !seen[each].contains_all(keys[each].required)) continue;
        if (found != count) {
            reader.mismatch(at, "the object has the fields of " + std::string{names[found]} + " and of " + std::string{names[each]});
            return count;
        }
        found = each;
    }
    if (found == count) reader.mismatch(at, "the object has not all fields of any of " + list_names(names, are_structs, count));
    return found;
}

}  // namespace gulo::json_detail
