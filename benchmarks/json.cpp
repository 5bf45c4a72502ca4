// What Gulo's JSON costs beside Boost.JSON, nlohmann::json, RapidJSON and simdjson: each decodes documents into the same
// structs, and encodes these, in turns; the table has medians of CPU time. Arguments are those of google benchmark;
// --benchmark_out=FILE writes every figure as JSON.

#include "json/library.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace {

using namespace json_benchmark;

constexpr std::array<std::string_view, 5> libraries{"gulo", "simdjson", "rapidjson", "boost", "nlohmann"};

// Keeps the times of each repetition, and is silent meanwhile.
class collector : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs)
            if (run.run_type == Run::RT_Iteration) times_[run.run_name.function_name].push_back(run.GetAdjustedCPUTime());
    }

    /// Nanoseconds; 0 when it was not measured.
    double median(std::string_view direction, std::string_view row, std::string_view library) const {
        const auto found = times_.find(std::string{direction}.append("/").append(row).append("/").append(library));
        if (found == times_.end()) return 0;
        std::vector<double> sorted = found->second;
        std::ranges::sort(sorted);
        return sorted[sorted.size() / 2];
    }

private:
    std::map<std::string, std::vector<double>> times_;
};

std::vector<std::pair<std::string_view, std::size_t>> rows() {
    std::vector<std::pair<std::string_view, std::size_t>> all;
    std::apply([&](const auto&... row) { (all.emplace_back(row.name, row.document.size()), ...); }, all_samples());
    return all;
}

void print_table(const collector& times, std::string_view direction) {
    std::printf("\n%-26s%8s", std::string{direction}.append(", ns").c_str(), "octets");
    for (const std::string_view library : libraries) std::printf("%11s", std::string{library}.c_str());
    std::printf("   gulo to the fastest other\n");
    for (const auto& [row, octets] : rows()) {
        const double own = times.median(direction, row, libraries[0]);
        if (own == 0) continue;
        std::printf("%-26s%8zu", std::string{row}.c_str(), octets);
        double fastest = 0;
        std::string_view name;
        for (const std::string_view library : libraries) {
            const double other = times.median(direction, row, library);
            if (other == 0) std::printf("%11s", "-");
            else std::printf("%11.*f", other < 100 ? 1 : 0, other);
            if (library == libraries[0] || other == 0 || (fastest != 0 && fastest < other)) continue;
            fastest = other;
            name = library;
        }
        if (fastest != 0) std::printf("   %4.2f of %s%s", own / fastest, std::string{name}.c_str(), own > fastest ? ": slower" : "");
        std::printf("\n");
    }
}

}  // namespace

int main(int argc, char** argv) {
    // Repetitions in random order: what else the machine does meets all alike.
    std::vector<std::string> arguments{argv[0], "--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=9", "--benchmark_min_time=0.02"};
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());
    if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;

    register_gulo();
    register_simdjson();
    register_rapidjson();
    register_boost();
    register_nlohmann();
    collector times;
    benchmark::RunSpecifiedBenchmarks(&times);

    print_table(times, "decode");
    print_table(times, "encode");
    const double in_order = times.median("decode", "keys in order", "gulo");
    const double shuffled = times.median("decode", "keys shuffled", "gulo");
    if (in_order != 0 && shuffled != 0) std::printf("\nkeys shuffled take %.2f of the time of keys in order\n", shuffled / in_order);
    return 0;
}
