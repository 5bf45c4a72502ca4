#pragma once
// A record as the conformance suite keeps it, and how it compares two.

#include <gulo/transport/consumer.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::testing {

struct conformance_record {
    std::int32_t partition = any_partition;
    std::int64_t offset = -1;
    std::optional<std::string> key{};
    std::optional<std::string> value{};
    std::vector<std::pair<std::string, std::optional<std::string>>> headers{};

    template <fetched_record Record>
    static conformance_record copy(const Record& from) {
        conformance_record made{from.partition(), from.offset(), {}, {}, {}};
        if (from.key()) made.key = *from.key();
        if (from.value()) made.value = *from.value();
        from.for_each_header([&](const header_view& header) {
            made.headers.emplace_back(header.name, header.value ? std::optional<std::string>{*header.value} : std::nullopt);
        });
        return made;
    }

    /// The value of the last header of that name; "(none)" without one.
    std::string header(std::string_view name) const {
        std::string found = "(none)";
        for (const auto& [each, text] : headers)
            if (each == name) found = text.value_or("(null)");
        return found;
    }

    std::string place() const { return "[" + std::to_string(partition) + "]@" + std::to_string(offset); }
};

}  // namespace gulo::testing
