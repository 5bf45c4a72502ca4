#include "round_trip.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace {

struct card_payment {
    std::string number;
    bool operator==(const card_payment&) const = default;
};
struct CashPaid {
    int amount = 0;
    bool operator==(const CashPaid&) const = default;
};
struct constant {
    const int value;
    bool operator==(const constant&) const = default;
};
struct order {
    std::variant<std::monostate, card_payment, CashPaid> payment;
    bool operator==(const order&) const = default;
};
enum class color { red };

}  // namespace

BOOST_AUTO_TEST_SUITE(json_variants)

BOOST_AUTO_TEST_CASE(a_struct_is_wrapped_under_its_message_name) {
    using payment = std::variant<card_payment, CashPaid>;
    has_form(payment{card_payment{"4711"}}, R"({"card_payment":{"number":"4711"}})");
    has_form(payment{CashPaid{5}}, R"({"cash_paid":{"amount":5}})");
    has_form(order{}, R"({"payment":null})");
    has_form(order{CashPaid{5}}, R"({"payment":{"cash_paid":{"amount":5}}})");
    has_form(std::variant<int, constant>{constant{3}}, R"({"constant":{"value":3}})");
}

BOOST_AUTO_TEST_CASE(a_kind_of_json_that_is_unique_needs_no_name) {
    using value = std::variant<std::monostate, bool, int, std::string, std::vector<int>, std::map<std::string, int>>;
    has_form(value{}, "null");
    has_form(value{true}, "true");
    has_form(value{7}, "7");
    has_form(value{"x"}, R"("x")");
    has_form(value{std::vector<int>{1}}, "[1]");
    has_form(value{std::map<std::string, int>{{"int32", 1}}}, R"({"int32":1})");
}

BOOST_AUTO_TEST_CASE(equal_kinds_are_wrapped) {
    using number = std::variant<int, double, std::string>;
    has_form(number{1}, R"({"int32":1})");
    has_form(number{1.0}, R"({"double":1})");
    has_form(number{"x"}, R"("x")");
    using text = std::variant<std::string, gulo::uuid, gulo::bytes, color, std::chrono::seconds>;
    has_form(text{"x"}, R"({"string":"x"})");
    has_form(text{gulo::uuid{}}, R"({"uuid":"00000000-0000-0000-0000-000000000000"})");
    has_form(text{gulo::bytes{}}, R"({"bytes":""})");
    has_form(text{color::red}, R"({"color":"red"})");
    has_form(text{std::chrono::seconds{2}}, R"({"duration":"PT2S"})");
}

BOOST_AUTO_TEST_CASE(equal_names_get_the_index) {
    using lists = std::variant<std::vector<int>, std::vector<std::string>>;
    has_form(lists{std::vector<int>{1}}, R"({"array_0":[1]})");
    has_form(lists{std::vector<std::string>{}}, R"({"array_1":[]})");
    using twice = std::variant<int, int>;
    has_form(twice{std::in_place_index<1>, 5}, R"({"int32_1":5})");
}

BOOST_AUTO_TEST_CASE(a_map_is_wrapped_when_another_alternative_is) {
    using either = std::variant<std::map<std::string, int>, card_payment>;
    has_form(either{std::map<std::string, int>{{"card_payment", 1}}}, R"({"map":{"card_payment":1}})");
    has_form(either{card_payment{"1"}}, R"({"card_payment":{"number":"1"}})");
}

BOOST_AUTO_TEST_CASE(what_fits_no_alternative_is_refused) {
    using payment = std::variant<int, card_payment, CashPaid>;
    BOOST_TEST(refusal<payment>("true") == R"(line 1, column 1: expected one of int32, {"card_payment"}, {"cash_paid"}, found true)");
    BOOST_TEST(refusal<payment>(R"({"cheque":{}})") == R"(line 1, column 2: expected one of int32, {"card_payment"}, {"cash_paid"}, found "cheque")");
    BOOST_TEST(refusal<payment>("{}") == R"(line 1, column 2: expected one of int32, {"card_payment"}, {"cash_paid"}, found an empty object)");
    BOOST_TEST(refusal<payment>(R"({"cash_paid":{"amount":1},"card_payment":{"number":"1"}})") == "line 1, column 27: expected one alternative, found a second key");
    BOOST_TEST(refusal<payment>(R"({"cash_paid":{"amount":"x"}})") == R"(line 1, column 24, at cash_paid.amount: expected a number, found "x")");
    BOOST_TEST(refusal<payment>("@") == "line 1, column 1: expected a value, found @");
    BOOST_TEST(refusal<payment>("") == "line 1, column 1: expected a value, found the end of the document");
}

BOOST_AUTO_TEST_SUITE_END()
