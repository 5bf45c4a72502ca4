#define BOOST_TEST_MODULE consume
#include <boost/test/unit_test.hpp>
