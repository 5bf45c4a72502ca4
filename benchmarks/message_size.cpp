// How encoding, decoding and publishing grow with the size of a message, beside copying its octets.

#include "collected_times.hpp"
#include "figures.hpp"

#include <gulo/gulo.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

struct line {
    std::string article;
    std::int32_t quantity = 0;
    double price = 0;
};
struct order_placed {
    static constexpr std::string_view topic = "orders";
    std::string customer;
    std::vector<line> lines;
};

order_placed order_of(std::int64_t lines) {
    order_placed made{"customer-5f2b8c1e", {}};
    for (std::int64_t number = 0; number < lines; ++number)
        made.lines.push_back({"article-" + std::to_string(10'000 + number), static_cast<std::int32_t>(number % 9 + 1), 19.75 + static_cast<double>(number)});
    return made;
}

constexpr std::array<std::int64_t, 5> sizes{1, 4, 20, 100, 1'000};

void copy(benchmark::State& state) {
    const std::string document = gulo::json::encode(order_of(state.range(0)));
    gulo::buffer out;
    for (auto _ : state) {
        out.clear();
        out.append(document);
        benchmark::DoNotOptimize(out.data());
    }
}

void encode(benchmark::State& state) {
    const order_placed order = order_of(state.range(0));
    gulo::buffer out;
    for (auto _ : state) {
        out.clear();
        gulo::json::encode_to(order, out);
        benchmark::DoNotOptimize(out.data());
    }
}

void decode(benchmark::State& state) {
    const std::string document = gulo::json::encode(order_of(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(gulo::json::try_decode<order_placed>(document));
}

void publish(benchmark::State& state) {
    const order_placed order = order_of(state.range(0));
    const auto make = [] {
        return std::make_unique<decltype(gulo::application{gulo::publishes<order_placed>, gulo::in_memory{}})>(gulo::publishes<order_placed>,
                                                                                                               gulo::in_memory{});
    };
    auto app = make();
    std::int64_t lines = 0;
    for (auto _ : state) {
        app->publish(order);
        // The log keeps everything; begun anew, so that memory does not grow for ever.
        if ((lines += 10 + state.range(0)) > 1'000'000) {
            app = make();
            lines = 0;
        }
    }
}

void for_all_sizes(benchmark::internal::Benchmark* all) {
    for (const std::int64_t each : sizes) all->Arg(each);
}
BENCHMARK(copy)->Apply(for_all_sizes);
BENCHMARK(encode)->Apply(for_all_sizes);
BENCHMARK(decode)->Apply(for_all_sizes);
BENCHMARK(publish)->Apply(for_all_sizes);

}  // namespace

int main(int argc, char** argv) {
    benchmark_table::collected_times times;
    if (!benchmark_table::run(times, argc, argv)) return 2;
    benchmark_figures::figure_list list{"message_size", "CPU time by the octets of the JSON; median of interleaved repetitions"};
    for (const char* const what : {"encode", "decode", "publish"})
        for (const std::int64_t each : sizes) {
            const std::string octets = std::to_string(gulo::json::encode(order_of(each)).size());
            const std::string at = "/" + std::to_string(each);
            list.add(std::string{what} + ", " + octets + " octets", times.median(what + at), "ns", "copy", times.median("copy" + at));
        }
    return list.tell() ? 0 : 1;
}
