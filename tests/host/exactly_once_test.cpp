#define BOOST_TEST_MODULE host_exactly_once
#include <boost/test/unit_test.hpp>

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>
#include <gulo/testing.hpp>
#include <gulo/testing/seeded_executor.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

// Exactly once on the in-memory log, in virtual time: every input has exactly one output, whatever fails.
namespace {

using namespace std::chrono_literals;
using gulo::errc;
using gulo::transaction_status;
using gulo::transaction_step;
using fault = gulo::memory_transactions::fault;

struct order_placed {
    static constexpr std::string_view topic = "placed";
    int number = 0;
    std::string key;
    const std::string& partition_key() const { return key; }
};
struct order_paid {
    static constexpr std::string_view topic = "paid";
    int number = 0;
    std::string note;
};

struct till {
    std::function<std::optional<order_paid>(const order_placed&, const gulo::context&)> behave = [](const order_placed& each, const gulo::context&) {
        return std::optional{order_paid{each.number, {}}};
    };
};
std::optional<order_paid> pay(const order_placed& each, const gulo::context& about, till& at) { return at.behave(each, about); }

constexpr int partitions = 3;

struct fixture {
    gulo::virtual_clock time;
    std::shared_ptr<gulo::memory_broker> broker = std::make_shared<gulo::memory_broker>(time);
    till shop;
    std::vector<std::string> log;
    int placed = 0;

    fixture() { broker->log.create_topic(order_placed::topic, partitions); }

    gulo::settings options() {
        return {.log = [this](const gulo::log_entry& entry) { log.emplace_back(entry.message); }, .time = &time};
    }
    static gulo::consumer_settings consuming(int max_attempts = 3) {
        gulo::consumer_settings made;
        made.group = "till";
        made.workers = 0;
        made.max_attempts = max_attempts;
        made.first_backoff = 10ms;
        return made;
    }

    using application_type =
        gulo::application<std::remove_const_t<decltype(gulo::handlers<pay>)>, std::remove_const_t<decltype(gulo::subscribes<order_placed>)>,
                          std::remove_const_t<decltype(gulo::publishes<order_paid>)>, gulo::exactly_once, gulo::in_memory, till&, gulo::consumer_settings,
                          gulo::settings>;

    std::unique_ptr<application_type> make_application(std::string id = "payments-0") {
        return std::make_unique<application_type>(gulo::handlers<pay>, gulo::subscribes<order_placed>, gulo::publishes<order_paid>,
                                                  gulo::exactly_once{.transactional_id = std::move(id)}, gulo::in_memory{broker}, shop, consuming(), options());
    }

    void place(int count) {
        for (int index = 0; index < count; ++index) {
            const std::string key = "k" + std::to_string(placed % 7);
            const std::string value = gulo::json::encode(order_placed{placed++, key});
            gulo::outgoing_record record;
            record.topic = order_placed::topic;
            record.key = key;
            record.value = value;
            BOOST_REQUIRE(broker->log.append(record).has_value());
        }
    }

    // Until nobody has anything to do any more, or a minute has passed on the clock.
    template <class... Services>
    void run(Services&... services) {
        const auto until = time.now() + 1min;
        while (time.now() < until) {
            std::uint64_t before = 0;
            std::uint64_t after = 0;
            ((before += services.loop()->progress()), ...);
            (services.step(0ms), ...);
            ((after += services.loop()->progress()), ...);
            if (before != after) continue;
            std::optional<gulo::instant> next;
            const auto look = [&](const auto& service) {
                if (const auto due = service.loop()->next_due(); due && (!next || *due < *next)) next = due;
            };
            (look(services), ...);
            if (!next && ((services.loop()->is_idle() || services.loop()->has_failed()) && ...)) return;
            if (next && *next > time.now()) time.advance(*next - time.now());
            else time.advance(1ms);
        }
    }

    // How often each number was paid.
    std::map<int, int> paid() {
        std::map<int, int> counts;
        for (const auto& each : broker->log.records(order_paid::topic)) ++counts[gulo::json::decode<order_paid>(*each->value()).number];
        return counts;
    }
    std::map<int, int> parked() {
        std::map<int, int> counts;
        for (const auto& each : broker->log.records("placed.dlq")) ++counts[gulo::json::decode<order_placed>(*each->value()).number];
        return counts;
    }
    void check_exactly_once(const std::set<int>& without = {}) {
        const auto counts = paid();
        for (int number = 0; number < placed; ++number) {
            const auto found = counts.find(number);
            const int times = found != counts.end() ? found->second : 0;
            BOOST_TEST(times == (without.contains(number) ? 0 : 1), "order " << number << " was paid " << times << " times");
        }
        BOOST_TEST(counts.size() == static_cast<std::size_t>(placed) - without.size());
        for (int partition = 0; partition < partitions; ++partition) {
            const gulo::topic_partition which{std::string{order_placed::topic}, partition};
            BOOST_TEST(broker->log.committed("till", which).value_or(0) == broker->log.end(which));
        }
    }
    bool was_logged(std::string_view part) const {
        return std::ranges::any_of(log, [&](const std::string& each) { return each.find(part) != each.npos; });
    }
    // Fails the step number `which` of its kind.
    void fail_once(transaction_step step, fault what, int which = 1) {
        broker->transactions.interfere(
            [step, what, left = std::make_shared<int>(which)](transaction_step now, const gulo::outgoing_record*) -> std::optional<fault> {
                if (now != step || --*left != 0) return std::nullopt;
                return what;
            });
    }
};

fault with(transaction_status how, bool applied = false) { return {{how, {errc::transport_failure, "on purpose"}, {}}, applied}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(exactly_once, fixture)

BOOST_AUTO_TEST_CASE(x1_outputs_and_offsets_are_stored_together) {
    auto app = make_application();
    gulo::service serving{*app};
    place(100);
    int commits = 0;
    broker->transactions.interfere([&](transaction_step step, const gulo::outgoing_record*) -> std::optional<fault> {
        if (step != transaction_step::commit) return std::nullopt;
        ++commits;
        BOOST_TEST(broker->log.records(order_paid::topic).empty());  // nothing is seen before
        return std::nullopt;
    });
    run(serving);
    BOOST_TEST(commits == 1);
    check_exactly_once();
    BOOST_TEST(app->count().handled == 100u);
}

BOOST_AUTO_TEST_CASE(x1_a_record_too_large_fails_as_any_other_and_aborts_nothing) {
    broker->transactions.limit_records(1'000);
    shop.behave = [](const order_placed& each, const gulo::context&) { return order_paid{each.number, std::string(each.number == 13 ? 2'000 : 1, 'x')}; };
    int aborts = 0;
    broker->transactions.interfere([&](transaction_step step, const gulo::outgoing_record*) -> std::optional<fault> {
        if (step == transaction_step::abort) ++aborts;
        return std::nullopt;
    });
    auto app = make_application();
    gulo::service serving{*app};
    place(50);
    run(serving);
    check_exactly_once({13});
    BOOST_TEST((parked() == std::map<int, int>{{13, 1}}));
    BOOST_TEST(aborts == 0);
    BOOST_TEST(app->count().retried == 2u);
}

BOOST_AUTO_TEST_CASE(x1_a_refused_output_goes_its_retry_rules_way_and_all_others_are_stored_once) {
    broker->transactions.interfere([](transaction_step step, const gulo::outgoing_record* record) -> std::optional<fault> {
        if (step != transaction_step::produce || record->topic != order_paid::topic || record->value->find(":13,") == std::string_view::npos)
            return std::nullopt;
        return fault{{transaction_status::abortable, {errc::message_too_large, "refused"}, {}}};
    });
    auto app = make_application();
    gulo::service serving{*app};
    place(50);
    run(serving);
    check_exactly_once({13});
    BOOST_TEST((parked() == std::map<int, int>{{13, 1}}));
    const auto dead = broker->log.records("placed.dlq");
    BOOST_REQUIRE(dead.size() == 1u);
    const gulo::header_list headers{dead[0]->headers()};
    BOOST_TEST(gulo::header_source{headers}.find("gulo-attempts").value_or("") == "3");
}

BOOST_AUTO_TEST_CASE(x1_a_refused_dead_letter_is_tried_again_after_a_pause) {
    shop.behave = [](const order_placed& each, const gulo::context&) -> std::optional<order_paid> {
        if (each.number == 13) throw std::runtime_error{"never"};
        return order_paid{each.number, {}};
    };
    int refusals = 3;
    broker->transactions.interfere([&](transaction_step step, const gulo::outgoing_record* record) -> std::optional<fault> {
        if (step != transaction_step::produce || record->topic != "placed.dlq" || refusals-- <= 0) return std::nullopt;
        return fault{{transaction_status::abortable, {errc::not_authorized, "refused"}, {}}};
    });
    auto app = make_application();
    gulo::service serving{*app};
    place(50);
    run(serving);
    check_exactly_once({13});
    BOOST_TEST((parked() == std::map<int, int>{{13, 1}}));
    BOOST_TEST((time.now() - gulo::instant{} > 3s));
}

BOOST_AUTO_TEST_CASE(x1_poison_in_the_middle_is_parked_in_the_same_transaction) {
    shop.behave = [](const order_placed& each, const gulo::context&) -> std::optional<order_paid> {
        if (each.number % 10 == 3) throw std::runtime_error{"never"};
        return order_paid{each.number, {}};
    };
    auto app = make_application();
    gulo::service serving{*app};
    place(40);
    fail_once(transaction_step::commit, with(transaction_status::abortable));
    run(serving);
    check_exactly_once({3, 13, 23, 33});
    BOOST_TEST((parked() == std::map<int, int>{{3, 1}, {13, 1}, {23, 1}, {33, 1}}));
}

BOOST_AUTO_TEST_CASE(x1_records_without_outputs_are_committed) {
    shop.behave = [](const order_placed&, const gulo::context&) { return std::optional<order_paid>{}; };
    auto app = make_application();
    gulo::service serving{*app};
    place(10);
    run(serving);
    BOOST_TEST(paid().empty());
    for (int partition = 0; partition < partitions; ++partition) {
        const gulo::topic_partition which{std::string{order_placed::topic}, partition};
        BOOST_TEST(broker->log.committed("till", which).value_or(-1) == broker->log.end(which));
    }
}

BOOST_AUTO_TEST_CASE(x3_an_abort_handles_everything_again_and_stores_it_once) {
    auto app = make_application();
    gulo::service serving{*app};
    place(30);
    fail_once(transaction_step::commit, with(transaction_status::abortable));
    run(serving);
    check_exactly_once();
    BOOST_TEST(app->count().handled == 60u);
}

// Rule C2: the handler takes longer than an abort waits for it.
BOOST_AUTO_TEST_CASE(x3_after_an_abort_a_key_waits_for_its_handler_from_before_and_others_do_not) {
    gulo::testing::seeded_executor tasks{1};
    gulo::consumer_settings consumer = consuming();
    consumer.executor = tasks.executor();
    application_type app{gulo::handlers<pay>,
                         gulo::subscribes<order_placed>,
                         gulo::publishes<order_paid>,
                         gulo::exactly_once{.transactional_id = "payments-0"},
                         gulo::in_memory{broker},
                         shop,
                         consumer,
                         options()};
    gulo::service serving{app};
    const auto go_on_until = [&](gulo::instant end) {
        while (time.now() < end) {
            const auto before = serving.loop()->progress();
            const bool has_run = tasks.run_one();
            serving.step(0ms);
            if (!has_run && serving.loop()->progress() == before) time.advance(10ms);
        }
    };
    std::map<int, int> calls;
    bool is_inside = false;
    int beside = 0;
    std::size_t repeated = 0;
    shop.behave = [&](const order_placed& each, const gulo::context&) {
        ++calls[each.number];
        if (is_inside && each.key == "k6") ++beside;
        if (each.number == 6 && calls[6] == 1) {
            is_inside = true;
            go_on_until(time.now() + 20s);
            is_inside = false;
            repeated = static_cast<std::size_t>(std::ranges::count_if(calls, [](const auto& call) { return call.second > 1; }));
        }
        return std::optional{order_paid{each.number, {}}};
    };
    fail_once(transaction_step::commit, with(transaction_status::abortable));
    place(70);
    go_on_until(time.now() + 1min);
    BOOST_TEST(repeated > 0u);
    BOOST_TEST(beside == 0);
    BOOST_TEST(calls[6] == 2);
    check_exactly_once();
}

BOOST_AUTO_TEST_CASE(x3_an_unknown_outcome_that_was_committed_is_not_repeated) {
    auto app = make_application();
    gulo::service serving{*app};
    place(30);
    fail_once(transaction_step::commit, with(transaction_status::unknown, true));
    run(serving);
    check_exactly_once();
    BOOST_TEST(was_logged("outcome of a transaction is unknown"));
    BOOST_TEST(was_logged("the transaction of unknown outcome was committed"));
    BOOST_TEST(app->count().handled == 30u);
}

BOOST_AUTO_TEST_CASE(x3_an_unknown_outcome_that_was_not_committed_is_repeated) {
    auto app = make_application();
    gulo::service serving{*app};
    place(30);
    fail_once(transaction_step::commit, with(transaction_status::unknown));
    run(serving);
    check_exactly_once();
    BOOST_TEST(was_logged("was not committed"));
}

BOOST_AUTO_TEST_CASE(x3_fatal_stops_and_health_is_red) {
    auto app = make_application();
    gulo::service serving{*app};
    place(30);
    fail_once(transaction_step::commit, with(transaction_status::fatal));
    run(serving);
    BOOST_TEST(paid().empty());
    BOOST_TEST(serving.loop()->has_failed());
    BOOST_TEST(serving.health().is_degraded());
    BOOST_TEST(was_logged("have failed for good"));
}

// Rule X2, X3: both shut each other out; none of them stores anything twice, and at least one stops and says why.
BOOST_AUTO_TEST_CASE(x3_two_instances_with_one_id_store_everything_once_and_name_the_id) {
    auto first = make_application("shared-id");
    auto second = make_application("shared-id");
    gulo::service one{*first};
    gulo::service other{*second};
    for (int round = 0; round < 20; ++round) {
        place(30);
        run(one, other);
    }
    BOOST_TEST(was_logged("two instances use the transactional id \"shared-id\""));
    const auto counts = paid();
    for (const auto& [number, times] : counts) BOOST_TEST(times == 1, "order " << number);
}

BOOST_AUTO_TEST_CASE(x3_a_member_that_joins_during_a_transaction_repeats_nothing) {
    auto first = make_application("payments-0");
    auto second = make_application("payments-1");
    gulo::service one{*first};
    place(50);
    for (int step = 0; step < 3; ++step) one.step(0ms);  // something is in a transaction
    place(50);
    gulo::service other{*second};
    run(one, other);
    place(50);
    run(one, other);
    check_exactly_once();
    BOOST_TEST(first->count().handled + second->count().handled == 150u);
    BOOST_TEST(second->count().handled > 0u);
}

BOOST_AUTO_TEST_CASE(x3_a_revocation_whose_transaction_fails_leaves_everything_to_the_next_owner) {
    auto first = make_application("payments-0");
    auto second = make_application("payments-1");
    gulo::service one{*first};
    place(50);
    for (int step = 0; step < 3; ++step) one.step(0ms);
    fail_once(transaction_step::commit, with(transaction_status::abortable));
    gulo::service other{*second};
    run(one, other);
    check_exactly_once();
}

BOOST_AUTO_TEST_CASE(s4_a_stop_finishes_the_transaction_and_a_restart_goes_on) {
    for (int round = 0; round < 3; ++round) {
        auto app = make_application();
        gulo::service serving{*app};
        place(40);
        for (int step = 0; step < 4; ++step) serving.step(0ms);
        serving.stop();
    }
    auto app = make_application();
    gulo::service serving{*app};
    run(serving);
    check_exactly_once();
}

BOOST_AUTO_TEST_CASE(s4_a_stop_whose_transaction_fails_leaves_everything_uncommitted) {
    {
        auto app = make_application();
        gulo::service serving{*app};
        place(40);
        for (int step = 0; step < 4; ++step) serving.step(0ms);
        fail_once(transaction_step::commit, with(transaction_status::abortable));
        serving.stop();
        BOOST_TEST(paid().empty());
    }
    auto app = make_application();
    gulo::service serving{*app};
    run(serving);
    check_exactly_once();
}

BOOST_AUTO_TEST_CASE(x1_after_a_log_began_again_nothing_above_the_frontier_is_stored) {
    bool is_shut = false;
    shop.behave = [&](const order_placed& each, const gulo::context&) {
        if (is_shut && each.number == 100) throw std::runtime_error{"shut"};
        return std::optional{order_paid{each.number, {}}};
    };
    const auto append = [&](std::int32_t partition, int number) {
        const std::string key = std::to_string(number);
        const std::string value = gulo::json::encode(order_placed{number, key});
        gulo::outgoing_record record;
        record.topic = order_placed::topic;
        record.partition = partition;
        record.key = key;
        record.value = value;
        BOOST_REQUIRE(broker->log.append(record).has_value());
    };
    application_type app{gulo::handlers<pay>,
                         gulo::subscribes<order_placed>,
                         gulo::publishes<order_paid>,
                         gulo::exactly_once{.transactional_id = "payments-0"},
                         gulo::in_memory{broker},
                         shop,
                         consuming(100),
                         options()};
    gulo::service service{app};
    for (int number = 0; number < 10; ++number) append(0, number);
    run(service);
    const gulo::topic_partition first{std::string{order_placed::topic}, 0};
    BOOST_TEST(broker->log.committed("till", first).value_or(-1) >= 10);

    broker->log.truncate(first, 0);
    is_shut = true;
    append(0, 100);
    append(0, 101);
    append(1, 102);
    for (int round = 0; round < 100; ++round) {
        service.step(0ms);
        time.advance(5ms);
    }
    BOOST_TEST(paid()[102] == 1);
    BOOST_TEST(paid()[101] == 0);
    is_shut = false;
    run(service);
    for (int number = 100; number < 103; ++number) BOOST_TEST(paid()[number] == 1);
    BOOST_TEST(broker->log.committed("till", first).value_or(-1) == broker->log.end(first));
    service.stop();
}

BOOST_AUTO_TEST_CASE(x1_order_per_key_is_kept) {
    auto app = make_application();
    gulo::service serving{*app};
    place(200);
    fail_once(transaction_step::commit, with(transaction_status::abortable));
    run(serving);
    check_exactly_once();
    // All of a key's orders are in one partition, and their payments are written in the order of their offsets.
    for (int partition = 0; partition < partitions; ++partition) BOOST_TEST(broker->log.end({std::string{order_placed::topic}, partition}) > 0);
}

// Any step may fail in any way, members come and go: the counts are exact.
BOOST_AUTO_TEST_CASE(random_faults_lose_nothing_and_repeat_nothing) {
    for (unsigned seed = 1; seed <= 150; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed) {
            fixture world;
            std::mt19937 random{seed};
            const auto chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
            world.shop.behave = [&](const order_placed& each, const gulo::context& about) -> std::optional<order_paid> {
                if (each.number % 17 == 5) throw std::runtime_error{"never"};
                if (each.number % 5 == 2 && about.attempt() == 1) throw std::runtime_error{"not at first"};
                return order_paid{each.number, {}};
            };
            int faults = 25;
            world.broker->transactions.interfere([&](transaction_step step, const gulo::outgoing_record*) -> std::optional<fault> {
                if (faults == 0 || !chance(step == transaction_step::produce ? 2 : 20)) return std::nullopt;
                --faults;
                switch (step) {
                case transaction_step::open: return std::nullopt;
                case transaction_step::begin: return with(transaction_status::abortable);
                case transaction_step::produce: return std::nullopt;
                case transaction_step::commit: return chance(50) ? with(transaction_status::abortable) : with(transaction_status::unknown, chance(50));
                case transaction_step::abort: return with(transaction_status::unknown);
                }
                return std::nullopt;
            });
            auto first = world.make_application("payments-0");
            auto second = world.make_application("payments-1");
            auto one = std::make_unique<gulo::service<fixture::application_type>>(*first);
            std::unique_ptr<gulo::service<fixture::application_type>> other;
            for (int round = 0; round < 8; ++round) {
                world.place(static_cast<int>(random() % 30));
                for (int step = static_cast<int>(random() % 6); step > 0; --step) {
                    if (one) one->step(0ms);
                    if (other) other->step(0ms);
                    if (chance(30)) world.time.advance(40ms);
                }
                if (other && chance(40)) other.reset();
                else if (!other && chance(50)) other = std::make_unique<gulo::service<fixture::application_type>>(*second);
            }
            faults = 0;
            other.reset();
            world.run(*one);
            std::set<int> poison;
            for (int number = 5; number < world.placed; number += 17) poison.insert(number);
            world.check_exactly_once(poison);
            const auto dead = world.parked();
            BOOST_TEST(dead.size() == poison.size());
            for (const auto& [number, times] : dead) BOOST_TEST(times == 1, "order " << number << " was parked " << times << " times");
        }
    }
}

BOOST_AUTO_TEST_CASE(the_recorder_shows_what_was_committed) {
    gulo::testing::recorder recorder;
    gulo::application app{gulo::handlers<pay>,
                          gulo::subscribes<order_placed>,
                          gulo::publishes<order_paid>,
                          gulo::exactly_once{},
                          recorder.on(gulo::in_memory{broker}),
                          shop,
                          consuming(),
                          options()};
    gulo::testing::stage stage{recorder, time, app};
    place(10);
    fail_once(transaction_step::commit, with(transaction_status::abortable));
    stage.settle();
    stage.advance(1s);
    BOOST_TEST(recorder.published<order_paid>().size() == 10u);
    check_exactly_once();
}

BOOST_AUTO_TEST_CASE(with_threads_the_counts_are_exact_as_well) {
    auto shared = std::make_shared<gulo::memory_broker>();
    broker = shared;
    broker->log.create_topic(order_placed::topic, partitions);
    gulo::consumer_settings consumer = consuming();
    consumer.workers = 3;
    std::atomic<int> commits{0};
    broker->transactions.interfere([&](transaction_step step, const gulo::outgoing_record*) -> std::optional<fault> {
        if (step != transaction_step::commit || ++commits % 7 != 3) return std::nullopt;
        return with(transaction_status::abortable);
    });
    gulo::application app{gulo::handlers<pay>,
                          gulo::subscribes<order_placed>,
                          gulo::publishes<order_paid>,
                          gulo::exactly_once{.interval = 5ms},
                          gulo::in_memory{broker},
                          shop,
                          consumer};
    gulo::service serving{app};
    serving.start();
    for (int round = 0; round < 50; ++round) place(40);
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (std::chrono::steady_clock::now() < until && broker->log.records(order_paid::topic).size() < static_cast<std::size_t>(placed))
        std::this_thread::sleep_for(5ms);
    serving.stop();
    check_exactly_once();
}

BOOST_AUTO_TEST_CASE(settings_that_cannot_work_are_refused) {
    const auto says = [](std::string_view part) {
        return [part](const gulo::failure& caught) {
            return caught.cause().code == errc::invalid_configuration && std::string_view{caught.what()}.find(part) != std::string_view::npos;
        };
    };
    BOOST_CHECK_EXCEPTION(gulo::check_exactly_once({.interval = 0ms}), gulo::failure, says("exactly_once::interval is 0 ms"));
    BOOST_CHECK_EXCEPTION(gulo::check_exactly_once({.max_records = 0}), gulo::failure, says("exactly_once::max_records"));
    BOOST_CHECK_EXCEPTION(gulo::check_exactly_once({.interval = 1s, .timeout = 1s}), gulo::failure, says("exactly_once::timeout is 1000 ms"));
}

BOOST_AUTO_TEST_SUITE_END()
