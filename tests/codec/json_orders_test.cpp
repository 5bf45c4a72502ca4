#include "round_trip.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// Objects are read in a fast way where fields stand in order, and in others where they don't; all read the same.

namespace {

struct parcel {
    std::string id;
    std::optional<int> weight;
    // Longer than the block that keys are compared by.
    std::string the_name_and_the_address_of_the_sender;
    bool x = false;
    std::optional<std::string> note;
    bool operator==(const parcel&) const = default;
};

const std::array<std::string, 5> members{R"("id":"p,1")", R"("weight":12)", R"("the_name_and_the_address_of_the_sender":"B: }")", R"("x":true)",
                                         R"("note":"n")"};

struct spacing {
    std::string before_key, before_colon, behind_colon, behind_value;
};
const std::array<spacing, 4> spacings{{{}, {"\n    ", "", " ", ""}, {"", " ", "\t", " "}, {" ", "\r\n", "", "\n\n"}}};

// "xb" has the same hash, so that only its end tells it from the field.
struct ends_alike {
    int xb5 = 0;
    bool operator==(const ends_alike&) const = default;
};

// The members of `order` as they stand in a document; -1 is one that nobody knows.
std::string document(const std::vector<int>& order, const spacing& spaces, const std::string& behind) {
    std::string text = "{";
    for (const int each : order) {
        const std::string member = each < 0 ? R"("stranger":{"id":[1.5,null,"}"]})" : members[static_cast<std::size_t>(each)];
        const std::size_t colon = member.find("\":") + 1;
        text += (text.size() == 1 ? "" : ",") + spaces.before_key + member.substr(0, colon) + spaces.before_colon + ":" + spaces.behind_colon;
        text += member.substr(colon + 1) + spaces.behind_value;
    }
    return text + "}" + behind;
}

// Calls `check(order, document)` for each order of the fields in `present`, with strangers and without.
template <class Check>
void for_each_document(std::vector<int> present, Check check) {
    std::ranges::sort(present);
    do {
        for (std::size_t stranger = 0; stranger <= present.size() + 1; ++stranger) {
            std::vector<int> order = present;
            if (stranger <= present.size()) order.insert(order.begin() + static_cast<std::ptrdiff_t>(stranger), -1);
            for (const spacing& spaces : spacings)
                for (const char* const behind : {"", "                                        "}) check(document(order, spaces, behind));
        }
    } while (std::ranges::next_permutation(present).found);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_orders)

BOOST_AUTO_TEST_CASE(every_order_reads_the_same) {
    for_each_document({0, 1, 2, 3, 4},
                      [](const std::string& text) { BOOST_REQUIRE_MESSAGE(gulo::json::decode<parcel>(text) == (parcel{"p,1", 12, "B: }", true, "n"}), text); });
}

BOOST_AUTO_TEST_CASE(what_may_be_missing_is_missed_in_every_order) {
    for_each_document({0, 2, 3}, [](const std::string& text) {
        BOOST_REQUIRE_MESSAGE(gulo::json::decode<parcel>(text) == (parcel{"p,1", std::nullopt, "B: }", true, std::nullopt}), text);
    });
    for (const int missing : {0, 2, 3}) {
        std::vector<int> others{0, 1, 2, 3, 4};
        std::erase(others, missing);
        for_each_document(others, [](const std::string& text) { BOOST_REQUIRE_MESSAGE(gulo::json::try_decode<parcel>(text).has_error(), text); });
    }
}

BOOST_AUTO_TEST_CASE(the_last_of_two_equal_keys_counts_in_every_order) {
    for_each_document({0, 2, 3, 4}, [](const std::string& text) {
        const std::size_t end = text.rfind('}');
        const std::string twice = text.substr(0, end) + R"(,"x":false)" + text.substr(end);
        BOOST_REQUIRE_MESSAGE(gulo::json::decode<parcel>(twice) == (parcel{"p,1", std::nullopt, "B: }", false, "n"}), twice);
        BOOST_REQUIRE_MESSAGE((gulo::json_with<gulo::json_options{.duplicates = gulo::duplicate_keys::refuse}>::try_decode<parcel>(twice).has_error()), twice);
    });
}

BOOST_AUTO_TEST_CASE(punctuation_that_is_missing_or_too_much_is_refused_in_every_order) {
    std::size_t count = 0;
    for_each_document({0, 1, 2, 3}, [&](const std::string& text) {
        // Each third of the documents, and every place in it.
        if (++count % 3 != 0) return;
        bool in_text = false;
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '"') in_text = !in_text;
            if (in_text || (text[at] != ',' && text[at] != ':' && text[at] != '{' && text[at] != '}')) continue;
            for (const std::string& instead : {std::string{}, std::string{" "}, std::string(2, text[at]), std::string{text[at]} + "\n,"}) {
                std::string broken = text;
                broken.replace(at, 1, instead);
                BOOST_REQUIRE_MESSAGE(gulo::json::try_decode<parcel>(broken).has_error(), broken);
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(the_beginning_of_a_name_is_another_name) {
    static_assert(gulo::json_detail::key_places::hash('x', '5', 3) == gulo::json_detail::key_places::hash('x', 'b', 2));
    for (const char* const text : {R"({"xb":1,"xb5":2}                         )", R"({"xb5":2,"xb":1}                         )", R"({"xb5":2,"xb":1})"})
        BOOST_TEST(gulo::json::decode<ends_alike>(text).xb5 == 2);
    BOOST_TEST(gulo::json::try_decode<ends_alike>(R"({"xb":1}                         )").has_error());
}

BOOST_AUTO_TEST_CASE(a_comma_behind_the_last_member_is_told_wherever_the_fields_stand) {
    for_each_document({0, 1, 2, 3}, [](const std::string& text) {
        const std::size_t end = text.rfind('}');
        const auto read = gulo::json::try_decode<parcel>(text.substr(0, end) + "," + text.substr(end));
        BOOST_REQUIRE_MESSAGE(read.has_error() && read.error().message.find("a comma must be followed by another value") != std::string::npos, text);
    });
}

BOOST_AUTO_TEST_SUITE_END()
