#define BOOST_TEST_MODULE reflect
#include <boost/test/unit_test.hpp>
