#pragma once
// What both sides of the migration page refer to. They are checked and not linked, so the heavy half is left out.
#define GULO_SEPARATE_COMPILATION

#include <gulo/gulo.hpp>
#include <gulo/kafka.hpp>
#include <gulo/run.hpp>

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>

using namespace std::chrono_literals;

struct order_placed {
    std::string order_id;
};
struct order_paid {
    std::string order_id;
};
order_placed parse(const void* value, std::size_t size);
order_paid pay(const order_placed&);
std::string to_text(const order_paid&);

struct payment_service_is_away : std::exception {};
