#pragma once
// What came out of a case of the conformance suite, and how a case says so.

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace gulo::testing {

enum class conformance_status : std::uint8_t { passed, failed, skipped };

struct conformance_result {
    std::string_view name;  ///< of the case, such as "C1 a frontier never passes a record that is being handled"
    conformance_status status = conformance_status::passed;
    std::string text{};  ///< what is wrong, or why it was skipped
};

/// Times on the machine's clock. Brokers that answer over a network need longer ones than a log in memory.
struct conformance_options {
    std::chrono::milliseconds bound{30'000};     ///< how long anything that has to happen may take
    std::chrono::milliseconds grace{200};        ///< how long is looked whether something happens that must not
    std::chrono::milliseconds rebalance{1'500};  ///< how long a handler runs so that a rebalance surely comes meanwhile
};

/// A case that ends early. Never leaves the suite.
struct conformance_end {
    conformance_status status;
    std::string text;
};

/// Ends the case as failed unless `holds`.
inline void expect(bool holds, std::string text) {
    if (!holds) throw conformance_end{conformance_status::failed, std::move(text)};
}

/// Ends the case as skipped.
[[noreturn]] inline void skip(std::string reason) { throw conformance_end{conformance_status::skipped, std::move(reason)}; }

}  // namespace gulo::testing
