#pragma once
// What all targets of the fuzzer have: numbers out of the input, the categories of types by number, and a way to fail.

#include "codec/categories.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace fuzz {

[[noreturn]] inline void fail(std::string_view what, std::string_view detail) {
    std::fprintf(stderr, "%.*s\n%.*s\n", static_cast<int>(what.size()), what.data(), static_cast<int>(detail.size()), detail.data());
    std::abort();
}

/// Numbers out of the input, in the shape of gulo::testing::random_source; zeros where it ends.
class input_source {
public:
    input_source(const std::uint8_t* data, std::size_t size) : text_{reinterpret_cast<const char*>(data), size} {}

    std::uint64_t next() { return take(8); }
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(take(bound <= 256 ? 1 : bound <= 65536 ? 2 : 8) % bound); }

    /// Up to `size` octets as they are.
    std::string_view text(std::size_t size) {
        const std::string_view taken = text_.substr(0, size);
        text_.remove_prefix(taken.size());
        return taken;
    }
    bool empty() const { return text_.empty(); }

private:
    std::uint64_t take(std::size_t octets) {
        std::uint64_t value = 0;
        for (const char octet : text(octets)) value = value << 8 | static_cast<unsigned char>(octet);
        return value;
    }

    std::string_view text_;
};

/// Calls `visit.template operator()<T>()` for the category with that number; a number that is too great means none.
template <class Visit, class... T>
void visit_type(std::size_t number, Visit&& visit, categories::type_list<T...>) {
    std::size_t index = 0;
    static_cast<void>(((index++ == number && (visit.template operator()<T>(), true)) || ...));
}

using types = categories::all;

}  // namespace fuzz
