#define BOOST_TEST_MODULE host_log_router
// Early log entries.
#include <gulo/observe/log_router.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace gulo;

namespace {

struct lines {
    std::vector<std::string> all;
    log_sink sink() {
        return [this](const log_entry& entry) {
            all.emplace_back(entry.message);
            for (const log_field& field : entry.fields) all.back().append(" ").append(field.name).append("=").append(field.value);
        };
    }
};

void write(log_router& router, std::string message) {
    std::string value = "early";
    const log_field fields[] = {{"when", value}};
    router.write({severity::warning, message, fields});
    message.assign(message.size(), '?');  // views are valid during the call only
    value.assign(value.size(), '?');
}

}  // namespace

BOOST_AUTO_TEST_CASE(entries_before_the_sink_come_first_and_once) {
    log_router router;
    write(router, "one");
    write(router, "two");
    BOOST_TEST(!router.is_set());
    router.set({});
    BOOST_TEST(!router.is_set());
    lines first;
    router.set(first.sink());
    BOOST_TEST(router.is_set());
    write(router, "three");
    BOOST_TEST((first.all == std::vector<std::string>{"one when=early", "two when=early", "three when=early"}));
    lines second;
    router.set(second.sink());
    write(router, "four");
    BOOST_TEST((second.all == std::vector<std::string>{"four when=early"}));
    BOOST_TEST(first.all.size() == 3u);
}

BOOST_AUTO_TEST_CASE(no_more_than_a_hundred_are_kept_and_these_are_the_first) {
    log_router router;
    for (int number = 0; number < 250; ++number) write(router, std::to_string(number));
    lines seen;
    router.set(seen.sink());
    BOOST_REQUIRE(seen.all.size() == log_router::most_kept);
    BOOST_TEST(seen.all.front() == "0 when=early");
    BOOST_TEST(seen.all.back() == "99 when=early");
}

BOOST_AUTO_TEST_CASE(a_sink_that_throws_harms_nobody) {
    log_router router;
    int calls = 0;
    router.set([&](const log_entry&) {
        ++calls;
        throw 42;
    });
    write(router, "one");
    write(router, "two");
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(a_sink_that_logs_is_not_called_by_itself) {
    log_router router;
    int calls = 0;
    router.set([&](const log_entry& entry) {
        ++calls;
        router.write(entry);
    });
    write(router, "one");
    BOOST_TEST(calls == 1);
    write(router, "two");
    BOOST_TEST(calls == 2);
}
