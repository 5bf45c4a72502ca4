// Sending from a translation unit that does not know the application's type.

#include "another_unit.hpp"

#include <gulo/gulo.hpp>

#include <boost/test/unit_test.hpp>

namespace {

namespace sender_case {

int opened = 0;
gulo::uuid open(const another_unit::open_account& command) {
    opened += command.number;
    return gulo::uuid::parse("01234567-89ab-cdef-0123-456789abcdef").value();
}
void close(const another_unit::close_account& command) { opened -= command.number; }

}  // namespace sender_case

BOOST_AUTO_TEST_CASE(a_sender_reaches_the_application_from_another_translation_unit) {
    gulo::application app{gulo::handlers<sender_case::open, sender_case::close>};
    const another_unit::accounts accounts{app};
    BOOST_TEST(another_unit::open_and_close(accounts, 5).to_string() == "01234567-89ab-cdef-0123-456789abcdef");
    BOOST_TEST(sender_case::opened == 2);
}

}  // namespace
