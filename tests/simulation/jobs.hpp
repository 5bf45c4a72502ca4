#pragma once
// The service that is simulated: a job is worked on and its parts are announced.

#include <gulo/gulo.hpp>
#include <gulo/mediator/context.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace simulation {

struct job {
    static constexpr std::string_view topic = "jobs";
    std::int64_t number = 0;
};

struct job_done {
    static constexpr std::string_view topic = "jobs.done";
    std::int64_t number = 0;
    std::int64_t part = 0;
    std::int64_t partition_key() const { return number * 8 + part; }
};

inline const std::string group = "workers";

/// How many parts a job has.
inline std::size_t parts_of(std::int64_t number) { return static_cast<std::size_t>(number % 3); }

struct desk {
    std::function<std::vector<job_done>(const job&, const gulo::context&)> work;
};

inline std::vector<job_done> work(const job& each, const gulo::context& about, desk& at) { return at.work(each, about); }

}  // namespace simulation
