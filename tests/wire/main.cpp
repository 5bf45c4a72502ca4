#define BOOST_TEST_MODULE wire_format
#include <boost/test/unit_test.hpp>
