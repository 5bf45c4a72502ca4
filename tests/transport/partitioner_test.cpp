// Placement as the Java clients do it.
#include <gulo/transport/partitioner.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

BOOST_AUTO_TEST_SUITE(partitioner)

BOOST_AUTO_TEST_CASE(murmur2_of_kafkas_own_test) {
    // org.apache.kafka.common.utils.UtilsTest.testMurmur2
    for (const auto& [key, expected] : {std::pair<std::string_view, std::int32_t>{"21", -973932308},
                                        {"foobar", -790332482},
                                        {"a-little-bit-long-string", -985981536},
                                        {"a-little-bit-longer-string", -1486304829},
                                        {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
                                        {"abc", 479470107}})
        BOOST_TEST(static_cast<std::int32_t>(gulo::murmur2(key)) == expected, key);
}

BOOST_AUTO_TEST_CASE(every_length_and_every_octet_counts) {
    std::set<std::uint32_t> hashes;
    for (std::size_t size = 0; size < 64; ++size) hashes.insert(gulo::murmur2(std::string(size, '\0')));
    BOOST_TEST(hashes.size() == 64u);
    for (std::size_t at = 0; at < 13; ++at) {
        std::string key(13, '\xff');
        const auto before = gulo::murmur2(key);
        key[at] = '\x7f';
        BOOST_TEST(gulo::murmur2(key) != before);
    }
}

BOOST_AUTO_TEST_CASE(partition_is_the_positive_hash_modulo_the_count) {
    static_assert(gulo::partition_for_key("21", 1) == 0);
    BOOST_TEST(gulo::partition_for_key("21", 1'000) == ((-973932308) & 0x7fffffff) % 1'000);
    BOOST_TEST(gulo::partition_for_key("abc", 7) == 479470107 % 7);
    std::set<std::int32_t> used;
    for (int number = 0; number < 10'000; ++number) {
        const auto partition = gulo::partition_for_key(std::to_string(number), 12);
        BOOST_REQUIRE((partition >= 0 && partition < 12));
        used.insert(partition);
    }
    BOOST_TEST(used.size() == 12u);
}

BOOST_AUTO_TEST_SUITE_END()
