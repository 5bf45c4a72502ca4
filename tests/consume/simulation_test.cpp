#define BOOST_TEST_MODULE consume_simulation
// Random lives of a service, many of them, each repeatable by its seed.
#include "simulated_service.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace consume_test;

namespace {

/// Another range of seeds: GULO_SIMULATION_FIRST and GULO_SIMULATION_COUNT in the environment.
std::uint32_t number_from(const char* name, std::uint32_t otherwise) {
    const char* const text = std::getenv(name);
    return text != nullptr ? static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10)) : otherwise;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_rule_holds_in_random_lives_and_nothing_is_lost) {
    const std::uint32_t first = number_from("GULO_SIMULATION_FIRST", 1);
    const std::uint32_t count = number_from("GULO_SIMULATION_COUNT", 3'000);
    for (std::uint32_t seed = first; seed - first < count; ++seed) {
        simulated_service service{seed};
        try {
            for (int event = 0; event < 400; ++event) service.step();
            service.recover();
        } catch (const std::exception& broken) {
            std::string text = "seed " + std::to_string(seed) + ": " + broken.what();
            for (const std::string& step : service.steps()) text += "\n  " + step;
            BOOST_FAIL(text);
        }
    }
    BOOST_TEST(count > 0u);
}
