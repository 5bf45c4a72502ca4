#pragma once
// What all benchmarks publish and consume: about 200 octets of JSON.

#include <cstdint>
#include <string>
#include <string_view>

namespace benchmark {

struct order_placed {
    std::string order_id;
    std::string customer;
    std::int64_t cents = 0;
    std::int32_t quantity = 0;
    std::string article;
    std::string note;
};

inline order_placed order_number(std::int64_t number) {
    const std::string digits = std::to_string(10'000'000 + number);
    return {"5f2b8c1e-0f60-4a57-9d0c-" + digits,       "customer-" + digits.substr(3), 1'999 + number % 10'000,
            static_cast<std::int32_t>(1 + number % 9), "article-" + digits.substr(4),  "leave it at the door of the neighbour, please"};
}

}  // namespace benchmark
