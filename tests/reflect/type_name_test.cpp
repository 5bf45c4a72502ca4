#include <gulo/reflect/type_name.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace shop {
struct user_created {};
template <class T>
struct envelope {};
struct outer {
    struct inner {};
};
}  // namespace shop

namespace {
struct hidden {};
}  // namespace

struct global {};

using gulo::reflect::qualified_type_name;
using gulo::reflect::type_id;
using gulo::reflect::type_name;

BOOST_AUTO_TEST_SUITE(type_names)

BOOST_AUTO_TEST_CASE(namespaces_and_enclosing_classes_are_cut) {
    BOOST_TEST(type_name<shop::user_created>() == "user_created");
    BOOST_TEST(type_name<shop::outer::inner>() == "inner");
    BOOST_TEST(type_name<hidden>() == "hidden");
    BOOST_TEST(type_name<global>() == "global");
    BOOST_TEST(type_name<int>() == "int");
    struct local {};
    BOOST_TEST(type_name<local>() == "local");
}

BOOST_AUTO_TEST_CASE(template_arguments_stay) {
    BOOST_TEST(type_name<shop::envelope<int>>() == "envelope<int>");
    BOOST_TEST(type_name<shop::envelope<shop::user_created>>() == "envelope<shop::user_created>");
}

BOOST_AUTO_TEST_CASE(the_qualified_name_has_its_namespaces) {
    BOOST_TEST(qualified_type_name<shop::user_created>() == "shop::user_created");
    BOOST_TEST(qualified_type_name<global>() == "global");
}

BOOST_AUTO_TEST_CASE(different_types_have_different_ids) {
    static_assert(type_id<shop::user_created> != type_id<shop::outer>);
    static_assert(type_id<shop::envelope<int>> != type_id<shop::envelope<long>>);
    static_assert(type_id<shop::envelope<int>> == type_id<shop::envelope<int>>);
}

BOOST_AUTO_TEST_SUITE_END()
