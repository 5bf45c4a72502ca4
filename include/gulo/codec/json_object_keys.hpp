#pragma once
// The keys of an object: which field of a type one belongs to.

#include <gulo/codec/json_block.hpp>
#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_scan.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gulo::json_detail {

/// One bit per field, up to 128.
class field_set {
public:
    /// Whether it was among them already.
    constexpr bool insert(std::size_t field) noexcept {
        std::uint64_t& word = words_[field / 64];
        const std::uint64_t bit = std::uint64_t{1} << (field % 64);
        const bool was_there = (word & bit) != 0;
        word |= bit;
        return was_there;
    }
    constexpr bool contains(std::size_t field) const noexcept { return (words_[field / 64] >> (field % 64) & 1) != 0; }
    constexpr bool is_empty() const noexcept { return (words_[0] | words_[1]) == 0; }
    constexpr field_set without(const field_set& other) const noexcept {
        field_set rest;
        for (std::size_t index = 0; index < 2; ++index) rest.words_[index] = words_[index] & ~other.words_[index];
        return rest;
    }
    /// The first `count`.
    static constexpr field_set first(std::size_t count) noexcept {
        field_set fields;
        fields.words_[0] = count < 64 ? (std::uint64_t{1} << count) - 1 : ~std::uint64_t{0};
        fields.words_[1] = count <= 64 ? 0 : count < 128 ? (std::uint64_t{1} << (count - 64)) - 1 : ~std::uint64_t{0};
        return fields;
    }
    constexpr bool contains_all(const field_set& other) const noexcept { return (other.words_[0] & ~words_[0]) == 0 && (other.words_[1] & ~words_[1]) == 0; }

private:
    std::uint64_t words_[2] = {};
};

/// Where the field of a key is found. Numbers stand for fields, 1 for the first; 0 is none.
struct key_places {
    /// For each of 64 hashes of a name the first field of that hash.
    const unsigned char* first = nullptr;
    /// For each field the next one of the same hash.
    const unsigned char* next = nullptr;

    static constexpr std::size_t hash(char first, char last, std::size_t size) noexcept {
        return (static_cast<unsigned char>(first) * 5U + static_cast<unsigned char>(last) * 3U + size * 7) % 64;
    }
};

template <std::size_t Count>
struct key_table {
    unsigned char first[64]{};
    unsigned char next[Count + 1]{};

    constexpr explicit key_table(const field_layout* fields) {
        for (std::size_t field = Count; field > 0; --field) {
            const std::string_view name = fields[field - 1].name();
            if (name.empty()) continue;
            unsigned char& place = first[key_places::hash(name.front(), name.back(), name.size())];
            next[field - 1] = place;
            place = static_cast<unsigned char>(field);
        }
    }
};

/// A field whose type is known only to its reader.
using field_reader = const char* (*)(json_reader&, const char*, void*);

/// Gives a field, which was read once, the value it had before.
using field_renewer = void (*)(std::size_t field, void* target);

/// What is known of the fields of a type, for functions that are the same for all types.
struct object_shape {
    const field_layout* fields = nullptr;
    const field_reader* readers = nullptr;
    key_places places;
    std::size_t count = 0;
    field_set required;
    /// Null when reading replaces all that was there.
    field_renewer renew = nullptr;
    bool refuses_duplicates = false;
    bool refuses_unknown = false;
};

[[gnu::noinline]] inline std::size_t search_field(const object_shape& shape, std::string_view key) noexcept {
    std::size_t field = 0;
    while (field < shape.count && shape.fields[field].name() != key) ++field;
    return field;
}

/// Whether the `size` characters of `key`, behind which a block more can be read, stand at `at`.
[[gnu::always_inline]] inline bool stands_here(const json_reader& reader, const char* at, const char* key, std::size_t size) noexcept {
    if (reader.left(at) < text_block::size) [[unlikely]]
        return reader.left(at) >= size && std::memcmp(at, key, size) == 0;
    if (size < text_block::size) [[likely]]
        return text_block{at}.begins_like(text_block{key}, size);
    if (reader.left(at) < size) [[unlikely]]
        return false;
    // The last block ends where the key ends.
    bool same = text_block{at + size - text_block::size}.is_like(text_block{key + size - text_block::size});
    for (std::size_t index = 0; index < size - text_block::size; index += text_block::size)
        same = same && text_block{at + index}.is_like(text_block{key + index});
    return same;
}

/// `at` + `size`. Where the size is that of most names, a processor foresees which way goes on, and reads there before
/// it knows the size.
[[gnu::always_inline]] inline const char* pass_name(const char* at, std::size_t size) noexcept {
    const auto pass = [&](std::size_t amount) {
        at += amount;
        // Otherwise the compiler makes one addition of it again.
        __asm__("" : "+r"(at));
        return at;
    };
    switch (size) {
    case 4: return pass(4);
    case 5: return pass(5);
    case 6: return pass(6);
    case 7: return pass(7);
    case 8: return pass(8);
    case 9: return pass(9);
    case 10: return pass(10);
    case 11: return pass(11);
    case 12: return pass(12);
    case 13: return pass(13);
    default: return at + size;
    }
}

struct found_field {
    /// The count of fields when nobody knows the name.
    std::size_t index = 0;
    /// The name's; 0 unless it is plain and a colon stands behind it.
    std::size_t size = 0;
};

/// Which field's name begins at `name`, where a block can be read and two characters behind it.
[[gnu::always_inline]] inline found_field find_field(const char* name, const object_shape& shape) noexcept {
    const text_block block{name};
    const auto quotes = block.quotes();
    const std::size_t size = text_block::first(quotes);
    if (quotes == 0 || size == 0 || name[size + 1] != ':') [[unlikely]]
        return {shape.count, 0};
    for (std::size_t place = shape.places.first[key_places::hash(name[0], name[size - 1], size)]; place != 0; place = shape.places.next[place - 1])
        if (block.is_like_up_to(quotes, text_block{shape.fields[place - 1].key + 2})) [[likely]]
            return {place - 1, size};
    // An unknown name must be text all the same, and end at this quote.
    return {shape.count, marks_before(quotes, block.special() | block.not_ascii()) == 0 ? size : 0};
}

/// The same anywhere before the end of the document.
[[gnu::always_inline]] inline found_field find_field_at(const json_reader& reader, const char* name, const object_shape& shape) noexcept {
    if (reader.left(name) > text_block::size + 2) [[likely]]
        return find_field(name, shape);
    // From a copy of the document's last characters.
    constexpr std::size_t taken = text_block::size + 2;
    if (static_cast<std::size_t>(reader.end() - reader.start()) < taken) return {shape.count, 0};
    char last[2 * taken]{};
    std::memcpy(last, reader.end() - taken, taken);
    return find_field(last + taken - reader.left(name), shape);
}

}  // namespace gulo::json_detail
