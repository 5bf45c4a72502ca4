#pragma once
// The life of a group of services on a log, under the faults of one seed.

#include "account.hpp"
#include "jobs.hpp"

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>
#include <gulo/testing/fault_plan.hpp>
#include <gulo/testing/seeded_executor.hpp>
#include <gulo/testing/simulated_transport.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace simulation {

using namespace std::chrono_literals;
using gulo::testing::fault;
using gulo::testing::fault_kind;

/// A rule was broken, or everything stands still.
struct violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Runs the real application, consumer loop and pipeline on one thread. Everything is decided by the seed.
class life {
public:
    /// `noting` keeps the steps, for a seed that is run again because it failed.
    explicit life(std::uint64_t seed, bool noting = false)
        : random_{seed * 2 + 1},
          plan_{gulo::testing::fault_plan::make(seed)},
          account_{decide_limits(), [this](std::string rule) { broken(std::move(rule)); }, [this](const std::string& text) { keep(text); }},
          broker_{std::make_shared<gulo::testing::simulated_broker>(time_, seed, account_)} {
        account_.noting = noting;
        broker_->broker.log.create_topic(job::topic, partitions);
        broker_->broker.log.create_topic(job_done::topic, 1);
        for (int count = 0; count < 60; ++count) produce();
        join();
        if (random_.chance(50)) join();
    }
    life(const life&) = delete;
    life& operator=(const life&) = delete;
    ~life() {
        for (const auto& each : members_) crash(*each);
        sweep();
    }

    /// Throws violation.
    void run() {
        for (std::size_t count = 0; !is_over(); ++count) {
            if (count > 50'000) throw violation{"everything stands still:" + account_.pending() + state()};
            step();
            if (broken_) throw violation{*broken_};
        }
        std::set<std::pair<std::int64_t, std::size_t>> outputs;
        for (const auto& each : broker_->broker.log.records(job_done::topic)) {
            const std::int64_t id = std::stoll(std::string{each->key().value_or("0")});
            outputs.emplace(id / 8, static_cast<std::size_t>(id % 8));
        }
        std::set<std::pair<gulo::topic_partition, std::int64_t>> parked;
        for (const auto& each : broker_->broker.log.records(std::string{job::topic} + ".dlq")) {
            gulo::topic_partition partition;
            std::int64_t offset = 0;
            for (const gulo::header_view& header : each->headers()) {
                if (header.name == gulo::consume::dead_letter_header::topic) partition.topic = header.value.value_or("");
                if (header.name == gulo::consume::dead_letter_header::partition) partition.partition = std::stoi(std::string{header.value.value_or("0")});
                if (header.name == gulo::consume::dead_letter_header::offset) offset = std::stoll(std::string{header.value.value_or("0")});
            }
            parked.emplace(partition, offset);
        }
        account_.check_end(outputs, parked);
        if (broken_) throw violation{*broken_};
    }

    const std::vector<std::string>& steps() const noexcept { return steps_; }
    std::size_t calls() const noexcept { return account_.calls(); }
    std::size_t faults() const noexcept { return next_fault_; }
    std::size_t repeated() const noexcept { return account_.repeated(); }
    /// The same for two runs of one seed.
    std::uint64_t trace() const noexcept { return trace_; }

private:
    static constexpr std::int32_t partitions = 3;
    static constexpr int records = 235;
    static constexpr std::size_t deepest = 5;

    struct cancelled : std::runtime_error {
        cancelled() : std::runtime_error{"cancelled"} {}
    };
    struct refused : std::runtime_error {
        refused() : std::runtime_error{"refused"} {}
    };

    using application_type =
        decltype(gulo::application{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, std::declval<gulo::testing::simulated_transport>(),
                                   std::declval<desk&>(), gulo::settings{}, gulo::consumer_settings{}});

    struct member {
        member(life& in, std::size_t which)
            : number{which},
              transport{in.broker_, which, group},
              tasks{in.random_.next()},
              at{[&in, this](const job& what, const gulo::context& about) { return in.handle(*this, what, about); }},
              application{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, at, gulo::settings{.time = &in.time_},
                          in.consuming(tasks)},
              serving{application} {}

        std::size_t number;
        gulo::testing::simulated_transport transport;
        gulo::testing::seeded_executor tasks;
        desk at;
        application_type application;
        gulo::service<application_type> serving;
        std::size_t inside = 0;  // handlers that have begun and not ended
        bool stopping = false;
        bool over = false;  // has left in order
        bool dead = false;
    };

    account::limits decide_limits() {
        settings_.group = group;
        settings_.high_mark = std::array<std::size_t, 4>{1, 3, 8, 40}[random_.below(4)];
        settings_.batch = 1 + random_.below(20);
        settings_.max_attempts = 1 + static_cast<int>(random_.below(3));
        settings_.first_backoff = std::chrono::milliseconds{random_.below(50)};
        settings_.longest_backoff = 100ms;
        settings_.commit_interval = std::chrono::milliseconds{1 + random_.below(200)};
        settings_.drain_bound = std::chrono::milliseconds{1 + random_.below(300)};
        return {settings_.max_attempts, settings_.high_mark};
    }

    gulo::consumer_settings consuming(gulo::testing::seeded_executor& tasks) {
        gulo::consumer_settings made = settings_;
        made.executor = tasks.executor();
        return made;
    }

    void broken(std::string rule) {
        if (!broken_) broken_ = std::move(rule);
    }

    void keep(const std::string& text) { steps_.push_back(std::to_string(time_.now().time_since_epoch() / 1ms) + " ms  " + text); }

    void mix(std::uint64_t what) { trace_ = (trace_ ^ what) * 0x100000001b3ULL; }

    // ---- the topic

    void produce() {
        const std::int64_t number = ++produced_;
        const std::size_t key_number = random_.below(9);
        std::optional<std::string> key;
        if (key_number == 8) key = "";
        else if (key_number != 7) key = std::string(1, static_cast<char>('a' + key_number));
        const auto dice = random_.below(100);
        const record_kind kind = dice < 80   ? record_kind::job
                                 : dice < 90 ? record_kind::poison
                                 : dice < 94 ? record_kind::undecodable
                                 : dice < 97 ? record_kind::unknown
                                             : record_kind::tombstone;
        std::string value = "{\"number\":" + std::to_string(number) + (kind == record_kind::undecodable ? "" : "}");
        std::vector<std::pair<std::string, std::string>> headers{{"n", std::to_string(number)}};
        if (kind == record_kind::unknown) headers.emplace_back("event_type", "job_that_nobody_knows");
        std::vector<gulo::header_view> views;
        for (const auto& [name, text] : headers) views.push_back({name, text});
        gulo::outgoing_record out;
        out.topic = job::topic;
        out.partition = static_cast<std::int32_t>(key ? gulo::murmur2(*key) % partitions : random_.below(partitions));
        out.key = key;
        if (kind != record_kind::tombstone) out.value = value;
        out.headers = views;
        const auto where = broker_->broker.log.append(out).value();
        account_.appended({std::string{job::topic}, where.partition}, where.offset, kind, number, key, std::move(value), std::move(headers));
    }

    // ---- members

    void join() {
        members_.push_back(std::make_unique<member>(*this, ++joined_));
        account_.note([&] { return account::name(joined_) + " joins"; });
    }

    void crash(member& which) {
        if (which.dead || which.over) return;
        account_.note([&] { return account::name(which.number) + " crashes"; });
        which.dead = true;
        account_.died(which.number);
        which.transport.crash();
    }

    void stop(member& which) {
        if (which.stopping || which.dead || which.over) return;
        account_.note([&] { return account::name(which.number) + " stops"; });
        which.stopping = true;
        which.serving.begin_stop();
    }

    std::vector<member*> alive() const {
        std::vector<member*> found;
        for (const auto& each : members_)
            if (!each->dead && !each->over) found.push_back(each.get());
        return found;
    }

    // Members that are gone, once no handler of theirs is on the stack.
    void sweep() {
        std::erase_if(members_, [](const auto& each) {
            if ((!each->dead && !each->over) || each->inside != 0) return false;
            if (each->dead) each->serving.abandon();
            return true;
        });
    }

    // ---- faults

    void inject_due() {
        while (next_fault_ < plan_.faults.size() && plan_.faults[next_fault_].after <= account_.calls()) inject(plan_.faults[next_fault_++]);
    }

    void inject(const fault& what) {
        account_.note([&] { return "fault: " + gulo::testing::to_string(what); });
        const auto there = alive();
        switch (what.kind) {
        case fault_kind::member_joins:
            if (there.size() < 4) join();
            return;
        case fault_kind::member_stops:
            if (!there.empty()) stop(*there[what.target % there.size()]);
            return;
        case fault_kind::member_crashes:
            if (!there.empty()) crash(*there[what.target % there.size()]);
            return;
        default: break;
        }
        broker_->inject(what, job::topic, group);
        if (what.kind == fault_kind::log_truncated || what.kind == fault_kind::log_recreated) {
            const gulo::topic_partition partition{std::string{job::topic}, static_cast<std::int32_t>(what.target % partitions)};
            account_.truncated(partition, broker_->broker.log.end(partition));
        } else if (what.kind == fault_kind::records_compacted) {
            account_.forget_missing([&](const gulo::topic_partition& partition, std::int64_t offset, std::int64_t, record_kind) {
                return broker_->broker.log.read(partition, offset) != nullptr;
            });
        }
    }

    // ---- one step

    bool is_over() { return produced_ >= records && next_fault_ >= plan_.faults.size() && account_.is_everything_committed(); }

    void step() {
        if (depth_ == 0) sweep();
        // At the end nothing may be left that would have come after more calls.
        if (produced_ >= records && account_.calls() < 200 && idle_rounds_ > 30 && next_fault_ < plan_.faults.size()) inject(plan_.faults[next_fault_++]);
        inject_due();
        const auto there = alive();
        if (there.empty()) return join();
        if (produced_ < records && random_.chance(25)) produce();
        member& which = *there[random_.below(there.size())];
        bool moved = false;
        if (random_.chance(50) && depth_ < deepest) moved = run_task(which);
        else moved = poll(which);
        if (random_.chance(20)) moved = broker_->run_due() || moved;
        mix(which.number * 4 + (moved ? 1 : 0));
        if (moved) {
            idle_ = 0;
            idle_rounds_ = 0;
            if (random_.chance(10)) time_.advance(std::chrono::milliseconds{random_.below(30)});
        } else if (++idle_ > 2 * there.size() + 2) {
            idle_ = 0;
            ++idle_rounds_;
            pass_time();
        }
    }

    bool run_task(member& which) { return which.tasks.run_one(); }

    bool poll(member& which) {
        const auto* const loop = which.serving.loop();
        const auto before = loop->progress();
        if (!which.serving.step(0ms)) {
            account_.note([&] { return account::name(which.number) + " has left"; });
            which.over = true;
            return true;
        }
        return loop->progress() != before;
    }

    // Nobody has anything to do at this moment: on to the next one.
    void pass_time() {
        std::optional<gulo::instant> next = broker_->next_due();
        const auto earlier = [&](std::optional<gulo::instant> at) {
            if (at && (!next || *at < *next)) next = at;
        };
        for (member* const each : alive()) earlier(each->serving.loop()->next_due());
        for (const gulo::instant each : ends_) earlier(each);
        if (next && *next > time_.now()) time_.advance(*next - time_.now());
        else time_.advance(1ms);
        broker_->run_due();
    }

    // ---- the handler

    std::vector<job_done> handle(member& which, const job& what, const gulo::context& about) {
        const gulo::incoming& from = *about.received();
        const std::size_t call = account_.begin(which.number, {std::string{from.topic}, from.partition}, from.offset, about.attempt(), what.number);
        mix(static_cast<std::uint64_t>(what.number) * 16 + static_cast<std::uint64_t>(about.attempt()));
        ++which.inside;
        ++depth_;
        const auto stop = about.stop_token();
        // Others go on while this handler runs.
        if (depth_ < deepest && random_.chance(40)) {
            const gulo::instant end = time_.now() + std::chrono::milliseconds{1 + random_.below(200)};
            const bool obeys = random_.chance(90);
            ends_.push_back(end);
            for (int count = 0; count < 400 && time_.now() < end && !which.dead && !(obeys && stop.stop_requested()) && !broken_; ++count) step();
            ends_.pop_back();
        }
        --depth_;
        --which.inside;
        const bool poison = is_poison(from);
        if (stop.stop_requested() && random_.chance(70)) {
            account_.end(call, ended::cancelled);
            throw cancelled{};
        }
        const bool fails = poison || (next_fault_ < plan_.faults.size() && random_.chance(8));
        if (fails) {
            // A failure that comes with the cancellation counts as cancelled.
            account_.end(call, stop.stop_requested() ? ended::cancelled : ended::threw);
            throw refused{};
        }
        account_.end(call, ended::returned);
        std::vector<job_done> done;
        for (std::size_t part = 0; part < parts_of(what.number); ++part) done.push_back({what.number, static_cast<std::int64_t>(part)});
        return done;
    }

    bool is_poison(const gulo::incoming& from) const { return account_.kind_of({std::string{from.topic}, from.partition}, from.offset) == record_kind::poison; }

    std::string state() const {
        std::string text;
        for (const auto& each : members_)
            text += "; member " + std::to_string(each->number) + (each->dead ? " dead" : "") + (each->over ? " over" : "") +
                    (each->stopping ? " stopping" : "") + ", tasks " + std::to_string(each->tasks.waiting()) +
                    (each->serving.loop()->has_assignment() ? ", assigned" : "");
        return text;
    }

    gulo::virtual_clock time_;
    gulo::testing::random_source random_;
    gulo::testing::fault_plan plan_;
    gulo::consumer_settings settings_;
    std::vector<std::string> steps_;
    account account_;
    std::shared_ptr<gulo::testing::simulated_broker> broker_;
    std::vector<std::unique_ptr<member>> members_;
    std::vector<gulo::instant> ends_;  // of handlers on the stack
    std::optional<std::string> broken_;
    std::size_t depth_ = 0;
    std::size_t joined_ = 0;
    std::size_t next_fault_ = 0;
    std::size_t idle_ = 0;
    std::size_t idle_rounds_ = 0;
    std::int64_t produced_ = 0;
    std::uint64_t trace_ = 0xcbf29ce484222325ULL;
};

}  // namespace simulation
