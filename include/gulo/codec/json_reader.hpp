#pragma once
// The state of reading one document, and the grammar of RFC 8259 around its values.

#include <gulo/base/error.hpp>
#include <gulo/codec/json_error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace gulo::json_detail {

/// How deep arrays and objects may be nested, so that a hostile document can't exhaust the stack.
inline constexpr int max_depth = 64;

/// The place to read at is passed by value and returned, so that it stays in a register; a null pointer means
/// that reading failed and the failure is recorded here. Reading stops at the first failure.
class json_reader {
public:
    explicit json_reader(std::string_view document)
        : document_{document.data() == nullptr ? std::string_view{""} : document}, end_{document_.data() + document_.size()} {}

    /// Where the document begins; null, with a failure, when it begins with a byte order mark.
    const char* begin() {
        if (document_.starts_with("\xef\xbb\xbf")) [[unlikely]]
            return fail(errc::malformed_document, document_.data(), "the document begins with a byte order mark (EF BB BF); send JSON without it");
        return document_.data();
    }

    /// Whether reading went well and nothing but white space is left at `at`.
    bool finish(const char* at) {
        if (at == nullptr) [[unlikely]] return false;
        at = skip_space(at);
        if (at != end_) [[unlikely]] malformed(at, "expected the end of the document");
        return at == end_;
    }

    const char* end() const noexcept { return end_; }
    std::string& scratch() noexcept { return scratch_; }

    std::size_t left(const char* at) const noexcept { return static_cast<std::size_t>(end_ - at); }
    bool is(const char* at, char c) const noexcept { return at != end_ && *at == c; }

    const char* skip_space(const char* at) const noexcept {
        while (at != end_ && static_cast<unsigned char>(*at) <= ' ' && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
        return at;
    }

    /// Past the bracket that begins a container, and past white space behind it.
    const char* open(const char* at, char bracket, const char* expected) {
        at = skip_space(at);
        if (!is(at, bracket)) [[unlikely]] return unexpected(at, expected);
        if (++depth_ > max_depth) [[unlikely]] return fail(errc::malformed_document, at, "arrays and objects are nested more than 64 deep");
        return skip_space(at + 1);
    }

    /// Past the bracket that ends a container.
    const char* close(const char* at) noexcept {
        --depth_;
        return at + 1;
    }

    /// `at` stands behind a value of a container. True when a comma was passed, false at the closing bracket or on
    /// failure, then with `at` null.
    bool next(const char*& at, char bracket) {
        at = skip_space(at);
        if (is(at, ',')) {
            at = skip_space(at + 1);
            if (!is(at, bracket)) [[likely]] return true;
            at = fail(errc::malformed_document, at, "a comma must be followed by another value");
            return false;
        }
        if (!is(at, bracket)) [[unlikely]]
            at = malformed(at, bracket == ']' ? "expected ',' or ']'" : "expected ',' or '}'");
        return false;
    }

    [[gnu::noinline, gnu::cold]] const char* fail(errc code, const char* at, std::string problem) {
        code_ = code;
        place_ = at;
        problem_ = std::move(problem);
        return nullptr;
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
    [[gnu::noinline, gnu::cold]] const char* mismatch(const char* at, std::string problem) {
        return fail(errc::schema_mismatch, at, std::move(problem));
    }

    /// Called on the way out of a failure, from the inside to the outside.
    [[gnu::noinline, gnu::cold]] void inside_field(std::string_view name) {
        const bool last = path_.empty() || path_.front() == '[';
        path_.insert(0, last ? std::string{name} : std::string{name} + ".");
    }
    [[gnu::noinline, gnu::cold]] void inside_element(std::size_t index) {
        const bool last = path_.empty() || path_.front() == '[';
        path_.insert(0, "[" + std::to_string(index) + (last ? "]" : "]."));
    }

    error failure() const { return error_at(code_, document_, place_, path_, problem_); }

private:
    bool begins_value(const char* at) const {
        const std::string_view rest{at, left(at)};
        if (rest.empty()) return false;
        return std::string_view{"{[\"-0123456789"}.find(rest.front()) != std::string_view::npos || rest.starts_with("true") || rest.starts_with("false") ||
               rest.starts_with("null");
    }

    std::string_view document_;
    const char* end_;
    int depth_ = 0;
    errc code_ = errc::malformed_document;
    const char* place_ = nullptr;
    std::string problem_;
    std::string path_;
    std::string scratch_;
};

}  // namespace gulo::json_detail
