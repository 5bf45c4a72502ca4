#pragma once
// What the pages' fragments about orders and payments refer to.

#include <gulo/gulo.hpp>
#include <gulo/kafka.hpp>

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <tuple>

using namespace std::chrono_literals;

struct place_order {
    gulo::uuid order_id;
};
struct order_line {
    std::string article;
    int count = 0;
};
struct order_accepted {
    gulo::uuid order_id;
};
struct order_placed {
    gulo::uuid order_id;
};
struct order_paid {
    gulo::uuid order_id;
};
struct payment_received {
    gulo::uuid order_id;
};
struct transfer {
    gulo::uuid from, to;
};
struct account_debited {
    gulo::uuid account;
};
struct account_credited {
    gulo::uuid account;
};

struct mailer {};
struct warehouse {
    void reserve(const order_placed&);
};
inline warehouse stock;

order_accepted place(const place_order&, mailer&);
order_paid pay(const order_placed&);
void bill(const payment_received&);
void move_money(const transfer&);

struct audit {
    void before(const auto&);
};

struct timeout : std::exception {};
struct not_found : std::exception {};
struct account_locked : std::exception {};
struct bank_is_closed : std::exception {};

// The application of a page that shows only what is done with it.
inline gulo::application app{gulo::handlers<bill>, gulo::subscribes<payment_received>, gulo::publishes<account_debited, account_credited>, gulo::in_memory{}};
