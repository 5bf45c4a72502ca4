#pragma once
// What must hold for every value of a type, tried on many random ones; a value that breaks it is made small.

#include <gulo/codec/json.hpp>
#include <gulo/reflect/type_name.hpp>
#include <gulo/testing/random_source.hpp>
#include <gulo/testing/random_value.hpp>
#include <gulo/testing/smallest_value.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>

namespace gulo::testing {

/// The seed of a run: GULO_TEST_SEED where it is set, so that a failure can be repeated.
inline std::uint64_t seed_of_run(std::uint64_t otherwise = 20241121) {
    const char* const given = std::getenv("GULO_TEST_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : otherwise;
}

struct property_options {
    std::size_t cases = 1000;
    std::uint64_t seed = seed_of_run();
};

struct property_result {
    bool holds = true;
    std::size_t cases = 0;  ///< tried, with the one that failed
    std::string text;       ///< how to repeat the failure and its smallest value as JSON; empty when the property holds
};

/// Calls `holds(value)` with random values of T; false or an exception is a failure, whose value is then shrunk. It uses
/// no test framework: `BOOST_TEST(outcome.holds, outcome.text)`.
template <class T, class Holds>
property_result for_all(Holds holds, property_options options = {}) {
    std::string thrown;
    const auto fails = [&](const T& value) {
        thrown.clear();
        try {
            return !holds(value);
        } catch (const std::exception& exception) { thrown = exception.what(); }
        return true;
    };
    property_result outcome;
    random_source random{options.seed};
    for (; outcome.cases < options.cases; ++outcome.cases) {
        T value = random_value<T>(random);
        if (!fails(value)) continue;
        shrink_to_smallest(value, fails);
        fails(value);
        outcome.holds = false;
        outcome.text = std::string{reflect::type_name<T>()} + ", case " + std::to_string(++outcome.cases) + " of seed " + std::to_string(options.seed) +
                       " (GULO_TEST_SEED), shrunk to " + json::encode(value) + (thrown.empty() ? "" : "; it threw: " + thrown);
        return outcome;
    }
    return outcome;
}

}  // namespace gulo::testing
