#include <gulo/message/name.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace names {
struct UserCreatedIntegrationEvent {};
struct UserCreatedEvent {};
struct UserCreated {};
struct user_created {};
struct user_created_event {};
struct user_created_integration_event {};
struct HTTPServerStarted {};
struct OrderV2 {};
struct order_2_paid {};
struct event {};
struct Event {};
struct eventful {};
struct prevent {};
struct EventLogged {};
struct A {};
struct named_by_itself {
    static constexpr std::string_view message_name = "Legacy.Name-1";
};
}  // namespace names
struct at_the_top {};

using gulo::message_name;

BOOST_AUTO_TEST_SUITE(message_names)

BOOST_AUTO_TEST_CASE(snake_case_table) {
    for (const auto& [name, expected] : {std::pair<std::string_view, std::string_view>{"UserCreated", "user_created"},
                                         {"user_created", "user_created"},
                                         {"userCreated", "user_created"},
                                         {"HTTPServerStarted", "http_server_started"},
                                         {"MyHTTPServer", "my_http_server"},
                                         {"ServerHTTP", "server_http"},
                                         {"OrderV2", "order_v2"},
                                         {"Order2Paid", "order2_paid"},
                                         {"order_2_paid", "order_2_paid"},
                                         {"V2Order", "v2_order"},
                                         {"A", "a"},
                                         {"AB", "ab"},
                                         {"ABc", "a_bc"},
                                         {"aB", "a_b"},
                                         {"Already_Split", "already_split"},
                                         {"Trailing_", "trailing_"},
                                         {"", ""}})
        BOOST_TEST(std::string{gulo::detail::snake_case<64>(name).view()} == expected, name);
}

BOOST_AUTO_TEST_CASE(names_of_types) {
    BOOST_TEST(message_name<names::UserCreatedIntegrationEvent> == "user_created");
    BOOST_TEST(message_name<names::UserCreatedEvent> == "user_created");
    BOOST_TEST(message_name<names::UserCreated> == "user_created");
    BOOST_TEST(message_name<names::user_created> == "user_created");
    BOOST_TEST(message_name<names::user_created_event> == "user_created");
    BOOST_TEST(message_name<names::user_created_integration_event> == "user_created");
    BOOST_TEST(message_name<names::HTTPServerStarted> == "http_server_started");
    BOOST_TEST(message_name<names::OrderV2> == "order_v2");
    BOOST_TEST(message_name<names::order_2_paid> == "order_2_paid");
    BOOST_TEST(message_name<names::A> == "a");
    BOOST_TEST(message_name<at_the_top> == "at_the_top");
}

BOOST_AUTO_TEST_CASE(event_is_only_dropped_as_a_word_after_another) {
    BOOST_TEST(message_name<names::event> == "event");
    BOOST_TEST(message_name<names::Event> == "event");
    BOOST_TEST(message_name<names::eventful> == "eventful");
    BOOST_TEST(message_name<names::prevent> == "prevent");
    BOOST_TEST(message_name<names::EventLogged> == "event_logged");
    for (const std::string_view whole : {"event", "_event", "integration_event", "_integration_event", ""})
        BOOST_TEST(!gulo::detail::without_event_suffix(whole).empty() == !whole.empty(), whole);
    BOOST_TEST(gulo::detail::without_event_suffix("_event") == "_event");
}

BOOST_AUTO_TEST_CASE(a_name_of_its_own_is_taken_as_it_is) {
    BOOST_TEST(message_name<names::named_by_itself> == "Legacy.Name-1");
    static_assert(message_name<names::UserCreated> == "user_created");
}

BOOST_AUTO_TEST_SUITE_END()
