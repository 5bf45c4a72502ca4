#include <gulo/message/topic.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace topics {
struct user_created {
    std::string email;
};
struct OrderPlacedIntegrationEvent {};
struct with_topic {
    static constexpr std::string_view topic = "orders.placed.v1";
    static constexpr int version = 3;
};
struct with_literal {
    static constexpr const char* topic = "plain-text";
};
struct with_name {
    static constexpr std::string_view message_name = "renamed";
};
struct with_field_version {
    int version = 9;
};
}  // namespace topics

BOOST_AUTO_TEST_SUITE(topics_of_messages)

BOOST_AUTO_TEST_CASE(default_and_overridden) {
    BOOST_TEST(gulo::topic_name<topics::user_created> == "integration-events.user_created");
    BOOST_TEST(gulo::topic_name<topics::OrderPlacedIntegrationEvent> == "integration-events.order_placed");
    BOOST_TEST(gulo::topic_name<topics::with_name> == "integration-events.renamed");
    BOOST_TEST(gulo::topic_name<topics::with_topic> == "orders.placed.v1");
    BOOST_TEST(gulo::topic_name<topics::with_literal> == "plain-text");
}

BOOST_AUTO_TEST_CASE(version_is_the_schemas_and_not_a_field) {
    BOOST_TEST(gulo::message_version<topics::user_created> == 1);
    BOOST_TEST(gulo::message_version<topics::with_topic> == 3);
    BOOST_TEST(gulo::message_version<topics::with_field_version> == 1);
}

BOOST_AUTO_TEST_CASE(what_a_topic_may_be_called) {
    using gulo::is_valid_topic_name;
    for (const std::string_view good : {"a", "A.b_c-9", "...", "_", "-", "integration-events.user_created"}) BOOST_TEST(is_valid_topic_name(good), good);
    for (const std::string_view bad : {"", ".", "..", "a b", "a/b", "a,b", "ä", "a\n", "a:b", "a@b", "a[b", "a`b", "a{b"})
        BOOST_TEST(!is_valid_topic_name(bad), bad);
    BOOST_TEST(!is_valid_topic_name(std::string_view{"a\0b", 3}));
    BOOST_TEST(is_valid_topic_name(std::string(249, 'x')));
    BOOST_TEST(!is_valid_topic_name(std::string(250, 'x')));
}

BOOST_AUTO_TEST_SUITE_END()
