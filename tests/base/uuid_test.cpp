#include <gulo/base/uuid.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using gulo::uuid;

BOOST_AUTO_TEST_SUITE(universally_unique_identifiers)

BOOST_AUTO_TEST_CASE(text_and_back) {
    constexpr std::string_view text = "0189f7e4-8a3b-7c00-bfff-00112233aabb";
    const auto value = uuid::parse(text);
    BOOST_REQUIRE(value.has_value());
    BOOST_TEST(value->to_string() == text);
    BOOST_TEST(value->bytes()[0] == 0x01);
    BOOST_TEST(value->bytes()[15] == 0xbb);
    BOOST_CHECK(uuid::parse("0189F7E4-8A3B-7C00-BFFF-00112233AABB") == value);
    static_assert(uuid::parse("0189f7e4-8a3b-7c00-bfff-00112233aabb").has_value());
    for (int count = 0; count < 1'000; ++count) {
        const uuid made = uuid::make();
        BOOST_REQUIRE(uuid::parse(made.to_string()) == made);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_uuid) {
    const std::string good = "0189f7e4-8a3b-7c00-bfff-00112233aabb";
    for (const std::string_view bad :
         {"", "-", "0189f7e48a3b7c00bfff00112233aabb", "{0189f7e4-8a3b-7c00-bfff-00112233aab", "0189f7e4-8a3b-7c00-bfff-00112233aabb ",
          " 0189f7e4-8a3b-7c00-bfff-00112233aabb", "0189f7e4-8a3b-7c00-bfff_00112233aabb", "018-f7e4-8a3b-7c00-bfff-00112233aabbb"})
        BOOST_TEST(!uuid::parse(bad).has_value(), bad);
    for (std::size_t at = 0; at < good.size(); ++at) {
        BOOST_TEST(!uuid::parse(std::string_view{good}.substr(0, at)).has_value());
        for (const char wrong : {'g', 'G', '/', ':', '@', '`', '\0', '\xff', ' '}) {
            std::string bad = good;
            bad[at] = wrong;
            BOOST_TEST(!uuid::parse(bad).has_value(), bad);
        }
    }
}

BOOST_AUTO_TEST_CASE(nil) {
    static_assert(uuid{}.is_nil());
    BOOST_TEST(uuid{}.to_string() == "00000000-0000-0000-0000-000000000000");
    BOOST_TEST(!uuid::make().is_nil());
    BOOST_TEST(uuid::parse("00000000-0000-0000-0000-000000000000")->is_nil());
}

BOOST_AUTO_TEST_CASE(version_variant_and_time) {
    const gulo::timestamp time{std::chrono::milliseconds{0x0189'f7e4'8a3b}};
    for (int count = 0; count < 1'000; ++count) {
        const uuid made = uuid::make(time + std::chrono::microseconds{999});
        BOOST_REQUIRE((made.bytes()[6] >> 4) == 7);
        BOOST_REQUIRE((made.bytes()[8] >> 6) == 2);
        BOOST_REQUIRE(made.to_string().starts_with("0189f7e4-8a3b-7"));
    }
}

BOOST_AUTO_TEST_CASE(sorts_by_time_of_making) {
    const gulo::timestamp start{std::chrono::milliseconds{1'700'000'000'000}};
    uuid last;
    for (int count = 0; count < 1'000; ++count) {
        const uuid next = uuid::make(start + std::chrono::milliseconds{count});
        BOOST_REQUIRE((last < next));
        BOOST_REQUIRE(last.to_string() < next.to_string());
        last = next;
    }
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_of_one_millisecond_are_different) {
    const gulo::timestamp time{std::chrono::milliseconds{1'700'000'000'000}};
    std::unordered_set<uuid> all;
    for (int count = 0; count < 100'000; ++count) all.insert(uuid::make(time));
    BOOST_TEST(all.size() == 100'000u);
}

BOOST_AUTO_TEST_CASE(a_forked_child_does_not_make_what_its_parent_makes) {
    const gulo::timestamp time{std::chrono::milliseconds{1'700'000'000'000}};
    uuid::make(time);  // so that there is something to share
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        const uuid made = uuid::make(time);
        const bool written = ::write(ends[1], made.bytes().data(), made.bytes().size()) == 16;
        ::_exit(written ? 0 : 1);
    }
    uuid::bytes_type theirs{};
    BOOST_TEST(::read(ends[0], theirs.data(), theirs.size()) == 16);
    int status = 1;
    BOOST_TEST(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
    ::close(ends[0]);
    ::close(ends[1]);
    BOOST_TEST(uuid{theirs}.to_string() != uuid::make(time).to_string());
}

BOOST_AUTO_TEST_CASE(all_random_bits_are_used) {
    uuid::bytes_type ones{};
    uuid::bytes_type zeros{};
    zeros.fill(0xff);
    for (int count = 0; count < 1'000; ++count) {
        const uuid made = uuid::make(gulo::timestamp{});
        for (std::size_t index = 0; index < 16; ++index) {
            ones[index] = static_cast<std::uint8_t>(ones[index] | made.bytes()[index]);
            zeros[index] = static_cast<std::uint8_t>(zeros[index] & made.bytes()[index]);
        }
    }
    BOOST_TEST(uuid{ones}.to_string() == "00000000-0000-7fff-bfff-ffffffffffff");
    BOOST_TEST(uuid{zeros}.to_string() == "00000000-0000-7000-8000-000000000000");
}

BOOST_AUTO_TEST_SUITE_END()
