#pragma once
// Reading the fields of a struct from an object.

#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_object.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_slot.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace gulo::json_detail {

/// `static constexpr bool tolerates_missing_fields = true;` in a struct: a field that a document doesn't have keeps
/// the value that its default member initialiser gives it. Otherwise only what may be null may be missing.
template <class T>
concept tolerates_missing_fields = requires { requires T::tolerates_missing_fields; };

/// Reads the fields of one struct into `targets`: the fields themselves, or slots for them.
template <class T, bool IntoSlots, class Layout = layout_of<T>>
struct struct_reader {
    static constexpr std::size_t count = Layout::count;

    static constexpr bool may_be_missing(std::size_t field) { return tolerates_missing_fields<T> || Layout::nullable[field]; }

    static constexpr field_set<count> required = [] {
        field_set<count> fields;
        for (std::size_t field = 0; field < count; ++field)
            if (!may_be_missing(field)) fields.insert(field);
        return fields;
    }();

    struct progress {
        field_set<count> seen;
        std::size_t expected = 0;
        bool first = true;
    };

    // The fast way: the document has the expected key next, without white space. False when it hasn't, or on
    // failure, then with `at` null.
    template <std::size_t I, class Target>
    static bool read_expected(json_reader& reader, const char*& at, progress& done, Target& target) {
        constexpr std::size_t size = Layout::key_size(I);
        constexpr const char* key = Layout::keys.characters + Layout::keys.begin[I];
        std::size_t passed = 0;
        if (I == 0 || (may_be_missing(I - 1) && done.first)) {
            if (begins_with<size - 1>(reader, at, key + 1)) passed = size - 1;
        } else if (begins_with<size>(reader, at, key)) {
            passed = size;
        }
        if (passed == 0) [[unlikely]] return may_be_missing(I);
        at = read_field(reader, at + passed, target);
        if (at == nullptr) [[unlikely]] {
            reader.inside_field(Layout::names[I]);
            return false;
        }
        done.seen.insert(I);
        done.expected = I + 1;
        done.first = false;
        return true;
    }

    // The slow way: any order, white space, keys that nobody knows.
    template <std::size_t... I, class... Target>
    [[gnu::noinline]] static const char* read_rest(json_reader& reader, const char* at, progress& done, std::index_sequence<I...>, Target&... targets) {
        if (done.first) at = reader.skip_space(at);
        for (bool more = done.first ? !reader.is(at, '}') : reader.next(at, '}'); more; more = reader.next(at, '}')) {
            const char* const start = at;
            std::string_view key;
            if (!reader.is(at, '"')) return reader.malformed(at, "expected a key");
            at = read_view(reader, at, key, "a key");
            if (at == nullptr) return nullptr;
            const std::size_t field = find_field(Layout::names.data(), count, key, done.expected);
            at = skip_colon(reader, at);
            if (at == nullptr) return nullptr;
            if (field == count) {
                at = skip_value(reader, at);
                if (at == nullptr) return nullptr;
                continue;
            }
            if (done.seen.contains(field)) return repeated_field(reader, start, Layout::names[field]);
            static_cast<void>(((field == I && (at = read_field(reader, at, targets), true)) || ...));
            if (at == nullptr) {
                reader.inside_field(Layout::names[field]);
                return nullptr;
            }
            done.seen.insert(field);
            done.expected = field + 1;
        }
        if (at == nullptr) return nullptr;
        if (!done.seen.contains_all(required)) return missing_field(reader, at, Layout::names[done.seen.first_missing(required)]);
        return reader.close(at);
    }

    template <std::size_t... I, class... Target>
    static const char* read_all(json_reader& reader, const char* at, std::index_sequence<I...> index, Target&... targets) {
        at = reader.open(at, '{', "an object");
        if (at == nullptr) [[unlikely]] return nullptr;
        progress done;
        const bool all = (... && read_expected<I>(reader, at, done, targets));
        if (at == nullptr) [[unlikely]] return nullptr;
        if (all && reader.is(at, '}')) [[likely]] return reader.close(at);
        return read_rest(reader, at, done, index, targets...);
    }

private:
    template <class Target>
    static const char* read_field(json_reader& reader, const char* at, Target& target) {
        if constexpr (IntoSlots) return read_slot(reader, at, target);
        else return read_value(reader, at, target);
    }
};

}  // namespace gulo::json_detail
