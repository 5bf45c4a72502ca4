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

using gulo::json_options;
using gulo::variant_form;
using tagged = gulo::json_with<json_options{.variants = variant_form::tagged}>;
using by_kind = gulo::json_with<json_options{.unknown = gulo::unknown_fields::refuse, .variants = variant_form::tagged, .tag = "kind"}>;
using by_shape = gulo::json_with<json_options{.variants = variant_form::by_shape}>;

struct nothing_paid {
    bool operator==(const nothing_paid&) const = default;
};
struct split {
    std::vector<std::variant<card_payment, split, CashPaid>> parts;
    bool operator==(const split&) const = default;
};
struct wrapper {
    CashPaid inner;
    bool operator==(const wrapper&) const = default;
};
struct neighbours {
    std::variant<card_payment, CashPaid> first;
    CashPaid second;
    bool operator==(const neighbours&) const = default;
};
struct transfer {
    std::string iban;
    std::optional<int> amount;
    bool operator==(const transfer&) const = default;
};
struct refund {
    std::variant<CashPaid, transfer> how;
    std::variant<std::monostate, card_payment, transfer> instead;
    bool operator==(const refund&) const = default;
};
struct has_type {
    std::string type;
};
struct cash_or_nothing {
    std::optional<int> amount;
};

template <class Codec, class T>
void has_form_in(const T& value, std::string_view document) {
    BOOST_TEST(Codec::encode(value) == document);
    const auto back = Codec::template try_decode<T>(document);
    BOOST_TEST_REQUIRE(back.has_value(), (back.has_error() ? back.error().message : std::string{}));
    BOOST_TEST((*back == value), "not equal after reading " << document);
}

template <class Codec, class T>
std::string refusal_in(std::string_view document) {
    const auto decoded = Codec::template try_decode<T>(document);
    return decoded.has_value() ? "accepted" : decoded.error().message;
}

}  // namespace

template <>
struct gulo::json_traits<std::variant<CashPaid, transfer>> {
    static constexpr json_options json{.variants = variant_form::tagged, .tag = "by"};
};
template <>
struct gulo::json_traits<std::variant<std::monostate, card_payment, transfer>> {
    static constexpr json_options json{.variants = variant_form::by_shape};
};

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
    BOOST_TEST(refusal<payment>(R"({"cash_paid":{"amount":1},"card_payment":{"number":"1"}})") ==
               "line 1, column 27: expected one alternative, found a second key");
    BOOST_TEST(refusal<payment>(R"({"cash_paid":{"amount":"x"}})") == R"(line 1, column 24, at cash_paid.amount: expected a number, found "x")");
    BOOST_TEST(refusal<payment>("@") == "line 1, column 1: expected a value, found @");
    BOOST_TEST(refusal<payment>("") == "line 1, column 1: expected a value, found the end of the document");
}

BOOST_AUTO_TEST_CASE(a_tag_names_the_alternative) {
    using payment = std::variant<std::monostate, card_payment, CashPaid, nothing_paid, int>;
    has_form_in<tagged>(payment{card_payment{"4711"}}, R"({"type":"card_payment","number":"4711"})");
    has_form_in<tagged>(payment{CashPaid{5}}, R"({"type":"cash_paid","amount":5})");
    has_form_in<tagged>(payment{nothing_paid{}}, R"({"type":"nothing_paid"})");
    has_form_in<tagged>(payment{}, "null");
    has_form_in<tagged>(payment{7}, "7");
    has_form_in<tagged>(std::variant<int, constant>{constant{3}}, R"({"type":"constant","value":3})");
    has_form_in<tagged>(
        std::vector<payment>(3, card_payment{std::string(300, 'x')}),
        "[" + [](const std::string& one) { return one + "," + one + "," + one; }(R"({"type":"card_payment","number":")" + std::string(300, 'x') + "\"}") + "]");
    has_form_in<by_kind>(payment{CashPaid{5}}, R"({"kind":"cash_paid","amount":5})");
    // Anywhere in the object, and no stranger in it.
    BOOST_TEST((by_kind::decode<payment>(R"( { "amount" : 5, "kind": "c\u0061sh_paid" } )") == payment{CashPaid{5}}));
    BOOST_TEST((tagged::decode<payment>(R"({"x":{"type":"y"},"amount":5,"type":"cash_paid"})") == payment{CashPaid{5}}));
}

BOOST_AUTO_TEST_CASE(tags_inside_of_tags) {
    using part = std::variant<card_payment, split, CashPaid>;
    const split both{{part{CashPaid{1}}, part{split{{part{card_payment{"2"}}}}}}};
    has_form_in<by_kind>(part{both},
                         R"({"kind":"split","parts":[{"kind":"cash_paid","amount":1},{"kind":"split","parts":[{"kind":"card_payment","number":"2"}]}]})");
    has_form_in<gulo::json>(refund{CashPaid{1}, {}}, R"({"how":{"by":"cash_paid","amount":1},"instead":null})");
    has_form_in<gulo::json>(refund{transfer{"DE", 2}, card_payment{"3"}}, R"({"how":{"by":"transfer","iban":"DE","amount":2},"instead":{"number":"3"}})");
    // What is a tag in one object is a stranger in another.
    BOOST_TEST((refusal_in<by_kind, part>(R"({"kind":"split","parts":[{"kind":"cash_paid","amount":1,"kinds":1}]})")) ==
               R"(line 1, column 57, at parts[0]: the struct has no field "kinds"; it has amount)");
    BOOST_TEST((refusal_in<by_kind, std::vector<CashPaid>>(R"([{"kind":"cash_paid","amount":1}])")) ==
               R"(line 1, column 3, at [0]: the struct has no field "kind"; it has amount)");
}

// The key of the tag is nobody's field in the tagged object only: not in one inside of it, and not in its neighbour.
BOOST_AUTO_TEST_CASE(a_tag_belongs_to_one_object) {
    using part = std::variant<card_payment, split, CashPaid, wrapper>;
    BOOST_TEST((by_kind::decode<part>(R"({"inner":{"amount":1},"kind":"wrapper"})") == part{wrapper{{1}}}));
    BOOST_TEST((refusal_in<by_kind, part>(R"({"kind":"wrapper","inner":{"amount":1,"kind":"cash_paid"}})")) ==
               R"(line 1, column 39, at inner: the struct has no field "kind"; it has amount)");
    BOOST_TEST((refusal_in<by_kind, neighbours>(R"({"first":{"kind":"cash_paid","amount":1},"second":{"kind":"cash_paid","amount":1}})")) ==
               R"(line 1, column 52, at second: the struct has no field "kind"; it has amount)");
    // The tag of the outer object behind that of the inner.
    BOOST_TEST((by_kind::decode<part>(R"({"parts":[{"amount":1,"kind":"cash_paid"}],"kind":"split"})") == part{split{{CashPaid{1}}}}));
    const std::vector<part> many(1000, part{wrapper{{1}}});
    BOOST_TEST((by_kind::decode<std::vector<part>>(by_kind::encode(many)) == many));
    const std::vector<std::variant<card_payment, CashPaid>> shapes(1000, CashPaid{1});
    BOOST_TEST((by_shape::decode<std::vector<std::variant<card_payment, CashPaid>>>(by_shape::encode(shapes)) == shapes));
}

BOOST_AUTO_TEST_CASE(a_wrong_tag_is_refused) {
    using payment = std::variant<int, card_payment, CashPaid>;
    BOOST_TEST((refusal_in<tagged, payment>(R"({"amount":1})")) == R"(line 1, column 1: the key "type" is missing, which is one of card_payment, cash_paid)");
    BOOST_TEST((refusal_in<tagged, payment>(R"({"type":"int32"})")) == R"(line 1, column 9: expected one of card_payment, cash_paid, found "int32")");
    BOOST_TEST((refusal_in<tagged, payment>(R"({"type":3})")) == "line 1, column 9: expected a string as the tag, found 3");
    BOOST_TEST((refusal_in<tagged, payment>(R"({"type":"cash_paid","amount":"x"})")) == R"(line 1, column 30, at amount: expected a number, found "x")");
    BOOST_TEST((refusal_in<tagged, payment>(R"({"type":"cash_paid","amount":1,"type":"cash_paid"})")) == R"(line 1, column 32: the key "type" occurs twice)");
    BOOST_TEST((refusal_in<tagged, payment>("[]")) == "line 1, column 1: expected one of int32, card_payment, cash_paid, found an array");
    BOOST_TEST((refusal_in<tagged, payment>("@")) == "line 1, column 1: expected a value, found @");
    BOOST_TEST((refusal_in<tagged, payment>(R"({"type":"cash_paid","amount":1)")) == "line 1, column 31: expected ',' or '}', found the end of the document");
    BOOST_TEST((refusal_in<tagged, payment>(R"({"x":[1,,2],"type":"cash_paid","amount":1})")).starts_with("line 1, column 9: "));
}

BOOST_AUTO_TEST_CASE(the_fields_tell_the_alternative) {
    using payment = std::variant<std::monostate, bool, card_payment, CashPaid, std::string, std::vector<int>, int>;
    has_form_in<by_shape>(payment{card_payment{"4711"}}, R"({"number":"4711"})");
    has_form_in<by_shape>(payment{CashPaid{5}}, R"({"amount":5})");
    has_form_in<by_shape>(payment{}, "null");
    has_form_in<by_shape>(payment{true}, "true");
    has_form_in<by_shape>(payment{"x"}, R"("x")");
    has_form_in<by_shape>(payment{std::vector{1}}, "[1]");
    has_form_in<by_shape>(payment{3}, "3");
    has_form_in<by_shape>(std::variant<int, transfer>{transfer{"x", {}}}, R"({"iban":"x"})");
    BOOST_TEST((by_shape::decode<payment>(R"({"x":{"number":"1"},"amount":5})") == payment{CashPaid{5}}));
    BOOST_TEST((refusal_in<by_shape, payment>(R"({"amount":1,"number":"2"})")) ==
               "line 1, column 1: the object has the fields of card_payment and of cash_paid");
    BOOST_TEST((refusal_in<by_shape, payment>("{}")) == "line 1, column 1: the object has not all fields of any of card_payment, cash_paid");
    BOOST_TEST((refusal_in<by_shape, payment>(R"({"amount":"x"})")) == R"(line 1, column 11, at amount: expected a number, found "x")");
    BOOST_TEST((refusal_in<by_shape, std::variant<int, CashPaid>>("{}")) == R"(line 1, column 2: the field "amount" is missing)");
    BOOST_TEST((refusal_in<by_shape, std::variant<int, CashPaid>>("null")) == "line 1, column 1: expected one of int32, cash_paid, found null");
}

BOOST_AUTO_TEST_CASE(what_can_not_be_told_apart_is_known_to_the_compiler) {
    static_assert(gulo::json_mapped<std::variant<card_payment, CashPaid>, by_shape>);
    // All that one requires is a field of the other.
    static_assert(!gulo::json_mapped<std::variant<transfer, cash_or_nothing>, by_shape>);
    static_assert(!gulo::json_mapped<std::variant<CashPaid, transfer, nothing_paid>, by_shape>);
    static_assert(gulo::json_mapped<std::variant<CashPaid, transfer, nothing_paid>, tagged>);
    static_assert(gulo::json_mapped<std::variant<card_payment, transfer>, by_shape>);
    static_assert(!gulo::json_mapped<std::variant<int, double>, by_shape>);
    static_assert(!gulo::json_mapped<std::variant<int, color>, tagged> && !gulo::json_mapped<std::variant<std::string, color>, tagged>);
    static_assert(!gulo::json_mapped<std::variant<card_payment, std::map<std::string, int>>, tagged>);
    static_assert(!gulo::json_mapped<std::variant<card_payment, gulo::raw_json>, by_shape>);
    static_assert(!gulo::json_mapped<std::variant<std::monostate, std::optional<int>>, by_shape>);
    static_assert(gulo::json_mapped<std::variant<std::string, std::optional<int>>, by_shape>);
    // A field with the key of the tag.
    static_assert(!gulo::json_mapped<std::variant<card_payment, has_type>, tagged> && gulo::json_mapped<std::variant<card_payment, has_type>, by_kind>);
    static_assert(gulo::unmapped_path<std::vector<std::variant<int, double>>, tagged>() == "[]: alternatives are alike");
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
