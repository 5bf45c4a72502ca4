#define BOOST_TEST_MODULE conformance
// The conformance suite as Boost.Test cases, on the log that GULO_CONFORMANCE_LOG names.
#include <gulo/testing/conformance.hpp>

#include GULO_CONFORMANCE_LOG

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>

namespace {

using conformance_test::log_under_test;
using gulo::testing::conformance_status;

constexpr auto cases = gulo::testing::conformance_cases<log_under_test>();

boost::test_tools::assertion_result there_is_a_log(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result is_there{log_under_test::missing().empty()};
    is_there.message() << log_under_test::missing();
    return is_there;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conformance, *boost::unit_test::precondition(there_is_a_log))

BOOST_DATA_TEST_CASE(rule, boost::unit_test::data::xrange(cases.size())) {
    log_under_test log;
    const auto result = gulo::testing::run_conformance_case<log_under_test>(cases[sample], log, log_under_test::options());
    if (result.status == conformance_status::skipped) BOOST_TEST_MESSAGE("skipped: " << result.name << ": " << result.text);
    else BOOST_TEST_MESSAGE(result.name);
    BOOST_TEST((result.status != conformance_status::failed), result.name << ": " << result.text);
}

BOOST_AUTO_TEST_SUITE_END()
