#pragma once
// Figures beside their references and goals, as a table and as JSON.

#include <gulo/codec/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace benchmark_figures {

/// What is wanted of a figure itself, or of its ratio to the reference.
struct goal {
    std::string of;  ///< "value" or "ratio"
    std::optional<double> at_most{};
    std::optional<double> at_least{};
};

inline goal ratio_at_most(double bound) { return {"ratio", bound, std::nullopt}; }
inline goal ratio_at_least(double bound) { return {"ratio", std::nullopt, bound}; }
inline goal value_at_most(double bound) { return {"value", bound, std::nullopt}; }
inline goal value_at_least(double bound) { return {"value", std::nullopt, bound}; }

struct reference {
    std::string what;
    double value = 0;
    double ratio = 0;  ///< of the figure to this
};

struct figure {
    std::string what;
    double value = 0;
    std::string unit;
    std::optional<benchmark_figures::reference> reference{};
    std::optional<benchmark_figures::goal> goal{};
    std::string verdict{};  ///< "met" or "missed"; empty without a goal
};

struct document {
    std::string benchmark;
    std::string about;
    std::vector<figure> figures{};
};

/// Collects the figures of one benchmark. The JSON goes into the directory GULO_BENCHMARK_FIGURES, if that is set.
class figure_list {
public:
    /// `about` says what was done, how often and with what.
    figure_list(std::string benchmark, std::string about) : all_{std::move(benchmark), std::move(about)} {}

    void add(std::string what, double value, std::string unit) { all_.figures.push_back({std::move(what), value, std::move(unit)}); }

    /// `reference` is in the same unit.
    void add(std::string what, double value, std::string unit, std::string reference_name, double reference_value, std::optional<goal> wanted = std::nullopt) {
        const double ratio = reference_value != 0 ? value / reference_value : 0;
        figure made{std::move(what), value, std::move(unit), reference{std::move(reference_name), reference_value, ratio}, std::move(wanted)};
        made.verdict = verdict(made);
        all_.figures.push_back(std::move(made));
    }

    void add(std::string what, double value, std::string unit, goal wanted) {
        figure made{std::move(what), value, std::move(unit), std::nullopt, std::move(wanted)};
        made.verdict = verdict(made);
        all_.figures.push_back(std::move(made));
    }

    /// Prints the table and writes the JSON. False: the file could not be written.
    bool tell() const {
        std::printf("%s\n", all_.about.c_str());
        for (const figure& each : all_.figures) tell(each);
        std::fflush(stdout);
        const char* const directory = std::getenv("GULO_BENCHMARK_FIGURES");
        if (directory == nullptr) return true;
        const std::string name = std::string{directory} + "/" + all_.benchmark + ".json";
        std::ofstream file{name};
        file << gulo::json::encode(all_) << '\n';
        if (!file.flush()) std::fprintf(stderr, "%s could not be written\n", name.c_str());
        return file.good();
    }

private:
    static std::string verdict(const figure& of) {
        if (!of.goal) return {};
        const double judged = of.goal->of == "ratio" ? of.reference->ratio : of.value;
        const bool met = (!of.goal->at_most || judged <= *of.goal->at_most) && (!of.goal->at_least || judged >= *of.goal->at_least);
        return met ? "met" : "missed";
    }

    static int digits(double value) noexcept { return value >= 1'000 ? 0 : value >= 100 ? 1 : 2; }

    static void tell(const figure& each) {
        std::printf("  %-54s %9.*f %-10s", each.what.c_str(), digits(each.value), each.value, each.unit.c_str());
        if (each.reference)
            std::printf(" %6.2f of %s (%.*f)", each.reference->ratio, each.reference->what.c_str(), digits(each.reference->value), each.reference->value);
        if (each.goal) {
            const bool is_most = each.goal->at_most.has_value();
            std::printf("   goal: %s at %s %g: %s", each.goal->of.c_str(), is_most ? "most" : "least", is_most ? *each.goal->at_most : *each.goal->at_least,
                        each.verdict.c_str());
        }
        std::printf("\n");
    }

    document all_;
};

}  // namespace benchmark_figures
