#pragma once
// Reads a JSON object that stands around a message, in one pass and without building anything.

#include <gulo/codec/json_error.hpp>
#include <gulo/codec/json_options.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_text.hpp>
#include <gulo/codec/wire_format.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gulo {

/// A member that an envelope may have.
struct envelope_member {
    enum class kind : std::uint8_t {
        text,    ///< a string or null
        id,      ///< also a number, as its text
        hint,    ///< a number is passed over
        scalar,  ///< also a number or a boolean, as its text
        value,   ///< any value, as it stands
        object,  ///< an object with the members `inside`
    };
    std::string_view name;
    kind what = kind::text;
    std::string_view told_metadata::* to = nullptr;
    std::span<const envelope_member> inside{};
};

/// Members may come in any order; those that nobody knows are passed over, but have to be well-formed. A member of the wrong kind and one that occurs
/// twice are noted in opened_record::fault, and reading goes on, because only the end tells whether the document is an envelope of this form.
class envelope_reader {
public:
    envelope_reader(std::string_view document, opened_record& into)
        : document_{document}, reader_{document, json_detail::resolved({}, {}).max_depth + levels_around}, into_{into} {}

    /// False when the document is not well-formed; opened_record::fault says where.
    bool read(std::span<const envelope_member> members) {
        const char* at = reader_.begin();
        if (at != nullptr) at = read_members(at, members, 0);
        if (reader_.finish(at)) return true;
        into_.fault = std::make_unique<error>(reader_.failure());
        return false;
    }

    /// Whether a document can be an envelope at all. One with a byte order mark is read, to be refused for that.
    static bool is_object(std::string_view document) noexcept {
        if (document.starts_with("\xef\xbb\xbf")) return true;
        const std::size_t first = document.find_first_not_of(" \t\r\n");
        return first != std::string_view::npos && document[first] == '{';
    }

    /// Whether the document has the member at that place of the table; one of an object inside counts from 16.
    bool has(std::size_t member) const noexcept { return (seen_ >> member & 1) != 0; }

private:
    const char* read_members(const char* at, std::span<const envelope_member> members, std::size_t first) {
        at = reader_.open(at, '{', "an object");
        if (at == nullptr) return nullptr;
        for (bool more = !reader_.is(at, '}'); more; more = reader_.next(at, '}')) {
            const char* const start = at;
            if (!reader_.is(at, '"')) return reader_.malformed(at, "expected a key");
            std::string_view key;
            at = json_detail::read_view(reader_, at, key, "a key");
            if (at == nullptr) return nullptr;
            std::size_t which = 0;
            while (which != members.size() && members[which].name != key) ++which;
            at = json_detail::skip_colon(reader_, at);
            if (at == nullptr) return nullptr;
            at = reader_.skip_space(at);
            if (which == members.size()) {
                at = json_detail::skip_value(reader_, at);
            } else {
                if (has(first + which)) note(start, "", "the key \"" + std::string{members[which].name} + "\" occurs twice");
                seen_ |= std::uint32_t{1} << (first + which);
                at = read_member(at, members[which]);
            }
            if (at == nullptr) return nullptr;
        }
        return at == nullptr ? nullptr : reader_.close(at);
    }

    const char* read_member(const char* at, const envelope_member& member) {
        using kind = envelope_member::kind;
        if (member.what == kind::object && reader_.is(at, '{')) return read_members(at, member.inside, 16);
        const char* const start = at;
        if (reader_.is(at, '"') && member.what != kind::value && member.what != kind::object) {
            std::string_view text;
            at = json_detail::read_view(reader_, at, text, "a string");
            if (at == nullptr) return nullptr;
            const bool stands_there = text.data() >= document_.data() && text.data() <= document_.data() + document_.size();
            into_.told.*member.to = stands_there ? text : into_.keep(std::string{text});
            return at;
        }
        at = json_detail::skip_value(reader_, at);
        if (at == nullptr) return nullptr;
        const std::string_view raw{start, static_cast<std::size_t>(at - start)};
        if (member.what == kind::value) {
            into_.told.*member.to = raw;
        } else if (raw != "null") {
            const bool is_number = raw.front() == '-' || (raw.front() >= '0' && raw.front() <= '9');
            if (is_number && member.what == kind::hint) return at;
            if (is_number && member.what == kind::id) into_.told.*member.to = raw;
            else if (member.what == kind::scalar && raw.front() != '{' && raw.front() != '[') into_.told.*member.to = raw;
            else
                note(start, member.name,
                     std::string{member.what == kind::object ? "expected an object" : "expected a string"} + ", found " +
                         json_detail::found_at(start, reader_.end()));
        }
        return at;
    }

    [[gnu::noinline, gnu::cold]] void note(const char* at, std::string_view path, const std::string& problem) {
        if (!into_.fault) into_.fault = std::make_unique<error>(json_detail::error_at(errc::schema_mismatch, document_, at, path, problem));
    }

    std::string_view document_;
    // What is inside may be as deep as it may be by itself.
    static constexpr int levels_around = 2;

    json_detail::json_reader reader_;
    opened_record& into_;
    std::uint32_t seen_ = 0;
};

namespace detail {

/// What an envelope must have: the first of `required` (places in the table) that it lacks is a fault. Gives what opening it comes to.
inline opening close_envelope(const envelope_reader& read, std::span<const envelope_member> members, std::initializer_list<std::size_t> required,
                              std::string_view format, opened_record& into) {
    into.format = format;
    if (!into.fault)
        for (const std::size_t each : required) {
            const envelope_member& member = each < 16 ? members[each] : members[0].inside[each - 16];
            const bool is_there = read.has(each) && (member.to == nullptr || !(into.told.*member.to).empty());
            if (!is_there) {
                into.fault = std::make_unique<error>(error{errc::schema_mismatch, "it has no \"" + std::string{member.name} + "\""});
                break;
            }
        }
    if (!into.fault) return opening::opened;
    into.fault->message = std::string{format} + ": " + into.fault->message;
    return opening::malformed;
}

}  // namespace detail

}  // namespace gulo
