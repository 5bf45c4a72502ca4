#define BOOST_TEST_MODULE host_retry_rules
#include <boost/test/unit_test.hpp>
