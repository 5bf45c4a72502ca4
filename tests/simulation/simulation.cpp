// Runs seeds of the simulation: `simulation [--seeds N] [--first S] [--expect-violation]`.
//
// Prints what was done and how long it took. With --expect-violation the program under test was broken on purpose: it
// succeeds when some seed finds that out, and says which.
#include "life.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

namespace {

using simulation::life;

/// The broken rule, if any.
std::optional<std::string> run(std::uint64_t seed, bool noting, std::string& steps, std::uint64_t& trace, std::size_t totals[3]) {
    life one{seed, noting};
    std::optional<std::string> broken;
    try {
        one.run();
    } catch (const std::exception& caught) { broken = caught.what(); }
    for (const std::string& each : one.steps()) steps += "  " + each + '\n';
    trace = one.trace();
    totals[0] += one.calls();
    totals[1] += one.faults();
    totals[2] += one.repeated();
    return broken;
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t seeds = 10'000;
    std::uint64_t first = 1;
    bool expect_violation = false;
    for (int index = 1; index < argc; ++index) {
        const std::string_view argument = argv[index];
        if (argument == "--expect-violation") expect_violation = true;
        else if (argument == "--seeds" && index + 1 < argc) seeds = std::strtoull(argv[++index], nullptr, 10);
        else if (argument == "--first" && index + 1 < argc) first = std::strtoull(argv[++index], nullptr, 10);
        else return std::cerr << "unknown argument " << argument << "; known are --seeds N, --first S, --expect-violation\n", 2;
    }

    std::size_t totals[3]{};
    std::chrono::duration<double, std::milli> longest{0};
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t begin_of_work = std::clock();
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        const auto at = std::chrono::steady_clock::now();
        std::string steps;
        std::uint64_t trace = 0;
        const auto broken = run(seed, false, steps, trace, totals);
        longest = std::max<std::chrono::duration<double, std::milli>>(longest, std::chrono::steady_clock::now() - at);
        if (!broken) continue;
        if (expect_violation) {
            std::cout << "seed " << seed << ", the number " << seed - first + 1 << " that was tried, finds it: " << *broken << '\n';
            return 0;
        }
        std::uint64_t again = 0;
        run(seed, true, steps, again, totals);
        std::cout << "seed " << seed << ": " << *broken << '\n' << steps;
        if (again != trace) std::cout << "the second run of this seed went another way: the simulation is not deterministic\n";
        return 1;
    }
    const std::chrono::duration<double, std::milli> all = std::chrono::steady_clock::now() - begin;
    std::cout << seeds << " seeds, " << totals[0] << " deliveries, " << totals[1] << " faults, " << totals[2] << " records delivered again; "
              << all.count() / 1'000 << " s, " << all.count() / static_cast<double>(seeds) << " ms a seed, the longest " << longest.count()
              << " ms; of the processor " << 1'000.0 * static_cast<double>(std::clock() - begin_of_work) / CLOCKS_PER_SEC / static_cast<double>(seeds)
              << " ms a seed\n";
    if (expect_violation) {
        std::cout << "the program is broken on purpose, and no seed found it out\n";
        return 1;
    }
    return 0;
}
