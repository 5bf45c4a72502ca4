#pragma once
// The messages that every library reads and writes.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace json_benchmark {

struct user_registered {
    std::string user_id;
    std::string email;
    std::string full_name;
    std::int64_t registered_at = 0;
    std::int32_t visits = 0;
    double balance = 0;
    bool newsletter = false;
    std::optional<std::string> country;

    bool operator==(const user_registered&) const = default;
};

struct address {
    std::string street;
    std::string city;
    std::string postal_code;
    std::string country;

    bool operator==(const address&) const = default;
};

struct order_line {
    std::string sku;
    std::string title;
    std::int32_t quantity = 0;
    double unit_price = 0;
    bool gift = false;

    bool operator==(const order_line&) const = default;
};

struct order_placed {
    std::string order_id;
    std::string customer_id;
    std::int64_t placed_at = 0;
    address ship_to;
    std::vector<order_line> lines;
    double total = 0;
    std::string currency;
    std::vector<std::string> labels;
    std::optional<std::string> note;

    bool operator==(const order_placed&) const = default;
};

struct orders_exported {
    std::string export_id;
    std::int64_t sequence = 0;
    std::vector<order_placed> orders;

    bool operator==(const orders_exported&) const = default;
};

struct measurements {
    std::vector<double> values;

    bool operator==(const measurements&) const = default;
};

struct counters {
    std::vector<std::int64_t> values;

    bool operator==(const counters&) const = default;
};

struct texts {
    std::vector<std::string> values;

    bool operator==(const texts&) const = default;
};

struct node {
    std::int64_t number = 0;
    std::string name;
    std::unique_ptr<node> inner;

    bool operator==(const node& other) const {
        return number == other.number && name == other.name && (inner == nullptr) == (other.inner == nullptr) && (inner == nullptr || *inner == *other.inner);
    }
};

struct point {
    double x = 0;
    double y = 0;
    double z = 0;
    std::int32_t id = 0;

    bool operator==(const point&) const = default;
};

struct track {
    std::vector<point> points;

    bool operator==(const track&) const = default;
};

struct shipment {
    std::string shipment_id;
    std::string carrier;
    std::string origin;
    std::string destination;
    std::int64_t dispatched_at = 0;
    std::int64_t expected_at = 0;
    std::int32_t parcels = 0;
    std::int32_t attempt = 0;
    double weight = 0;
    double volume = 0;
    bool insured = false;
    bool express = false;

    bool operator==(const shipment&) const = default;
};

}  // namespace json_benchmark
