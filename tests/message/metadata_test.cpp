// The envelope in record headers: both forms, and what hostile headers do to them.
#include <gulo/message/metadata.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using gulo::header_list;
using gulo::header_source;
using gulo::header_view;
using gulo::metadata;

namespace {

metadata read(const std::vector<header_view>& headers) {
    const header_list list{headers};
    return gulo::read_metadata(header_source{list});
}

std::string type_of(const std::vector<header_view>& headers) {
    const header_list list{headers};
    std::string storage;
    return std::string{gulo::read_type(header_source{list}, storage)};
}

std::string compact(const metadata& about) {
    gulo::buffer out;
    out.append("before");  // what stands before the header does not count
    const std::size_t begin = out.size();
    using gulo::detail::append_compact_field;
    append_compact_field(out, begin, "type", about.type);
    append_compact_field(out, begin, "id", about.id);
    append_compact_field(out, begin, "correlation", about.correlation_id);
    append_compact_field(out, begin, "causation", about.causation_id);
    append_compact_field(out, begin, "tenant", about.tenant);
    append_compact_field(out, begin, "source", about.source);
    if (about.version != 1) append_compact_field(out, begin, "version", std::to_string(about.version));
    return std::string{out.view().substr(begin)};
}

void check_equal(const metadata& read, const metadata& expected) {
    BOOST_TEST(read.type == expected.type);
    BOOST_TEST(read.id == expected.id);
    BOOST_TEST(read.correlation_id == expected.correlation_id);
    BOOST_TEST(read.causation_id == expected.causation_id);
    BOOST_TEST(read.tenant == expected.tenant);
    BOOST_TEST(read.source == expected.source);
    BOOST_TEST(read.version == expected.version);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(envelopes)

BOOST_AUTO_TEST_CASE(compact_form) {
    metadata about;
    about.type = "user_created";
    about.id = "1";
    about.tenant = "a;b=c%d\n\x1f";
    BOOST_TEST(compact(about) == "type=user_created;id=1;tenant=a%3Bb%3Dc%25d%0A%1F");
    BOOST_TEST(compact({}).empty());
}

BOOST_AUTO_TEST_CASE(compact_form_round_trip_of_random_values) {
    static constexpr std::string_view pieces[] = {";",   "=", "%",     "%3B",  "%%", "\n",  std::string_view{"\0", 1}, "\x1f", "\x7f", "ä", "€", "😀",
                                                  "abc", " ", "type=", ";id=", "\"", "\xff"};
    for (std::uint32_t seed = 1; seed <= 500; ++seed) {
        std::mt19937 random{seed};
        const auto value = [&] {
            std::string text;
            for (std::size_t count = random() % 8; count > 0; --count) text += pieces[random() % std::size(pieces)];
            return text;
        };
        metadata about{value(), value(), value(), value(), value(), value(), 1 + static_cast<int>(random() % 1'000)};
        const std::string header = compact(about);
        if (about.correlation_id.empty()) about.correlation_id = about.causation_id.empty() ? about.id : about.causation_id;
        BOOST_TEST_CONTEXT("seed " << seed << " header " << header) {
            check_equal(read({{"gulo", header}}), about);
            BOOST_TEST(type_of({{"gulo", header}}) == about.type);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_needs_an_escape_is_seen_wherever_it_stands) {
    for (std::size_t size = 0; size <= 40; ++size) {
        BOOST_TEST(!gulo::detail::any_needs_escape(std::string(size, 'x')));
        for (std::size_t at = 0; at < size; ++at)
            for (int octet = 0; octet < 256; ++octet) {
                std::string text(size, 'x');
                text[at] = static_cast<char>(octet);
                if (gulo::detail::any_needs_escape(text) != gulo::detail::needs_escape(text[at]))
                    BOOST_ERROR("octet " << octet << " at " << at << " of " << size);
            }
    }
}

BOOST_AUTO_TEST_CASE(a_correlation_that_is_left_out_is_the_causation_or_else_the_id) {
    BOOST_TEST(read({{"gulo", "type=x;id=1"}}).correlation_id == "1");
    BOOST_TEST(read({{"gulo", "type=x;id=1;causation=2"}}).correlation_id == "2");
    BOOST_TEST(read({{"gulo", "type=x;id=1;causation=2;correlation=3"}}).correlation_id == "3");
    BOOST_TEST(read({{"correlation_id", "4"}, {"gulo", "type=x;id=1"}}).correlation_id == "4");
    BOOST_TEST(read({{"event_id", "1"}, {"event_type", "x"}}).correlation_id.empty());  // another system's: nothing is made up
}

BOOST_AUTO_TEST_CASE(named_headers) {
    metadata expected{"user_created", "7", "c", "k", "t", "s", 12};
    check_equal(read({{"event_type", "user_created"},
                      {"event_id", "7"},
                      {"correlation_id", "c"},
                      {"causation_id", "k"},
                      {"tenant_id", "t"},
                      {"source_service", "s"},
                      {"event_version", "12"},
                      {"something_else", "x"}}),
                expected);
    BOOST_TEST(type_of({{"x", "y"}, {"event_type", "user_created"}}) == "user_created");
}

BOOST_AUTO_TEST_CASE(nothing_is_read_from_nothing) {
    check_equal(read({}), {});
    check_equal(gulo::read_metadata(header_source{}), {});
    BOOST_TEST(type_of({}).empty());
    check_equal(read({{"gulo", ""}, {"", ""}, {"event_type", ""}}), {});
}

BOOST_AUTO_TEST_CASE(null_values_are_passed_over) {
    check_equal(read({{"gulo", std::nullopt}, {"event_type", std::nullopt}, {"event_version", std::nullopt}, {"", std::nullopt}}), {});
    BOOST_TEST(type_of({{"event_type", "kept"}, {"event_type", std::nullopt}, {"gulo", std::nullopt}}) == "kept");
}

BOOST_AUTO_TEST_CASE(of_several_the_last_counts) {
    BOOST_TEST(type_of({{"event_type", "first"}, {"event_type", "second"}}) == "second");
    BOOST_TEST(type_of({{"gulo", "type=a%3Bb"}, {"gulo", "type=c"}}) == "c");
    BOOST_TEST(type_of({{"gulo", "type=c"}, {"gulo", "type=a%3Bb"}}) == "a;b");
    BOOST_TEST(read({{"gulo", "type=a;type=b;type=c"}}).type == "c");
    BOOST_TEST(read({{"event_type", "a"}, {"gulo", "type=b"}}).type == "b");
}

BOOST_AUTO_TEST_CASE(type_and_metadata_agree) {
    for (const std::string_view header :
         {"type=a%3Bb;id=3", "type", "type=", "type=%", "type=%4", "type=%41", "type=%zz%41", "id=3;type=x", ";;type=y;;", "type=a=b"})
        BOOST_TEST(type_of({{"gulo", header}}) == read({{"gulo", header}}).type, header);
}

BOOST_AUTO_TEST_CASE(malformed_compact_headers_give_what_is_well_formed) {
    BOOST_TEST(read({{"gulo", "type"}}).type.empty());
    BOOST_TEST(read({{"gulo", "nonsense;type=x;more nonsense"}}).type == "x");
    BOOST_TEST(read({{"gulo", "type=x;tena"}}).type == "x");
    BOOST_TEST(read({{"gulo", "type=%"}}).type == "%");
    BOOST_TEST(read({{"gulo", "type=%4"}}).type == "%4");
    BOOST_TEST(read({{"gulo", "type=%4g%41"}}).type == "%4gA");
    BOOST_TEST(read({{"gulo", "type=a=b"}}).type == "a=b");
    BOOST_TEST(read({{"gulo", "=x;type=y"}}).type == "y");
    BOOST_TEST(read({{"gulo", ";;;===;;;"}}).type.empty());
}

BOOST_AUTO_TEST_CASE(a_version_is_a_positive_number_or_ignored) {
    for (const std::string_view bad : {"", "0", "-1", "abc", "1x", " 2", "2 ", "99999999999999", "+3", "0x2", "1.5", "2,0", ".2", "0.2"}) {
        BOOST_TEST(read({{"event_version", bad}}).version == 1, bad);
        BOOST_TEST(read({{"gulo", "version=" + std::string{bad}}}).version == 1, bad);
    }
    for (const std::string_view good : {"2", "2.0", "2.1"}) {
        BOOST_TEST(read({{"event_version", good}}).version == 2, good);
        BOOST_TEST(read({{"gulo", "version=" + std::string{good}}}).version == 2, good);
    }
}

BOOST_AUTO_TEST_CASE(huge_headers_are_only_large) {
    const std::string large(4'000'000, '%');
    BOOST_TEST((read({{"gulo", "type=" + large}}).type == large));
    BOOST_TEST((read({{"gulo", std::string(4'000'000, ';') + "type=x"}}).type == "x"));
    BOOST_TEST((read({{"gulo", std::string(4'000'000, '=')}}).type.empty()));
    std::vector<header_view> many(100'000, {"gulo", "type=x;id=1"});
    BOOST_TEST(read(many).type == "x");
    BOOST_TEST(type_of(many) == "x");
}

BOOST_AUTO_TEST_CASE(any_octets_and_any_truncation_are_survived) {
    metadata about{"user_created", "id;1", "c%", "=", "ten\nant", "source", 7};
    const std::string good = compact(about);
    for (std::size_t size = 0; size <= good.size(); ++size) {
        const std::string cut = good.substr(0, size);
        BOOST_TEST(type_of({{"gulo", cut}}) == read({{"gulo", cut}}).type, cut);
    }
    std::mt19937 random{11};
    for (int count = 0; count < 5'000; ++count) {
        std::string text = good;
        for (std::size_t changes = 1 + random() % 8; changes > 0; --changes) text[random() % text.size()] = static_cast<char>(random());
        const std::string cut = text.substr(random() % 8, random() % text.size());
        BOOST_TEST_REQUIRE(type_of({{"gulo", cut}}) == read({{"gulo", cut}}).type);
    }
}

BOOST_AUTO_TEST_CASE(a_header_is_found_by_name) {
    const std::vector<header_view> headers{{"a", "1"}, {"b", std::nullopt}, {"a", "2"}, {"c", ""}};
    const header_list list{headers};
    const header_source source{list};
    BOOST_TEST(source.find("a").value() == "2");
    BOOST_TEST(!source.find("b").has_value());
    BOOST_TEST(source.find("c").value().empty());
    BOOST_TEST(!source.find("d").has_value());
    BOOST_TEST(!header_source{}.find("a").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
