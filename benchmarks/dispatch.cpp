// What sending a command costs beside the ways to call a handler without Gulo; with 1, 10 and 1,000 handlers, with
// middleware, with an event that is handled here or published to the in-memory log.

#include "allocations.hpp"
#include "collected_times.hpp"
#include "dispatch/commands.hpp"
#include "figures.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace dispatch;

template <class Work>
void measure(benchmark::State& state, Work&& work) {
    long amount = 0;
    const std::uint64_t before = allocations();
    for (auto _ : state) {
        benchmark::DoNotOptimize(amount);
        benchmark::DoNotOptimize(work(amount));
    }
    state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations() - before), benchmark::Counter::kAvgIterations);
}

// ---- commands

// What somebody writes by hand: an object that refers to what its functions need. Its type is known, and the compiler
// sees everything but where the object stands.
struct direct_service {
    total& sum;
    long call(const command<0>& what) { return handle<0>(what, sum); }
};

void direct_call(benchmark::State& state) {
    total sum;
    const auto service = std::make_unique<direct_service>(sum);
    benchmark::DoNotOptimize(service.get());
    measure(state, [&](long amount) { return service->call(command<0>{amount}); });
}

void virtual_call(benchmark::State& state) {
    total sum;
    std::unique_ptr<handler_interface<0>> handler = std::make_unique<virtual_handler<0>>(sum);
    benchmark::DoNotOptimize(handler);
    measure(state, [&](long amount) { return handler->handle(command<0>{amount}); });
}

template <int Count>
void table_of_functions(benchmark::State& state) {
    total sum;
    function_table table;
    table.add_all(sum, std::make_integer_sequence<int, Count>{});
    measure(state, [&](long amount) { return table.send(command<0>{amount}); });
}

void send_among_1(benchmark::State& state) {
    total sum;
    gulo::application app{part<0, 1>{}, sum};
    measure(state, [&](long amount) { return app.send(command<0>{amount}); });
}

void send_among_10(benchmark::State& state) {
    total sum;
    gulo::application app{part<0, 10>{}, sum};
    measure(state, [&](long amount) { return app.send(command<0>{amount}); });
}

void send_among_100(benchmark::State& state) {
    total sum;
    gulo::application app{part<0, 50>{}, part<50, 50>{}, sum};
    measure(state, [&](long amount) { return app.send(command<0>{amount}); });
}

void send_among_1000(benchmark::State& state) {
    total sum;
    [&]<int... Parts>(std::integer_sequence<int, Parts...>) {
        gulo::application app{part<Parts * 50, 50>{}..., sum};
        measure(state, [&](long amount) { return app.send(command<0>{amount}); });
    }(std::make_integer_sequence<int, 20>{});
}

void send_by_sender(benchmark::State& state) {
    total sum;
    gulo::application app{part<0, 10>{}, sum};
    const gulo::sender<long(command<0>)> sender{app};
    measure(state, [&](long amount) { return sender.send(command<0>{amount}); });
}

// ---- middleware

struct count_calls {
    long calls = 0;
    void before(const command<0>&) { ++calls; }
};

void direct_call_with_hook(benchmark::State& state) {
    total sum;
    count_calls hook;
    struct hooked_service {
        count_calls& hook;
        total& sum;
        long call(const command<0>& what) {
            hook.before(what);
            return handle<0>(what, sum);
        }
    };
    const auto service = std::make_unique<hooked_service>(hook, sum);
    benchmark::DoNotOptimize(service.get());
    measure(state, [&](long amount) { return service->call(command<0>{amount}); });
    benchmark::DoNotOptimize(hook.calls);
}

void send_with_middleware(benchmark::State& state) {
    total sum;
    count_calls hook;
    gulo::application app{part<0, 1>{}, gulo::middleware<count_calls>, hook, sum};
    measure(state, [&](long amount) { return app.send(command<0>{amount}); });
    benchmark::DoNotOptimize(hook.calls);
}

// ---- a command and the event that its handler returns

struct place_order {
    long amount = 0;
};
struct order_placed {
    static constexpr std::string_view topic = "orders";
    long amount = 0;
};

[[gnu::noinline]] order_placed place(const place_order& what, total& sum) {
    sum.value += what.amount;
    return {what.amount};
}
[[gnu::noinline]] void note(const order_placed& event, total& sum) { sum.value += event.amount; }

void two_direct_calls(benchmark::State& state) {
    total sum;
    struct order_service {
        total& sum;
        void call(const place_order& what) { note(place(what, sum), sum); }
    };
    const auto service = std::make_unique<order_service>(sum);
    benchmark::DoNotOptimize(service.get());
    measure(state, [&](long amount) {
        service->call(place_order{amount});
        return sum.value;
    });
}

void command_and_local_event(benchmark::State& state) {
    total sum;
    gulo::application app{gulo::handlers<place, note>, sum};
    measure(state, [&](long amount) {
        app.send(place_order{amount});
        return sum.value;
    });
}

// By hand: the call, the JSON, one header, the log.
void call_and_append(benchmark::State& state) {
    total sum;
    auto broker = std::make_unique<gulo::memory_broker>();
    gulo::buffer json;
    std::uint64_t next_id = 0;
    std::int64_t appended = 0;
    measure(state, [&](long amount) {
        const order_placed event = place(place_order{amount}, sum);
        json.clear();
        gulo::json::encode_to(event, json);
        const std::string header = "type=order_placed;id=" + std::to_string(++next_id);
        const gulo::header_view headers[] = {{"gulo", header}};
        gulo::outgoing_record record;
        record.topic = order_placed::topic;
        record.value = json.view();
        record.headers = headers;
        broker->log.append(record).value();
        if (++appended % 100'000 == 0) broker = std::make_unique<gulo::memory_broker>();
        return sum.value;
    });
}

void command_and_published_event(benchmark::State& state) {
    total sum;
    long calls = 0;
    const auto make = [&] {
        return std::make_unique<decltype(gulo::application{gulo::handlers<place>, gulo::publishes<order_placed>, gulo::in_memory{}, sum})>(
            gulo::handlers<place>, gulo::publishes<order_placed>, gulo::in_memory{}, sum);
    };
    auto app = make();
    measure(state, [&](long amount) {
        app->send(place_order{amount});
        // The log keeps everything; begun anew, so that memory does not grow for ever.
        if (++calls % 100'000 == 0) app = make();
        return sum.value;
    });
}

BENCHMARK(direct_call);
BENCHMARK(virtual_call);
BENCHMARK(table_of_functions<1>);
BENCHMARK(table_of_functions<10>);
BENCHMARK(table_of_functions<100>);
BENCHMARK(table_of_functions<1000>);
BENCHMARK(send_among_1);
BENCHMARK(send_among_10);
BENCHMARK(send_among_100);
BENCHMARK(send_among_1000);
BENCHMARK(send_by_sender);
BENCHMARK(direct_call_with_hook);
BENCHMARK(send_with_middleware);
BENCHMARK(two_direct_calls);
BENCHMARK(command_and_local_event);
BENCHMARK(call_and_append);
BENCHMARK(command_and_published_event);

}  // namespace

int main(int argc, char** argv) {
    benchmark_table::collected_times times;
    // Short repetitions, so that many fit between two moments in which another program takes the processor.
    std::vector<char*> arguments{argv[0]};
    std::string repetitions = "--benchmark_repetitions=121";
    std::string shortest = "--benchmark_min_time=0.004";
    arguments.insert(arguments.end(), {repetitions.data(), shortest.data()});
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    if (!benchmark_table::run(times, static_cast<int>(arguments.size()), arguments.data())) return 2;
    using namespace benchmark_figures;
    figure_list list{"dispatch", "CPU time of one operation; the best of 121 interleaved repetitions"};
    const auto add = [&](const char* what, const char* name, const char* reference, std::optional<goal> wanted = std::nullopt) {
        if (const double own = times.best(name), other = times.best(reference); own != 0 && other != 0) list.add(what, own, "ns", reference, other, wanted);
    };
    add("virtual call", "virtual_call", "direct_call");
    add("std::function in an unordered_map, 1 handler", "table_of_functions<1>", "direct_call");
    add("std::function in an unordered_map, 10 handlers", "table_of_functions<10>", "direct_call");
    add("std::function in an unordered_map, 100 handlers", "table_of_functions<100>", "direct_call");
    add("std::function in an unordered_map, 1,000 handlers", "table_of_functions<1000>", "direct_call");
    add("gulo send, 1 handler", "send_among_1", "direct_call", ratio_at_most(1.05));
    add("gulo send, 10 handlers", "send_among_10", "direct_call", ratio_at_most(1.05));
    add("gulo send, 100 handlers", "send_among_100", "direct_call", ratio_at_most(1.05));
    add("gulo send, 1,000 handlers", "send_among_1000", "direct_call", ratio_at_most(1.05));
    list.add("allocations of a send", times.counter("send_among_1", "allocations"), "", value_at_most(0));
    add("gulo::sender, from another file", "send_by_sender", "virtual_call");
    add("gulo send, with a middleware", "send_with_middleware", "direct_call_with_hook", ratio_at_most(1.05));
    add("command and event, handled here", "command_and_local_event", "two_direct_calls", value_at_most(60));
    add("command and event, published to the in-memory log", "command_and_published_event", "call_and_append", value_at_most(250));
    list.add("allocations of a publication", times.counter("command_and_published_event", "allocations"), "", "call_and_append",
             times.counter("call_and_append", "allocations"));
    return list.tell() ? 0 : 1;
}
