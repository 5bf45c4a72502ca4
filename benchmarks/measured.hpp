#pragma once
// Times of a run.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <vector>

namespace benchmark {

/// What one run took, for one record.
struct cost {
    double wall = 0;  ///< nanoseconds
    double cpu = 0;   ///< nanoseconds of the thread that polls
};

class stopwatch {
public:
    void start() noexcept {
        wall_ = std::chrono::steady_clock::now();
        cpu_ = thread_time();
    }
    cost per_record(std::int64_t records) const noexcept {
        const auto wall = static_cast<double>((std::chrono::steady_clock::now() - wall_).count());
        return {wall / static_cast<double>(records), static_cast<double>(thread_time() - cpu_) / static_cast<double>(records)};
    }

private:
    static std::int64_t thread_time() noexcept {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
    }

    std::chrono::steady_clock::time_point wall_{};
    std::int64_t cpu_ = 0;
};

/// Of several runs the median of each figure: machines are noisy, and the best run is nobody's.
inline cost median(std::vector<cost> runs) {
    const auto middle = [&](double cost::* which) {
        std::ranges::sort(runs, {}, which);
        return runs[runs.size() / 2].*which;
    };
    const double wall = middle(&cost::wall);
    return {wall, middle(&cost::cpu)};
}

}  // namespace benchmark
