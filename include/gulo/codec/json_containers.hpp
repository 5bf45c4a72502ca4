#pragma once
// The JSON forms of sequences, sets, fixed arrays, pairs, tuples and maps.

#include <gulo/codec/json_keys.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_slot.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::json_detail {

template <class T>
concept container = !mapped_by_user<T> && requires(const T& object) {
    typename T::value_type;
    typename T::allocator_type;
    object.begin();
    object.end();
    object.size();
};

template <class T>
concept map_like = container<T> && requires { typename T::mapped_type; } &&
                   requires(T& map, typename T::key_type key, typename T::mapped_type value) { map.try_emplace(std::move(key), std::move(value)).second; };

/// std::set and std::unordered_set.
template <class T>
concept set_like = container<T> && requires(T& set, typename T::key_type key) { set.insert(std::move(key)).second; } && !requires { typename T::mapped_type; };

/// std::vector, std::deque, std::list. Strings are not among them.
template <class T>
concept sequence_like =
    container<T> && requires(T& sequence, typename T::value_type value) { sequence.push_back(std::move(value)); } && !requires { typename T::traits_type; };

template <class Codec, class T>
char* write_elements(json_writer& writer, char* at, const T& elements, std::size_t extra) {
    using element = typename T::value_type;
    at = writer.reserve(at, 2 + extra);
    *at++ = '[';
    bool first = true;
    for (const element& each : elements) {
        constexpr bool bounded = is_bounded<element, Codec>;
        at = writer.reserve(at, bounded ? json_rule<element, Codec>::max_size + 3 + extra : 1);
        if (!first) *at++ = ',';
        first = false;
        if constexpr (bounded) at = json_rule<element, Codec>::write(at, each);
        else at = write_value<Codec, element>(writer, at, each, 2 + extra);
    }
    *at++ = ']';
    return at;
}

template <class Add>
const char* read_elements(json_reader& reader, const char* at, Add add) {
    at = reader.open(at, '[', "an array");
    if (at == nullptr) return nullptr;
    std::size_t index = 0;
    for (bool more = !reader.is(at, ']'); more; more = reader.next(at, ']'), ++index) {
        at = add(at);
        if (at == nullptr) [[unlikely]] {
            reader.inside_element(index);
            return nullptr;
        }
    }
    return at == nullptr ? nullptr : reader.close(at);
}

template <sequence_like T, class Codec>
struct json_rule<T, Codec> : unbounded_form<typename T::value_type> {
    using element = typename T::value_type;

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) { return write_elements<Codec>(writer, at, value, extra); }

    static const char* read(json_reader& reader, const char* at, T& value) {
        value.clear();
        if constexpr (std::is_arithmetic_v<element> && !std::is_same_v<element, bool> && requires { value.reserve(8); }) return read_numbers(reader, at, value);
        return read_elements(reader, at, [&](const char* place) {
            // The first steps of growing cost an allocation each.
            if constexpr (requires { value.reserve(8); })
                if (value.capacity() == 0) value.reserve(sizeof(element) <= 96 ? 8 : sizeof(element) <= 192 ? 4 : 2);
            if constexpr (is_read_in_place<element> && !std::is_same_v<element, bool>) {
                return read_value<Codec>(reader, place, value.emplace_back());
            } else {
                json_slot<element> slot;
                place = read_slot<Codec>(reader, place, slot);
                if (place != nullptr) value.push_back(take(slot));
                return place;
            }
        });
    }

private:
    // By the dozen: growing with every number costs more than reading it.
    static const char* read_numbers(json_reader& reader, const char* at, T& value) {
        element several[64];
        std::size_t count = 0;
        at = read_elements(reader, at, [&](const char* place) {
            if (count == std::size(several)) {
                value.insert(value.end(), several, several + count);
                count = 0;
            }
            return read_value<Codec>(reader, place, several[count++]);
        });
        value.insert(value.end(), several, several + count);
        return at;
    }
};

/// std::multiset and std::unordered_multiset.
template <class T>
concept multiset_like = container<T> && !requires { typename T::mapped_type; } && requires(T& set, typename T::key_type key) {
    { set.insert(std::move(key)) } -> std::same_as<typename T::iterator>;
};

template <multiset_like T, class Codec>
struct json_rule<T, Codec> : unbounded_form<typename T::value_type> {
    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) { return write_elements<Codec>(writer, at, value, extra); }

    static const char* read(json_reader& reader, const char* at, T& value) {
        value.clear();
        return read_elements(reader, at, [&](const char* place) {
            json_slot<typename T::value_type> slot;
            place = read_slot<Codec>(reader, place, slot);
            if (place != nullptr) value.insert(take(slot));
            return place;
        });
    }
};

/// An array in which a value that occurs twice is refused.
template <set_like T, class Codec>
struct json_rule<T, Codec> : unbounded_form<typename T::value_type> {
    using element = typename T::value_type;

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) { return write_elements<Codec>(writer, at, value, extra); }

    static const char* read(json_reader& reader, const char* at, T& value) {
        value.clear();
        return read_elements(reader, at, [&](const char* place) -> const char* {
            const char* const start = place;
            json_slot<element> slot;
            place = read_slot<Codec>(reader, place, slot);
            if (place != nullptr && !value.insert(take(slot)).second)
                return reader.mismatch(start, "the set holds " + found_at(start, reader.end()) + " twice");
            return place;
        });
    }
};

/// std::array, std::pair and std::tuple: an array of exactly that many values.
template <class T>
concept tuple_like = !mapped_by_user<T> && requires { std::tuple_size<T>::value; };

template <class T, class Codec, class Index = std::make_index_sequence<std::tuple_size<T>::value>>
struct tuple_form;

template <class T, class Codec, std::size_t... Index>
struct tuple_form<T, Codec, std::index_sequence<Index...>> : unbounded_form<std::tuple_element_t<Index, T>...> {
    static constexpr std::size_t count = sizeof...(Index);

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) {
        at = writer.reserve(at, 2 + extra);
        *at++ = '[';
        (static_cast<void>(at = write_value<Codec>(writer, at, std::get<Index>(value), 2 + extra), *at++ = ','), ...);
        if constexpr (count != 0) --at;
        *at++ = ']';
        return at;
    }

    static const char* read(json_reader& reader, const char* at, T& value) {
        const char* const start = at = reader.skip_space(at);
        at = reader.open(at, '[', "an array");
        if (at == nullptr) return nullptr;
        bool more = !reader.is(at, ']');
        std::size_t read = 0;
        static_cast<void>((... && read_element<Index>(reader, at, more, read, value)));
        if (at == nullptr) return nullptr;
        if (more || read != count) return reader.mismatch(start, wrong_count(more));
        return reader.close(at);
    }

private:
    template <std::size_t At>
    static bool read_element(json_reader& reader, const char*& at, bool& more, std::size_t& read, T& value) {
        if (!more) return false;
        at = read_value<Codec>(reader, at, std::get<At>(value));
        if (at == nullptr) {
            reader.inside_element(At);
            return false;
        }
        ++read;
        more = reader.next(at, ']');
        return at != nullptr;
    }
    static std::string wrong_count(bool more) { return "expected an array of " + std::to_string(count) + " values, found " + (more ? "more" : "fewer"); }
};

template <class T, class Codec>
    requires tuple_like<T>
struct json_rule<T, Codec> : tuple_form<T, Codec> {};

template <class T, std::size_t Extent>
inline constexpr bool is_write_only<std::span<T, Extent>> = true;

template <class T, std::size_t Extent, class Codec>
struct json_rule<std::span<T, Extent>, Codec> : unbounded_form<std::remove_cv_t<T>> {
    static char* write(json_writer& writer, char* at, std::span<T, Extent> value, std::size_t extra) { return write_elements<Codec>(writer, at, value, extra); }
};

/// An object whose keys are the map's.
template <map_like T, class Codec>
struct json_rule<T, Codec> : unbounded_form<typename T::mapped_type, map_key<typename T::key_type>> {
    using key_type = typename T::key_type;
    using mapped = typename T::mapped_type;

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) {
        at = writer.reserve(at, 2 + extra);
        *at++ = '{';
        bool first = true;
        for (const auto& [key, each] : value) {
            at = writer.reserve(at, 1);
            if (!first) *at++ = ',';
            first = false;
            at = write_key<Codec>(writer, at, key);
            *at++ = ':';
            at = write_value<Codec, mapped>(writer, at, each, 2 + extra);
        }
        *at++ = '}';
        return at;
    }

    static const char* read(json_reader& reader, const char* at, T& value) {
        value.clear();
        at = reader.open(at, '{', "an object");
        if (at == nullptr) return nullptr;
        for (bool more = !reader.is(at, '}'); more; more = reader.next(at, '}')) {
            const char* const start = at;
            if (!reader.is(at, '"')) return reader.malformed(at, "expected a key");
            json_slot<key_type> key;
            at = read_key_slot<Codec>(reader, at, key);
            if (at == nullptr) return nullptr;
            at = skip_colon(reader, at);
            if (at == nullptr) return nullptr;
            json_slot<mapped> slot;
            at = read_slot<Codec>(reader, at, slot);
            if (at == nullptr) {
                reader.inside_field(key_text<key_type>(take(key)));
                return nullptr;
            }
            const auto [place, is_new] = value.try_emplace(take(key), take(slot));
            if (!is_new) [[unlikely]] {
                if constexpr (options_of<T, Codec>.duplicates == duplicate_keys::refuse) return key_twice(reader, start);
                else replace(value, place, take(slot));
            }
        }
        return at == nullptr ? nullptr : reader.close(at);
    }

private:
    template <class Place>
    static void replace(T& value, Place place, mapped&& last) {
        if constexpr (std::is_move_assignable_v<mapped>) {
            place->second = std::move(last);
        } else {
            key_type key = place->first;
            value.erase(place);
            value.try_emplace(std::move(key), std::move(last));
        }
    }
};

}  // namespace gulo::json_detail
