#define BOOST_TEST_MODULE message
#include <boost/test/unit_test.hpp>
