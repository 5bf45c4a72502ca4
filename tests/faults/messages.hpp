#pragma once
// What the fault tests send to the service under test, and what it answers.

#include <gulo/gulo.hpp>

#include <cstdint>
#include <string>
#include <string_view>

struct work_item {
    static constexpr std::string_view topic = "work";
    std::string key;
    std::int64_t sequence = 0;
    std::string kind;               ///< "plain", or "fail": the handler always throws
    std::int32_t milliseconds = 0;  ///< how long the handler takes
    const std::string& partition_key() const { return key; }
};

struct work_done {
    static constexpr std::string_view topic = "done";
    std::string key;
    std::int64_t sequence = 0;
    std::int32_t partition = 0;  ///< of the item
    std::int64_t offset = 0;
    const std::string& partition_key() const { return key; }
};
