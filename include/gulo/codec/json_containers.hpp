#pragma once
// The JSON forms of sequences, sets, fixed arrays, pairs, tuples and maps.

#include <gulo/codec/json_keys.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_slot.hpp>

#include <array>
#include <cstddef>
#include <cstring>
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
concept map_like = container<T> && requires { typename T::mapped_type; } && requires(T& map, typename T::key_type key, typename T::mapped_type value) {
    map.try_emplace(std::move(key), std::move(value)).second;
};

/// std::set and std::unordered_set.
template <class T>
concept set_like = container<T> && requires(T& set, typename T::key_type key) { set.insert(std::move(key)).second; } && !requires { typename T::mapped_type; };

/// std::vector, std::deque, std::list. Strings are not among them.
template <class T>
concept sequence_like = container<T> && requires(T& sequence, typename T::value_type value) { sequence.push_back(std::move(value)); } &&
                        !requires { typename T::traits_type; };

template <class T>
char* write_elements(json_writer& writer, char* at, const T& elements, std::size_t extra) {
    using element = typename T::value_type;
    at = writer.reserve(at, 2 + extra);
    *at++ = '[';
    bool first = true;
    for (const element& each : elements) {
        at = writer.reserve(at, 1);
        if (!first) *at++ = ',';
        first = false;
        at = write_value<element>(writer, at, each, 2 + extra);
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

template <sequence_like T>
struct json_rule<T> : unbounded_form<typename T::value_type> {
    using element = typename T::value_type;

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) { return write_elements(writer, at, value, extra); }

    static const char* read(json_reader& reader, const char* at, T& value) {
        value.clear();
        return read_elements(reader, at, [&](const char* place) {
            // The first steps of growing cost an allocation each.
            if constexpr (requires { value.reserve(8); })
                if (value.capacity() == 0) value.reserve(sizeof(element) <= 16 ? 8 : 4);
            if constexpr (is_read_in_place<element> && !std::is_same_v<element, bool>) {
                return read_value(reader, place, value.emplace_back());
            } else {
                json_slot<element> slot;
                place = read_slot(reader, place, slot);
                if (place != nullptr) value.push_back(take(slot));
                return place;
            }
        });
    }
};

/// An array in which a value that occurs twice is refused.
template <set_like T>
struct json_rule<T> : unbounded_form<typename T::value_type> {
    using element = typename T::value_type;

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) { return write_elements(writer, at, value, extra); }

    static const char* read(json_reader& reader, const char* at, T& value) {
        value.clear();
        return read_elements(reader, at, [&](const char* place) -> const char* {
            const char* const start = place;
            json_slot<element> slot;
            place = read_slot(reader, place, slot);
            if (place != nullptr && !value.insert(take(slot)).second)
                return reader.mismatch(start, "the set holds " + found_at(start, reader.end()) + " twice");
            return place;
        });
    }
};

/// std::array, std::pair and std::tuple: an array of exactly that many values.
template <class T>
concept tuple_like = !mapped_by_user<T> && requires { std::tuple_size<T>::value; };

template <class T, class Index = std::make_index_sequence<std::tuple_size<T>::value>>
struct tuple_form;

template <class T, std::size_t... Index>
struct tuple_form<T, std::index_sequence<Index...>> : unbounded_form<std::tuple_element_t<Index, T>...> {
    static constexpr std::size_t count = sizeof...(Index);

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) {
        at = writer.reserve(at, 2 + extra);
        *at++ = '[';
        (static_cast<void>(at = write_value(writer, at, std::get<Index>(value), 2 + extra),
                           *at++ = ','),
         ...);
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
        at = read_value(reader, at, std::get<At>(value));
        if (at == nullptr) {
            reader.inside_element(At);
            return false;
        }
        ++read;
        more = reader.next(at, ']');
        return at != nullptr;
    }
    static std::string wrong_count(bool more) {
        return "expected an array of " + std::to_string(count) + " values, found " + (more ? "more" : "fewer");
    }
};

template <class T>
    requires tuple_like<T>
struct json_rule<T> : tuple_form<T> {};

/// An object whose keys are the map's; a key that occurs twice is refused.
template <map_like T>
struct json_rule<T> : unbounded_form<typename T::mapped_type, map_key<typename T::key_type>> {
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
            at = write_key(writer, at, key);
            *at++ = ':';
            at = write_value<mapped>(writer, at, each, 2 + extra);
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
            key_type key{};
            at = read_key(reader, at, key);
            if (at == nullptr) return nullptr;
            at = skip_colon(reader, at);
            if (at == nullptr) return nullptr;
            json_slot<mapped> slot;
            at = read_slot(reader, at, slot);
            if (at == nullptr) {
                reader.inside_field(key_text(key));
                return nullptr;
            }
            if (!value.try_emplace(std::move(key), take(slot)).second)
                return reader.fail(errc::malformed_document, start, "the key " + found_at(start, reader.end()) + " occurs twice");
        }
        return at == nullptr ? nullptr : reader.close(at);
    }
};

}  // namespace gulo::json_detail
