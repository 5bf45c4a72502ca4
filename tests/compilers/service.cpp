// A small service in one process, for compilers, languages and libraries other than those of the other tests: command, events, mapping,
// JSON of every kind of field, and the in-memory log there and back.
#include <gulo/gulo.hpp>
#include <gulo/testing.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

enum class colour { red, green };
struct card {
    std::string number;
};
struct cash {
    std::int64_t cents = 0;
};
struct order_placed {
    gulo::uuid id;
    std::string customer;
    double weight = 0;
    float volume = 0;
    std::optional<colour> wrapping;
    std::vector<std::int32_t> quantities;
    std::map<std::string, std::string> labels;
    std::variant<card, cash> payment;
    std::chrono::sys_time<std::chrono::milliseconds> at;
    std::chrono::duration<double> lead;
    bool urgent = false;
    const gulo::uuid& partition_key() const { return id; }
    bool operator==(const order_placed&) const = default;
};
bool operator==(const card& left, const card& right) { return left.number == right.number; }
bool operator==(const cash& left, const cash& right) { return left.cents == right.cents; }

struct place_order {
    std::string customer;
    double weight = 0;
};
struct order_counted {
    int orders = 0;
};
struct shelf {
    int placed = 0;
    int counted = 0;
    std::vector<order_placed> received;
};

std::tuple<gulo::uuid, order_placed> place(const place_order& command) {
    using namespace std::chrono;
    order_placed event{gulo::uuid::make(), command.customer, command.weight, 0.1F, colour::green, {1, -2, 3}, {{"to", "Zoë"}}, cash{1999}, {}, 1.5s, true};
    event.at = sys_time<milliseconds>{1'700'000'000'123ms};
    return {event.id, event};
}
order_counted count(const order_placed&, shelf& all) { return {++all.placed}; }
void note(const order_counted& event, shelf& all) { all.counted = event.orders; }
void receive(const order_placed& event, shelf& all) { all.received.push_back(event); }

int main() {
    int failed = 0;
    const auto expect = [&failed](bool holds, const char* what) {
        if (!holds) std::printf("does not hold: %s\n", what);
        failed += holds ? 0 : 1;
    };

    shelf near;
    shelf far;
    gulo::virtual_clock clock;
    gulo::testing::recorder recorder;
    const auto broker = std::make_shared<gulo::memory_broker>(clock);
    gulo::application sender{gulo::handlers<place, count, note>, gulo::publishes<order_placed>, recorder.on(gulo::in_memory{broker}),
                             gulo::settings{.time = &clock}, near};
    gulo::application receiver{gulo::handlers<receive>, gulo::subscribes<order_placed>, gulo::in_memory{broker}, gulo::settings{.time = &clock}, far};
    gulo::testing::stage stage{recorder, clock, sender, receiver};

    for (const double weight : {0.30000000000000004, 1e-320, 123456789012345678.0, -2.5}) {
        const gulo::uuid id = sender.send(place_order{"Ada", weight});
        stage.settle();
        expect(!far.received.empty() && far.received.back().id == id, "the event arrives");
        expect(!far.received.empty() && far.received.back().weight == weight, "a number is the same when it has been written and read");
    }
    expect(near.placed == 4 && near.counted == 4, "local handlers are called, and what they return is handled");
    expect(far.received.size() == 4, "each event arrives once");
    const auto published = recorder.published<order_placed>();
    expect(published.size() == 4 && published.at(0).message == far.received.at(0), "every field is the same when it has been written and read");

    const auto refused = gulo::json::try_decode<order_placed>("{\"weight\": nonsense}");
    expect(!refused && refused.error().code == gulo::errc::malformed_document, "a wrong document is an error");
    bool thrown = false;
    try {
        (void)gulo::json::try_decode<cash>("{\"cents\": 1.5}").value();
    } catch (const gulo::failure& caught) { thrown = caught.code() == gulo::errc::schema_mismatch; }
    expect(thrown, "an error that is not looked at is an exception");
    return failed;
}
