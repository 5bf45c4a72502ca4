#pragma once
// The state of reading one document, and the grammar of RFC 8259 around its values.

#include <gulo/base/error.hpp>
#include <gulo/codec/json_error.hpp>
#include <gulo/codec/json_scan.hpp>
#include <gulo/codec/utf8_valid.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace gulo::json_detail {

/// The place to read at is passed by value and returned, so that it stays in a register; a null pointer means
/// that reading failed and the failure is recorded here. Reading stops at the first failure.
class json_reader {
public:
    /// Arrays and objects may be nested `max_depth` deep, so that a hostile document can't exhaust the stack.
    [[gnu::always_inline]] json_reader(std::string_view document, int max_depth)
        : document_{document.data() == nullptr ? std::string_view{""} : document},
          end_{document_.data() + document_.size()},
          levels_left_{max_depth},
          max_depth_{max_depth},
          ends_with_bracket_{!document_.empty() && (document_.back() | 0x20) == '}'} {}

    /// Where the document begins; null, with a failure, when it begins with a byte order mark.
    [[gnu::always_inline]] const char* begin() {
        if (document_.size() >= 3 && document_[0] == '\xef' && document_[1] == '\xbb' && document_[2] == '\xbf') [[unlikely]]
            return begins_with_mark();
        return document_.data();
    }

    /// Whether reading went well and nothing but white space is left at `at`.
    [[gnu::always_inline]] bool finish(const char* at) {
        if (at == nullptr) [[unlikely]]
            return false;
        at = skip_space(at);
        if (at != end_) [[unlikely]]
            malformed(at, "expected the end of the document");
        return at == end_;
    }

    const char* start() const noexcept { return document_.data(); }
    const char* end() const noexcept { return end_; }
    /// For a text that is not in the document as it is meant. Its content is lost when the next such text is read.
    std::string& scratch() { return rare().scratch; }

    std::size_t left(const char* at) const noexcept { return static_cast<std::size_t>(end_ - at); }
    bool is(const char* at, char c) const noexcept { return at != end_ && *at == c; }

    /// Whether the document's last character is a bracket, so that every number ends before the document does, and who
    /// reads one need not look for the end.
    bool ends_with_bracket() const noexcept { return ends_with_bracket_; }

    /// Whether characters between two quotes of the document are UTF-8. After a few strings that are not ASCII the whole
    /// document is looked at, once, which costs less than many calls for a few octets each.
    bool is_utf8(const char* from, const char* end) {
        if (document_is_utf8_) return true;
        octets_checked_ += static_cast<std::size_t>(end - from);
        if (octets_checked_ <= document_.size() / 8 || document_is_not_utf8_) return utf8::is_valid(from, end);
        document_is_utf8_ = utf8::is_valid(start(), end_);
        document_is_not_utf8_ = !document_is_utf8_;
        return document_is_utf8_ || utf8::is_valid(from, end);
    }

    [[gnu::always_inline]] const char* skip_space(const char* at) const noexcept {
        if (at == end_ || static_cast<unsigned char>(*at) > ' ') [[likely]]
            return at;
        return skip_any_space(at);
    }

    /// Past the bracket that begins a container.
    [[gnu::always_inline]] const char* enter(const char* at, char bracket, const char* expected) {
        at = skip_space(at);
        if (!is(at, bracket)) [[unlikely]]
            return unexpected(at, expected);
        if (--levels_left_ < 0) [[unlikely]]
            return too_deep(at);
        return at + 1;
    }
    /// The same, and past white space behind it.
    const char* open(const char* at, char bracket, const char* expected) {
        at = enter(at, bracket, expected);
        return at == nullptr ? nullptr : skip_space(at);
    }

    /// Past the bracket that ends a container.
    const char* close(const char* at) noexcept {
        ++levels_left_;
        return at + 1;
    }

    /// `at` stands behind a value of a container. True when a comma was passed, false at the closing bracket or on
    /// failure, then with `at` null.
    [[gnu::always_inline]] bool next(const char*& at, char bracket) {
        at = skip_space(at);
        if (is(at, ',')) {
            at = skip_space(at + 1);
            if (!is(at, bracket)) [[likely]]
                return true;
            at = ends_with_comma(at);
            return false;
        }
        if (!is(at, bracket)) [[unlikely]]
            at = malformed(at, bracket == ']' ? "expected ',' or ']'" : "expected ',' or '}'");
        return false;
    }

    /// The key that names the alternative of a tagged variant, in the object that is opened next. Nobody's field.
    struct tag {
        std::string_view key;
        int level = -1;
        int count = 0;
    };
    tag replace_tag(std::string_view key) noexcept { return std::exchange(tag_, {key, levels_left_ - 1}); }
    void restore_tag(tag former) noexcept { tag_ = former; }
    /// How often the tag was met in the object that is being read, this time included; 0 when `key` is not the tag.
    int count_tag(std::string_view key) noexcept { return tag_.level == levels_left_ && tag_.key == key ? ++tag_.count : 0; }

    [[gnu::noinline, gnu::cold]] const char* fail(errc code, const char* at, std::string problem) {
        code_ = code;
        place_ = at;
        rare().problem = std::move(problem);
        return nullptr;
    }

    [[gnu::noinline, gnu::cold]] const char* ends_with_comma(const char* at) {
        return fail(errc::malformed_document, at, "a comma must be followed by another value");
    }

    /// The grammar is broken: "expected ':', found 7".
    [[gnu::noinline, gnu::cold]] const char* malformed(const char* at, const char* expected) {
        return fail(errc::malformed_document, at, std::string{expected} + ", found " + found_at(at, end_));
    }

    /// Another kind of value: "expected a number, found "abc"". At a place where no value begins, the document is
    /// malformed.
    [[gnu::noinline, gnu::cold]] const char* unexpected(const char* at, const char* expected) {
        return fail(begins_value(at) ? errc::schema_mismatch : errc::malformed_document, at,
                    std::string{"expected "} + expected + ", found " + found_at(at, end_));
    }

    /// The value at `at` is of the right kind, but not usable.
    [[gnu::noinline, gnu::cold]] const char* mismatch(const char* at, std::string problem) { return fail(errc::schema_mismatch, at, std::move(problem)); }

    /// Called on the way out of a failure, from the inside to the outside.
    [[gnu::noinline, gnu::cold]] void inside_field(std::string_view name) {
        std::string& path = rare().path;
        const bool last = path.empty() || path.front() == '[';
        path.insert(0, last ? std::string{name} : std::string{name} + ".");
    }
    [[gnu::noinline, gnu::cold]] void inside_element(std::size_t index) {
        std::string& path = rare().path;
        const bool last = path.empty() || path.front() == '[';
        path.insert(0, "[" + std::to_string(index) + (last ? "]" : "]."));
    }

    bool has_failed() const noexcept { return place_ != nullptr; }
    [[gnu::noinline, gnu::cold]] error failure() const { return error_at(code_, document_, place_, rare_->path, rare_->problem); }

private:
    [[gnu::noinline, gnu::cold]] const char* too_deep(const char* at) {
        return fail(errc::malformed_document, at, "arrays and objects are nested more than " + std::to_string(max_depth_) + " deep");
    }
    [[gnu::noinline]] const char* skip_any_space(const char* at) const noexcept {
        if (*at == '\n') ++at;
        // Indentation.
        while (end_ - at >= 8 && load_8(at) == blanks) at += 8;
        while (at != end_ && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
        return at;
    }

    // What most documents do without, so that a reader costs nothing to make and to forget.
    struct rare_state {
        std::string problem;
        std::string path;
        std::string scratch;
    };
    [[gnu::noinline]] rare_state& rare() {
        if (rare_ == nullptr) rare_ = std::make_unique<rare_state>();
        return *rare_;
    }

    [[gnu::noinline, gnu::cold]] const char* begins_with_mark() {
        return fail(errc::malformed_document, document_.data(), "the document begins with a byte order mark (EF BB BF); send JSON without it");
    }
    bool begins_value(const char* at) const {
        const std::string_view rest{at, left(at)};
        if (rest.empty()) return false;
        return std::string_view{"{[\"-0123456789"}.find(rest.front()) != std::string_view::npos || rest.starts_with("true") || rest.starts_with("false") ||
               rest.starts_with("null");
    }

    std::string_view document_;
    const char* end_;
    int levels_left_;
    int max_depth_;
    bool ends_with_bracket_;
    bool document_is_utf8_ = false;
    bool document_is_not_utf8_ = false;
    errc code_ = errc::malformed_document;
    const char* place_ = nullptr;
    std::size_t octets_checked_ = 0;
    tag tag_;
    std::unique_ptr<rare_state> rare_;
};

}  // namespace gulo::json_detail
