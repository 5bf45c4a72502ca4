#pragma once
// Two services: one takes orders, the other one charges for them and says so.

#include <gulo/gulo.hpp>

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace scenario {

struct place_order {
    std::string customer;
    double amount = 0;
};

struct order_placed {
    static constexpr std::string_view topic = "orders";
    std::string customer;
    int number = 0;
    double amount = 0;
    const std::string& partition_key() const { return customer; }
};

struct invoice_sent {
    static constexpr std::string_view topic = "invoices";
    std::string customer;
    int number = 0;
    const std::string& partition_key() const { return customer; }
};

inline const std::vector<std::string> all_topics{"orders", "invoices", "orders.dlq", "invoices.dlq"};

// ---- the order service

struct order_book {
    int next = 1;
    std::set<int> invoiced;
};

inline std::tuple<int, order_placed> place(const place_order& command, order_book& book) {
    const int number = book.next++;
    return {number, order_placed{command.customer, number, command.amount}};
}

inline void note(const invoice_sent& event, order_book& book) { book.invoiced.insert(event.number); }

// ---- the billing service

struct till {
    struct call {
        std::string customer;
        int number;
        int attempt;
        std::string message_id;
        std::string correlation_id;
        std::string source;
    };
    std::vector<call> calls;
    std::set<int> unpayable;

    std::vector<int> numbers_of(const std::string& customer) const {
        std::vector<int> numbers;
        for (const call& each : calls)
            if (each.customer == customer) numbers.push_back(each.number);
        return numbers;
    }
};

struct card_refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline invoice_sent charge(const order_placed& event, const gulo::context& about, till& here) {
    here.calls.push_back(
        {event.customer, event.number, about.attempt(), std::string{about.message_id()}, std::string{about.correlation_id()}, std::string{about.source()}});
    if (here.unpayable.contains(event.number)) throw card_refused{"the card of " + event.customer + " was refused"};
    return {event.customer, event.number};
}

}  // namespace scenario
