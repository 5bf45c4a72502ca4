#define BOOST_TEST_MODULE mediator
#include <boost/test/unit_test.hpp>
