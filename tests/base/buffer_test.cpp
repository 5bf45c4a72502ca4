#include <gulo/base/buffer.hpp>

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <string>
#include <utility>

using gulo::buffer;

BOOST_AUTO_TEST_SUITE(buffers)

BOOST_AUTO_TEST_CASE(grows_and_keeps_what_it_holds) {
    buffer tested;
    std::string expected;
    BOOST_TEST(tested.view().empty());
    for (int count = 0; count < 5'000; ++count) {
        const std::string piece(static_cast<std::size_t>(count % 17), static_cast<char>('a' + count % 26));
        tested.append(piece);
        tested.push_back('|');
        expected += piece + '|';
    }
    BOOST_TEST((tested.view() == expected));
    BOOST_TEST(tested.size() == expected.size());
    BOOST_TEST(tested.capacity() >= tested.size());
}

BOOST_AUTO_TEST_CASE(prepare_and_commit) {
    buffer tested;
    tested.append("ab");
    std::memcpy(tested.prepare(10'000), "cdef", 4);
    tested.commit(3);
    BOOST_TEST(tested.view() == "abcde");
    BOOST_TEST(tested.capacity() >= 10'002u);
    tested.prepare(0);
    BOOST_TEST(tested.view() == "abcde");
}

BOOST_AUTO_TEST_CASE(clear_keeps_the_memory_and_truncate_only_cuts) {
    buffer tested;
    tested.append(std::string(3'000, 'x'));
    const auto capacity = tested.capacity();
    const char* const where = tested.data();
    tested.truncate(5'000);
    BOOST_TEST(tested.size() == 3'000u);
    tested.truncate(2);
    BOOST_TEST(tested.view() == "xx");
    tested.clear();
    BOOST_TEST(tested.view().empty());
    tested.append(std::string(3'000, 'y'));
    BOOST_TEST(tested.capacity() == capacity);
    BOOST_TEST(static_cast<const void*>(tested.data()) == static_cast<const void*>(where));
}

BOOST_AUTO_TEST_CASE(a_moved_from_buffer_is_empty_and_usable) {
    buffer first;
    first.append("text");
    buffer second = std::move(first);
    BOOST_TEST(second.view() == "text");
    BOOST_TEST(first.size() == 0u);
    first.append("new");
    BOOST_TEST(first.view() == "new");
    first = std::move(second);
    BOOST_TEST(first.view() == "text");
    second.push_back('x');
    BOOST_TEST(second.view() == "x");
}

BOOST_AUTO_TEST_CASE(appending_nothing) {
    buffer tested;
    tested.append({});
    tested.append("");
    BOOST_TEST(tested.capacity() == 0u);
    BOOST_TEST(tested.view().empty());
}

BOOST_AUTO_TEST_SUITE_END()
