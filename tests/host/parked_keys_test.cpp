// R7 end to end on the in-memory log.

#include <gulo/gulo.hpp>
#include <gulo/host/open_record_loop.hpp>
#include <gulo/host/parked_records.hpp>
#include <gulo/host/service.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::chrono_literals;

namespace parked_key_case {

struct transfer {
    static constexpr std::string_view topic = "transfers";
    std::string account;
    int number = 0;
};

struct bank {
    std::set<std::string> broken{};
    std::vector<std::string> done{};
};

void book(const transfer& what, bank& where) {
    if (where.broken.contains(what.account)) throw std::runtime_error{"account is locked"};
    where.done.push_back(what.account + std::to_string(what.number));
}

constexpr auto rule = gulo::on<std::runtime_error>.then_park_key();

struct bench {
    static constexpr std::string_view index = "transfers.bank.parked-keys";

    gulo::virtual_clock clock;
    std::shared_ptr<gulo::memory_broker> broker = std::make_shared<gulo::memory_broker>(clock);
    bank where{};
    std::uint64_t parked = 0;
    std::uint64_t dead_lettered = 0;

    bench() { broker->log.create_topic("transfers", 2); }

    void put(const std::string& account, int number, std::optional<std::string_view> key) {
        const std::string value = gulo::json::encode(transfer{account, number});
        BOOST_REQUIRE(broker->log.append({"transfers", 1, key, value, {}, std::nullopt}).has_value());
    }
    void put(const std::string& account, int number) { put(account, number, account); }

    template <class Then>
    void serve(Then&& then) {
        gulo::application app{gulo::handlers<book>,
                              gulo::subscribes<transfer>,
                              gulo::retries<rule>,
                              gulo::in_memory{broker, "bank"},
                              gulo::settings{.time = &clock},
                              where,
                              gulo::consumer_settings{.group = "bank", .workers = 0, .commit_interval = 1ms}};
        gulo::service service{app};
        const auto run = [&] {
            for (int round = 0; round < 20; ++round) {
                service.step(0ms);
                clock.advance(10ms);
            }
        };
        run();
        then(app, run);
        service.stop();
        parked = app.count().parked;
        dead_lettered = app.count().dead_lettered;
    }
    void serve() {
        serve([](auto&, auto&) {});
    }
    /// As a resolution writes it.
    void resolved(std::string_view key, std::string_view parking) {
        const gulo::header_view headers[] = {{gulo::consume::dead_letter_header::parking, parking}};
        BOOST_REQUIRE(broker->log.append({index, 1, key, std::nullopt, headers, std::nullopt}).has_value());
    }
    /// A resolution of before comes late, and the broker is away when the service writes the entry again that it hides.
    template <class Run>
    void have_hidden(std::string_view key, Run& run) {
        resolved(key, "77");
        broker->log.refuse(index, gulo::error{gulo::errc::broker_unavailable, "away"});
        run();
        broker->log.refuse(index, std::nullopt);
    }
    bool is_freed() { return broker->log.records(index).size() >= 2; }
    std::vector<std::string> parked_values() {
        std::vector<std::string> found;
        for (const auto& each : broker->log.records("transfers.bank.parked")) found.emplace_back(*each->value());
        return found;
    }
};

using texts = std::vector<std::string>;

/// Does something before each reading.
struct watched_reading {
    using reader_type = gulo::memory_reader;

    gulo::in_memory& inner;
    std::function<void()> before;

    gulo::publisher& out() { return inner.out(); }
    std::unique_ptr<reader_type> read() {
        before();
        return inner.read();
    }
};

/// Its reader may not read what it is told to begin, the first few times.
class unreadable_log {
public:
    using consumer_type = gulo::memory_consumer;

    class reader_type {
    public:
        using record_type = gulo::memory_record;

        reader_type(std::unique_ptr<gulo::memory_reader> inner, std::shared_ptr<int> refusals) : inner_{std::move(inner)}, refusals_{std::move(refusals)} {}

        void begin(const gulo::topic_partition& partition, std::int64_t offset) {
            if (*refusals_ == 0) return inner_->begin(partition, offset);
            --*refusals_;
            faults_.push_back({gulo::errc::not_authorized, "no right to read"});
        }
        void stop(const gulo::topic_partition& partition) { inner_->stop(partition); }
        void poll(gulo::reader_inbox<record_type>& inbox, std::size_t most, std::chrono::milliseconds wait) {
            inbox.faults.insert(inbox.faults.end(), faults_.begin(), faults_.end());
            faults_.clear();
            inner_->poll(inbox, most, wait);
        }
        gulo::result<std::int32_t> partition_count(const std::string& topic, std::chrono::milliseconds bound) { return inner_->partition_count(topic, bound); }
        gulo::result<std::optional<std::int64_t>> committed(const std::string& group, const gulo::topic_partition& partition, std::chrono::milliseconds bound) {
            return inner_->committed(group, partition, bound);
        }
        gulo::result<void> commit(const std::string& group, std::span<const gulo::partition_offset> offsets, std::chrono::milliseconds bound) {
            return inner_->commit(group, offsets, bound);
        }

    private:
        std::unique_ptr<gulo::memory_reader> inner_;
        std::shared_ptr<int> refusals_;
        std::vector<gulo::error> faults_;
    };

    unreadable_log(std::shared_ptr<gulo::memory_broker> broker, int refusals) : inner_{std::move(broker), "bank"}, refusals_{std::make_shared<int>(refusals)} {}

    bool is_enabled() const { return true; }
    bool is_connected() const { return true; }
    gulo::consumer_settings settings() const { return inner_.settings(); }
    std::string service_name() const { return "bank"; }
    std::string describe() const { return "unreadable"; }
    void start(const gulo::transport_environment& environment) { inner_.start(environment); }
    gulo::publisher& out() { return inner_.out(); }
    std::unique_ptr<consumer_type> subscribe(const std::vector<std::string>& topics, const gulo::consumer_settings& settings) {
        return inner_.subscribe(topics, settings);
    }
    std::unique_ptr<reader_type> read() { return std::make_unique<reader_type>(inner_.read(), refusals_); }

private:
    gulo::in_memory inner_;
    std::shared_ptr<int> refusals_;
};

static_assert(gulo::log_transport<unreadable_log> && gulo::readable_transport<unreadable_log>);

}  // namespace parked_key_case

using namespace parked_key_case;

BOOST_FIXTURE_TEST_SUITE(parked_keys, bench)

BOOST_AUTO_TEST_CASE(r7_later_records_of_the_key_follow_and_others_go_on) {
    where.broken = {"a"};
    put("a", 1);
    put("b", 1);
    put("a", 2);
    serve([&](auto&, auto& run) {
        where.broken.clear();  // too late: order is kept only if the third follows as well
        put("a", 3);
        put("b", 2);
        run();
    });
    BOOST_CHECK((where.done == texts{"b1", "b2"}));
    BOOST_TEST(parked == 3u);
    BOOST_CHECK((parked_values() == texts{R"({"account":"a","number":1})", R"({"account":"a","number":2})", R"({"account":"a","number":3})"}));
    BOOST_TEST(broker->log.committed("bank", {"transfers", 1}).value_or(0) == 5);
}

BOOST_AUTO_TEST_CASE(r7_which_keys_are_parked_survives_a_restart) {
    where.broken = {"a"};
    put("a", 1);
    serve();
    where.broken.clear();
    put("a", 2);
    put("b", 1);
    serve();
    BOOST_CHECK((where.done == texts{"b1"}));
    BOOST_TEST(parked == 1u);
}

BOOST_AUTO_TEST_CASE(r7_a_resolved_key_is_handled_in_order_and_free) {
    where.broken = {"a"};
    for (const int number : {1, 2, 3}) put("a", number);
    serve([&](auto& app, auto& run) {
        where.broken.clear();
        gulo::parked_records records{app.transport(), "transfers", "bank", 30s, 0ms};
        BOOST_CHECK((records.keys() == std::map<std::string, std::int64_t>{{"a", 0}}));
        const auto done = records.resolve("a");
        BOOST_TEST(done.was_parked);
        BOOST_TEST(done.replayed == 3u);
        run();
        BOOST_CHECK((where.done == texts{"a1", "a2", "a3"}));
        put("a", 4);
        run();
        BOOST_CHECK((where.done == texts{"a1", "a2", "a3", "a4"}));
        BOOST_TEST(records.keys().empty());
        BOOST_TEST(!records.resolve("a").was_parked);
    });
    // Nothing comes back after a restart either, and what was parked before is not replayed with a new parking.
    serve();
    BOOST_TEST(where.done.size() == 4u);
    where.broken = {"a"};
    put("a", 5);
    serve([&](auto& app, auto& run) {
        where.broken.clear();
        BOOST_TEST(gulo::parked_records(app.transport(), "transfers", "bank", 30s, 0ms).resolve("a").replayed == 1u);
        run();
    });
    BOOST_TEST(where.done.back() == "a5");
    BOOST_TEST(where.done.size() == 5u);
}

// It could be published after the key was freed, and come before the service hears of that.
BOOST_AUTO_TEST_CASE(r7_what_is_published_after_a_resolution_does_not_follow) {
    where.broken = {"a"};
    put("a", 1);
    put("a", 2);
    serve([&](auto& app, auto& run) {
        where.broken.clear();
        // The service has handled what was replayed when the key is freed, and waits.
        watched_reading transport{app.transport(), [&] {
                                      if (!is_freed()) run();
                                  }};
        BOOST_TEST(gulo::parked_records(transport, "transfers", "bank", 30s, 0ms).resolve("a").replayed == 2u);
        BOOST_TEST(where.done.size() == 2u);
        put("a", 3);
        run();
    });
    BOOST_CHECK((where.done == texts{"a1", "a2", "a3"}));
    BOOST_TEST(parked_values().size() == 2u);
}

// What a service parks that has not heard of the resolution yet.
BOOST_AUTO_TEST_CASE(r7_a_resolution_takes_what_follows_until_it_is_heard_of) {
    where.broken = {"a"};
    put("a", 1);
    serve([&](auto& app, auto& run) {
        where.broken.clear();
        int readings = 0;
        watched_reading transport{
            app.transport(), [&] {
                if (!is_freed() || ++readings != 2) return;
                const gulo::header_view headers[] = {{gulo::consume::dead_letter_header::parking, "0"}, {gulo::consume::dead_letter_header::partition, "1"}};
                BOOST_REQUIRE(broker->log.append({"transfers.bank.parked", 1, "a", R"({"account":"a","number":2})", headers, std::nullopt}).has_value());
            }};
        BOOST_TEST(gulo::parked_records(transport, "transfers", "bank", 30s, 50ms).resolve("a").replayed == 2u);
        run();
    });
    BOOST_CHECK((where.done == texts{"a1", "a2"}));
}

// A service that stood still during the whole resolution.
BOOST_AUTO_TEST_CASE(r7_what_follows_after_a_resolution_is_not_stranded) {
    where.broken = {"a"};
    put("a", 1);
    serve([&](auto& app, auto& run) {
        where.broken.clear();
        gulo::parked_records records{app.transport(), "transfers", "bank", 30s, 0ms};
        put("a", 2);
        run();  // follows
        // The resolution as seen by one that has not looked at the parking topic since the first record.
        for (const bool is_last : {false, true}) {
            std::vector<gulo::header_view> headers{{"gulo-parking", "0"}};
            if (is_last) headers.push_back({"gulo-replayed-to", "0:0 1:1"});
            BOOST_REQUIRE(broker->log.append({index, 1, "a", std::nullopt, headers, std::nullopt}).has_value());
        }
        run();
        BOOST_CHECK((records.keys() == std::map<std::string, std::int64_t>{{"a", 0}}));
        BOOST_TEST(records.resolve("a").replayed == 2u);
        run();
        BOOST_TEST(records.keys().empty());
    });
    BOOST_CHECK((where.done == texts{"a1", "a2"}));
}

// Nothing of the key is handled meanwhile, also where the index takes no entry.
BOOST_AUTO_TEST_CASE(r7_a_key_whose_followers_were_not_replayed_is_parked_before_its_entry_is_stored) {
    where.broken = {"a"};
    put("a", 1);
    serve([&](auto& app, auto& run) {
        where.broken.clear();
        put("a", 2);
        run();  // follows
        const gulo::header_view headers[] = {{"gulo-parking", "0"}, {"gulo-replayed-to", "0:0 1:1"}};
        BOOST_REQUIRE(broker->log.append({index, 1, "a", std::nullopt, headers, std::nullopt}).has_value());
        broker->log.refuse(index, gulo::error{gulo::errc::broker_unavailable, "away"});
        run();
        put("a", 3);
        run();
        BOOST_TEST(where.done.empty());
        broker->log.refuse(index, std::nullopt);
        clock.advance(1s);
        run();
        BOOST_TEST(gulo::parked_records(app.transport(), "transfers", "bank", 30s, 0ms).resolve("a").replayed == 3u);
        run();
    });
    BOOST_CHECK((where.done == texts{"a1", "a2", "a3"}));
}

// A tombstone that a resolution of before wrote late hides the entry from compaction; the broker is away when the service writes it again.
BOOST_AUTO_TEST_CASE(r7_a_key_that_a_late_resolution_hides_is_parked_after_a_restart) {
    where.broken = {"a"};
    put("a", 1);
    serve([&](auto&, auto& run) {
        have_hidden("a", run);
        clock.advance(1s);
        run();
    });
    for (std::int64_t offset = 0; offset < 2; ++offset) broker->log.remove({std::string{index}, 1}, offset);
    where.broken.clear();
    put("a", 2);
    serve();
    BOOST_TEST(where.done.empty());
    BOOST_TEST(parked == 1u);
}

BOOST_AUTO_TEST_CASE(r7_a_key_that_is_resolved_before_its_entry_is_stored_again_is_free) {
    where.broken = {"a"};
    put("a", 1);
    serve([&](auto&, auto& run) {
        have_hidden("a", run);
        resolved("a", "0");
        where.broken.clear();
        clock.advance(1s);
        run();
        put("a", 2);
        run();
    });
    BOOST_CHECK((where.done == texts{"a2"}));
    BOOST_TEST(broker->log.records(index).size() == 3u);
}

BOOST_AUTO_TEST_CASE(r7_an_index_that_cannot_be_read_is_told_of_and_tried_again) {
    std::vector<std::string> said;
    unreadable_log transport{broker, 7};
    gulo::application app{gulo::handlers<book>,
                          gulo::subscribes<transfer>,
                          gulo::retries<rule>,
                          transport,
                          gulo::settings{.log = [&](const gulo::log_entry& each) { said.emplace_back(each.message); }, .time = &clock},
                          where,
                          gulo::consumer_settings{.group = "bank", .workers = 0, .commit_interval = 1ms}};
    put("a", 1);
    gulo::service service{app};
    const auto run = [&](int rounds) {
        for (int round = 0; round < rounds; ++round) {
            service.step(0ms);
            clock.advance(100ms);
        }
    };
    const auto told = [&] { return std::ranges::count(said, "the index of parked keys cannot be read; records wait until it is"); };
    run(25);
    BOOST_TEST(where.done.empty());
    BOOST_TEST(told() == 1);
    BOOST_TEST(service.health().is_degraded());
    run(60);
    BOOST_CHECK((where.done == texts{"a1"}));
    BOOST_TEST(told() == 1);
    BOOST_TEST(!service.health().is_degraded());
    service.stop();
}

BOOST_AUTO_TEST_CASE(r7_a_replayed_record_that_fails_parks_its_key_again) {
    where.broken = {"a"};
    put("a", 1);
    put("a", 2);
    serve([&](auto& app, auto& run) {
        gulo::parked_records records{app.transport(), "transfers", "bank", 30s, 0ms};
        records.resolve("a");
        run();
        BOOST_TEST(where.done.empty());
        const auto keys = records.keys();
        BOOST_REQUIRE(keys.size() == 1u);
        BOOST_TEST(keys.at("a") == 2);  // the first replayed one
        where.broken.clear();
        BOOST_TEST(records.resolve("a").replayed == 2u);
        run();
        BOOST_CHECK((where.done == texts{"a1", "a2"}));
    });
}

BOOST_AUTO_TEST_CASE(r7_a_record_without_a_key_is_dead_lettered) {
    where.broken = {"a"};
    put("a", 1, std::nullopt);
    put("b", 1, std::nullopt);
    serve();
    BOOST_TEST(dead_lettered == 1u);
    BOOST_TEST(parked == 0u);
    BOOST_CHECK((where.done == texts{"b1"}));
}

BOOST_AUTO_TEST_CASE(r7_the_record_stays_pending_until_it_and_its_key_are_stored) {
    where.broken = {"a"};
    put("a", 1);
    put("a", 2);
    for (const char* const topic : {"transfers.bank.parked-keys", "transfers.bank.parked"}) {
        broker->log.refuse(topic, gulo::error{gulo::errc::broker_unavailable, "away"});
        serve();
        BOOST_TEST(broker->log.committed("bank", {"transfers", 1}).value_or(0) == 0);
        BOOST_TEST(where.done.empty());
        broker->log.refuse(topic, std::nullopt);
        BOOST_TEST(parked == 0u);
    }
}

BOOST_AUTO_TEST_CASE(r7_records_for_another_group_do_not_follow) {
    where.broken = {"a"};
    put("a", 1);
    const std::string value = gulo::json::encode(transfer{"a", 2});
    const gulo::header_view headers[] = {{"gulo-target-group", "audit"}};
    BOOST_REQUIRE(broker->log.append({"transfers", 1, "a", value, headers, std::nullopt}).has_value());
    serve();
    BOOST_TEST(parked == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
