#include <gulo/base/result.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <system_error>

using gulo::errc;

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(every_kind_has_a_sentence_of_its_own) {
    std::set<std::string> sentences;
    for (int code = 1; code <= static_cast<int>(errc::offset_out_of_range); ++code) {
        const std::string sentence = gulo::error_category().message(code);
        BOOST_TEST(sentence != "unknown error", code);
        BOOST_TEST(sentences.insert(sentence).second, sentence);
    }
    BOOST_TEST(gulo::error_category().message(0) == "unknown error");
    BOOST_TEST(gulo::error_category().message(12'345) == "unknown error");
    BOOST_TEST(gulo::error_category().name() == std::string{"gulo"});
}

BOOST_AUTO_TEST_CASE(codes_compare) {
    const std::error_code code = errc::queue_full;
    BOOST_CHECK(code == errc::queue_full);
    BOOST_CHECK(code != make_error_code(errc::timed_out));
    BOOST_CHECK(&code.category() == &gulo::error_category());
}

BOOST_AUTO_TEST_CASE(a_failure_says_exactly_its_sentence) {
    const gulo::error cause{errc::invalid_topic, "topic \"a b\" has a space; use letters, digits, '.', '_' and '-'"};
    const gulo::failure thrown{cause};
    BOOST_TEST(thrown.what() == cause.message);
    BOOST_CHECK(thrown.code() == errc::invalid_topic);
    BOOST_CHECK(thrown.cause() == cause);
    const gulo::failure copy = thrown;
    BOOST_TEST(copy.what() == cause.message);
}

BOOST_AUTO_TEST_CASE(details_stand_on_lines_of_their_own) {
    const gulo::failure thrown{{errc::malformed_document, "line 1, column 2: expected a value", "    [\n     ^"}};
    BOOST_TEST(thrown.what() == std::string{"line 1, column 2: expected a value\n    [\n     ^"});
    BOOST_TEST(thrown.cause().message == "line 1, column 2: expected a value");
    const gulo::failure copy = thrown;
    BOOST_TEST(copy.what() == std::string{thrown.what()});
}

BOOST_AUTO_TEST_CASE(a_result_is_a_value_or_an_error) {
    const gulo::result<int> good{7};
    const gulo::result<int> bad{gulo::error{errc::timed_out, "no answer within 5 s"}};
    BOOST_TEST(good.value() == 7);
    BOOST_REQUIRE(!bad);
    BOOST_TEST(bad.error().message == "no answer within 5 s");
    BOOST_CHECK_EXCEPTION(bad.value(), gulo::failure,
                          [](const gulo::failure& thrown) { return thrown.code() == errc::timed_out && thrown.what() == std::string{"no answer within 5 s"}; });
}

BOOST_AUTO_TEST_SUITE_END()
