#define BOOST_TEST_MODULE consume_pipeline
#include <boost/test/unit_test.hpp>
