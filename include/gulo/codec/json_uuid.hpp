#pragma once
// The JSON form of identifiers: the text 8-4-4-4-12.

#include <gulo/base/uuid.hpp>
#include <gulo/codec/json_digits.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gulo::json_detail {

/// Written in lower case, read in either. Octets go by tables, because most messages carry several identifiers.
template <class Codec>
struct json_rule<uuid, Codec> : bounded_form<uuid::text_size + 2> {
    static constexpr std::size_t size = uuid::text_size + 2;

    static char* write(char* at, const uuid& value) {
        const auto& octets = value.bytes();
        std::size_t index = 0;
        const auto group = [&](std::size_t size) {
            for (; size > 0; --size) at = write_octet(at, octets[index++]);
        };
        *at++ = '"';
        group(4);
        *at++ = '-';
        group(2);
        *at++ = '-';
        group(2);
        *at++ = '-';
        group(2);
        *at++ = '-';
        group(6);
        *at++ = '"';
        return at;
    }

    static const char* read(json_reader& reader, const char* at, uuid& value) {
        if (reader.left(at) >= size && at[0] == '"' && at[size - 1] == '"' && parse({at + 1, uuid::text_size}, value)) [[likely]]
            return at + size;
        const char* const start = reader.skip_space(at);
        std::string_view text;
        at = read_view(reader, start, text, "a UUID");
        if (at == nullptr) return nullptr;
        if (!parse(text, value)) [[unlikely]]
            return reader.unexpected(start, "a UUID");
        return at;
    }

private:
    static bool parse(std::string_view text, uuid& value) noexcept {
        if (text.size() != uuid::text_size) return false;
        const char* from = text.data();
        if (from[8] != '-' || from[13] != '-' || from[18] != '-' || from[23] != '-') return false;
        uuid::bytes_type octets;
        unsigned all = 0;
        for (std::size_t index = 0; index < octets.size(); ++index) {
            const unsigned octet = read_octet(from);
            all |= octet;
            octets[index] = static_cast<std::uint8_t>(octet);
            from += index == 3 || index == 5 || index == 7 || index == 9 ? 3 : 2;
        }
        value = uuid{octets};
        return all < 256;
    }
};

}  // namespace gulo::json_detail
