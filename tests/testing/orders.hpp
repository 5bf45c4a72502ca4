#pragma once
// Two small services for tests of the test kit.

#include <gulo/gulo.hpp>
#include <gulo/testing.hpp>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace kit_test {

using namespace std::chrono_literals;

struct place_order {
    std::string customer;
    int number = 0;
};

struct order_placed {
    static constexpr std::string_view topic = "orders";
    std::string customer;
    int number = 0;
    const std::string& partition_key() const { return customer; }
};

struct order_billed {
    static constexpr std::string_view topic = "bills";
    int number = 0;
};

struct ledger {
    std::vector<int> numbers;
    std::map<int, int> attempts;
    int failures = 0;  ///< how often the handler of each order fails before it succeeds
};

inline std::tuple<int, order_placed> place(const place_order& command) { return {command.number, order_placed{command.customer, command.number}}; }

inline order_billed bill(const order_placed& event, const gulo::context& about, ledger& book) {
    book.attempts[event.number] = about.attempt();
    if (about.attempt() <= book.failures) throw gulo::failure{gulo::error{gulo::errc::handler_failed, "the printer is on fire"}};
    book.numbers.push_back(event.number);
    return {event.number};
}

inline void file(const order_billed& event, ledger& book) { book.numbers.push_back(event.number); }

}  // namespace kit_test
