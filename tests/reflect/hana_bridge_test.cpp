#include <gulo/hana.hpp>

#include <boost/hana.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace hana = boost::hana;

namespace {

struct user_created {
    std::string email;
    int age = 0;
    bool operator==(const user_created&) const = default;
};
struct owner {
    std::unique_ptr<int> value;
};
struct nothing {};

// Not plain: a constructor, and a member that is not adapted.
class account {
public:
    explicit account(int number) : number_{number} {}
    int number_;
    std::string holder_ = "Ada";
    int hidden_ = 7;
};

struct defined {
    BOOST_HANA_DEFINE_STRUCT(defined, (std::string, title), (int, pages));
};

// Names other than the members', chosen by the adaptation, so it is visible which reflection is used.
struct renamed {
    int a = 1;
    int b = 2;
    int c = 3;
};

}  // namespace

BOOST_HANA_ADAPT_STRUCT(account, number_, holder_);
BOOST_HANA_ADAPT_STRUCT(renamed, c, a);

BOOST_AUTO_TEST_SUITE(hana_bridge)

BOOST_AUTO_TEST_CASE(a_plain_struct_converts_to_a_map) {
    const user_created message{"ada@example.org", 36};
    const auto map = hana::to_map(message);
    BOOST_TEST(map[BOOST_HANA_STRING("email")] == "ada@example.org");
    BOOST_TEST(map[BOOST_HANA_STRING("age")] == 36);
    static_assert(hana::Struct<user_created>::value);
}

BOOST_AUTO_TEST_CASE(fields_are_read_and_written_by_key) {
    user_created message{"ada@example.org", 36};
    hana::at_key(message, BOOST_HANA_STRING("age")) = 37;
    BOOST_TEST(message.age == 37);
    hana::at_key(message, BOOST_HANA_STRING("email")).clear();
    BOOST_TEST(message.email.empty());
}

BOOST_AUTO_TEST_CASE(accessors_pair_each_name_with_a_function) {
    const user_created message{"ada@example.org", 36};
    std::vector<std::string> names;
    hana::for_each(hana::accessors<user_created>(), [&](const auto& pair) {
        names.emplace_back(hana::to<const char*>(hana::first(pair)));
        static_cast<void>(hana::second(pair)(message));
    });
    BOOST_TEST(names == (std::vector<std::string>{"email", "age"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(members_keys_and_length) {
    const user_created message{"ada@example.org", 36};
    BOOST_TEST((hana::members(message) == hana::make_tuple(std::string{"ada@example.org"}, 36)));
    BOOST_TEST((hana::keys(message) == hana::make_tuple(BOOST_HANA_STRING("email"), BOOST_HANA_STRING("age"))));
    static_assert(hana::length(hana::keys(nothing{})) == hana::size_c<0>);
    static_assert(hana::length(hana::accessors<nothing>()) == hana::size_c<0>);
}

BOOST_AUTO_TEST_CASE(an_rvalue_gives_its_fields_away) {
    owner object{std::make_unique<int>(5)};
    const auto members = hana::members(std::move(object));
    BOOST_TEST(*members[hana::size_c<0>] == 5);
    BOOST_TEST(!object.value);
}

BOOST_AUTO_TEST_CASE(equality_of_plain_structs_is_their_own) {
    BOOST_TEST(hana::equal(user_created{"a", 1}, user_created{"a", 1}));
    BOOST_TEST(!hana::equal(user_created{"a", 1}, user_created{"a", 2}));
}

BOOST_AUTO_TEST_CASE(an_adapted_class_is_reflected_by_its_adaptation) {
    using namespace gulo::reflect;
    static_assert(reflectable<account> && field_count<account> == 2);
    BOOST_TEST(field_names<account>[0] == "number_");
    BOOST_TEST(field_names<account>[1] == "holder_");
    static_assert(std::is_same_v<field_type<account, 1>, std::string>);

    account object{12};
    field<0>(object) = 13;
    BOOST_TEST(object.number_ == 13);
}

BOOST_AUTO_TEST_CASE(a_struct_defined_through_hana_is_reflected) {
    using namespace gulo::reflect;
    static_assert(reflectable<defined> && field_count<defined> == 2);
    BOOST_TEST(field_names<defined>[0] == "title");
    BOOST_TEST(field_names<defined>[1] == "pages");
    const defined book{"Gulo", 300};
    BOOST_TEST(hana::to_map(book)[BOOST_HANA_STRING("pages")] == 300);
}

BOOST_AUTO_TEST_CASE(adaptation_wins_over_plain_reflection) {
    using namespace gulo::reflect;
    static_assert(field_count<renamed> == 2);
    BOOST_TEST(field_names<renamed>[0] == "c");
    BOOST_TEST(field_names<renamed>[1] == "a");
    BOOST_TEST((hana::members(renamed{}) == hana::make_tuple(3, 1)));
}

BOOST_AUTO_TEST_CASE(hanas_own_values_are_no_structs) {
    static_assert(!hana::Struct<decltype(hana::make_tuple(1))>::value);
    static_assert(!hana::Struct<hana::tuple_tag>::value && !hana::Struct<hana::string_tag>::value);
    static_assert(hana::equal(hana::make_tuple(1, 2), hana::make_tuple(1, 2)));
}

BOOST_AUTO_TEST_SUITE_END()
