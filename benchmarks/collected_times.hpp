#pragma once
// Google benchmark, run so that noise meets all alike.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace benchmark_table {

/// Keeps the times of each repetition, and is silent meanwhile.
class collected_times : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.run_type != Run::RT_Iteration) continue;
            times_[name_of(run)].push_back(run.GetAdjustedCPUTime());
            for (const auto& [name, value] : run.counters) counters_[name_of(run) + '/' + name] = value;
        }
    }

    /// Nanoseconds of CPU, by the function's name and its arguments behind a slash; 0 when it was not measured.
    double median(const std::string& name) const {
        const auto found = times_.find(name);
        if (found == times_.end()) return 0;
        std::vector<double> sorted = found->second;
        std::ranges::sort(sorted);
        return sorted[sorted.size() / 2];
    }

    /// Nanoseconds of CPU of the best repetition; 0 when it was not measured. For what takes a few nanoseconds and always
    /// does the same, whose median says how busy the machine was.
    double best(const std::string& name) const {
        const auto found = times_.find(name);
        return found == times_.end() ? 0 : std::ranges::min(found->second);
    }

    double counter(const std::string& name, const std::string& what) const {
        const auto found = counters_.find(name + '/' + what);
        return found == counters_.end() ? 0 : found->second;
    }

private:
    static std::string name_of(const Run& run) {
        return run.run_name.args.empty() ? run.run_name.function_name : run.run_name.function_name + '/' + run.run_name.args;
    }

    std::map<std::string, std::vector<double>> times_;
    std::map<std::string, double> counters_;
};

/// Runs what is registered. Repetitions in random order: what else the machine does meets all alike. Further arguments are
/// those of google benchmark; --benchmark_out=FILE writes every figure as JSON. False: an argument is wrong.
inline bool run(collected_times& times, int argc, char** argv) {
    std::vector<std::string> arguments{argv[0], "--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=9", "--benchmark_min_time=0.02"};
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());
    if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return false;
    benchmark::RunSpecifiedBenchmarks(&times);
    return true;
}

}  // namespace benchmark_table
