#pragma once
// What is known of a struct's JSON form during compilation: its keys, and how much room its fields take.

#include <gulo/codec/json_block.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_names.hpp>
#include <gulo/codec/json_nullable.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/reflect/fields.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace gulo::json_detail {

struct field_layout {
    /// As it is written, `,"email":`.
    const char* key = nullptr;
    std::size_t key_size = 0;
    /// 0 when the value isn't bounded.
    std::size_t max_size = 0;
    bool nullable = false;
    /// An empty one is not written.
    bool left_out = false;
    /// Some field before is always written, so that the comma is certain.
    bool follows_one = false;
    /// No field behind is unbounded.
    bool last_unbounded = false;
    /// The room for all that is bounded behind this field, up to and with the key of the next one that is not, or
    /// the closing brace.
    std::size_t room_behind = 0;

    constexpr std::string_view name() const noexcept { return {key + 2, key_size - 4}; }
};

template <std::size_t Count>
using field_layouts = std::array<field_layout, Count>;

/// Whether a field is left out when it is empty; written as null, it would be another value when null is one.
template <class Field, class Codec, bool WritesNull>
inline constexpr bool is_left_out = is_nullable<Field, Codec> && (!WritesNull || null_is_a_value<Field, Codec>);

template <class Codec, bool WritesNull, class... Field>
constexpr field_layouts<sizeof...(Field)> start_layouts(part_list<Field...>) {
    return {{{nullptr, 0, json_rule<Field, Codec>::max_size, is_nullable<Field, Codec>, is_left_out<Field, Codec, WritesNull>}...}};
}

template <std::size_t Size, class Names>
constexpr std::array<char, Size> write_keys(const Names& names) {
    std::array<char, Size> keys{};
    char* to = keys.data();
    for (const std::string_view name : names) {
        *to++ = ',';
        *to++ = '"';
        for (std::size_t at = 0; at < name.size(); ++at) *to++ = name.data()[at];
        *to++ = '"';
        *to++ = ':';
    }
    return keys;
}

template <std::size_t Count, class Names>
constexpr field_layouts<Count> finish_layouts(field_layouts<Count> fields, const Names& names, const char* keys) {
    bool follows_one = false;
    std::size_t index = 0;
    for (field_layout& field : fields) {
        field.key = keys;
        field.key_size = names[index++].size() + 4;
        field.follows_one = follows_one;
        keys += field.key_size;
        follows_one = follows_one || !field.left_out;
    }
    std::size_t room = 1;
    bool all_bounded = true;
    for (std::size_t at = Count; at > 0; --at) {
        field_layout& field = fields[at - 1];
        field.room_behind = room;
        field.last_unbounded = all_bounded;
        all_bounded = all_bounded && field.max_size != 0;
        room = field.key_size + (field.max_size != 0 ? field.max_size + room : 0);
    }
    return fields;
}

template <class Names>
constexpr std::size_t size_of_keys(const Names& names) {
    // So that a block can be read where the last name begins.
    std::size_t total = text_block::size;
    for (const std::string_view name : names) total += name.size() + 4;
    return total;
}

template <class T, class Codec>
struct struct_layout {
    static constexpr std::size_t count = reflect::field_count<T>;
    static constexpr bool writes_null = options_of<T, Codec>.empty == empty_fields::write_null;
    static constexpr auto keys = write_keys<size_of_keys(keys_of<T, Codec>())>(keys_of<T, Codec>());
    static constexpr field_layouts<count> fields = finish_layouts<count>(start_layouts<Codec, writes_null>(field_types<T>{}), keys_of<T, Codec>(), keys.data());

    /// The room for both braces and what is bounded before the first field that is not, with that one's key.
    static constexpr std::size_t first_room() {
        if constexpr (count == 0) return 2;
        else return 1 + fields[0].key_size + (fields[0].max_size != 0 ? fields[0].max_size + fields[0].room_behind : 0);
    }
    static constexpr bool all_bounded() {
        if constexpr (count == 0) return true;
        else return fields[0].last_unbounded && fields[0].max_size != 0;
    }
    static constexpr std::size_t max_size = all_bounded() && first_room() <= 1024 ? first_room() : 0;
};

}  // namespace gulo::json_detail
