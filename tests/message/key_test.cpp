#include <gulo/message/key.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keys {

enum class colour { red, green };
enum class small : std::uint8_t { one = 1 };

template <class Key>
struct keyed {
    Key aggregate_id;
};

struct chooses {
    std::string aggregate_id;
    std::string tenant;
    const std::string& partition_key() const { return tenant; }
};
struct unkeyed {
    std::string name;
};
struct impossible {
    std::vector<int> aggregate_id;
};

/// The key's text; nothing when the message has none.
template <class Message>
std::optional<std::string> text_of(const Message& message) {
    gulo::buffer out;
    out.append(">");
    if (!gulo::append_partition_key(out, message)) {
        BOOST_TEST(out.view() == ">");
        return std::nullopt;
    }
    return std::string{out.view().substr(1)};
}

template <class Key>
std::optional<std::string> text(Key key) {
    return text_of(keyed<Key>{std::move(key)});
}

}  // namespace keys

BOOST_AUTO_TEST_SUITE(partition_keys)

BOOST_AUTO_TEST_CASE(every_type_of_key) {
    using keys::text;
    BOOST_TEST(text(std::string{"abc"}).value() == "abc");
    BOOST_TEST(text(std::string_view{"view"}).value() == "view");
    BOOST_TEST(text(std::string("\0\xff", 2)).value() == std::string("\0\xff", 2));
    BOOST_TEST(text(*gulo::uuid::parse("0189f7e4-8a3b-7c00-bfff-00112233aabb")).value() == "0189f7e4-8a3b-7c00-bfff-00112233aabb");
    BOOST_TEST(text(42).value() == "42");
    BOOST_TEST(text(std::numeric_limits<std::int64_t>::min()).value() == "-9223372036854775808");
    BOOST_TEST(text(std::numeric_limits<std::uint64_t>::max()).value() == "18446744073709551615");
    BOOST_TEST(text(static_cast<std::uint8_t>(65)).value() == "65");
    BOOST_TEST(text(static_cast<std::int16_t>(-3)).value() == "-3");
    BOOST_TEST(text(true).value() == "true");
    BOOST_TEST(text(false).value() == "false");
    BOOST_TEST(text(keys::colour::green).value() == "green");
    BOOST_TEST(text(keys::small::one).value() == "one");
    BOOST_TEST(text(static_cast<keys::colour>(77)).value() == "77");  // no such enumerator
}

BOOST_AUTO_TEST_CASE(an_optional_without_a_value_is_no_key) {
    using keys::text;
    BOOST_TEST(!text(std::optional<std::string>{}).has_value());
    BOOST_TEST(!text(std::optional<gulo::uuid>{}).has_value());
    BOOST_TEST(text(std::optional<std::string>{"x"}).value() == "x");
    BOOST_TEST(text(std::optional<int>{0}).value() == "0");
    BOOST_TEST(text(std::optional<keys::colour>{keys::colour::red}).value() == "red");
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_a_key) {
    BOOST_TEST(keys::text(std::string{}).value().empty());
    BOOST_TEST(keys::text(std::optional<std::string>{""}).value().empty());
    BOOST_TEST(keys::text(gulo::uuid{}).value() == "00000000-0000-0000-0000-000000000000");
}

BOOST_AUTO_TEST_CASE(partition_key_goes_before_aggregate_id_and_none_is_none) {
    BOOST_TEST(keys::text_of(keys::chooses{"id", "tenant"}).value() == "tenant");
    BOOST_TEST(!keys::text_of(keys::unkeyed{"x"}).has_value());
}

BOOST_AUTO_TEST_CASE(which_types_can_be_a_key) {
    static_assert(gulo::key_is_usable<keys::chooses> && gulo::key_is_usable<keys::unkeyed> && !gulo::key_is_usable<keys::impossible>);
    static_assert(gulo::partition_key_value<std::optional<gulo::uuid>> && gulo::partition_key_value<const std::string&>);
    static_assert(!gulo::partition_key_value<double> && !gulo::partition_key_value<std::vector<std::string>>);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
