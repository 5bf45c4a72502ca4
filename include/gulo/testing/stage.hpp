#pragma once
// Runs applications inside a test until nothing is in flight.

#include <gulo/host/retry_topics.hpp>
#include <gulo/host/service.hpp>
#include <gulo/testing/recorder.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace gulo::testing {

/// Drives the consumers of one or more applications on the test's own thread: handlers run inside `settle`, never at
/// the same time as the test. With a virtual clock, time passes only when everybody waits for it.
///
/// ```
/// gulo::testing::recorder recorder;
/// gulo::application app{gulo::handlers<create, welcome>, …, recorder.on(gulo::in_memory{})};
/// gulo::testing::stage stage{recorder, app};
/// app.send(create_user{…});
/// stage.settle();
/// recorder.published<user_created>();
/// ```
template <class... Applications>
class stage {
public:
    /// Joins the groups of all applications. What they publish has to pass `record`.
    explicit stage(recorder record, Applications&... applications) : stage{std::move(record), nullptr, applications...} {}

    /// The same under a virtual clock, which has to be the applications' own (gulo::settings::time) as well.
    stage(recorder record, virtual_clock& time, Applications&... applications) : stage{std::move(record), &time, applications...} {}

    stage(const stage&) = delete;
    stage& operator=(const stage&) = delete;
    ~stage() { stop(); }

    /// Runs until every consumer has its partitions, everything published is delivered, and everything delivered to a
    /// subscribed topic is handled, parked or passed, and committed. Throws gulo::failure (errc::timed_out) when that
    /// takes longer than `bound` on the machine's clock.
    void settle(std::chrono::milliseconds bound = std::chrono::seconds{60}) {
        const auto until = std::chrono::steady_clock::now() + bound;
        while (true) {
            const bool moved = step(std::chrono::milliseconds{0});
            if (!moved && is_settled()) return;
            if (std::chrono::steady_clock::now() > until)
                throw failure{{errc::timed_out, "the stage did not settle within " + std::to_string(bound.count()) + " ms: " + state()}};
            if (moved) continue;
            if (time_ != nullptr) pass_time();
            else step(std::chrono::milliseconds{20});
        }
    }

    /// Moves the virtual clock and settles.
    void advance(std::chrono::nanoseconds duration) {
        time_->advance(duration);
        settle();
    }

    /// The service of the application number `Index`.
    template <std::size_t Index = 0>
    auto& service() noexcept {
        return std::get<Index>(actors_)->serving;
    }

    /// Ends all consumers in order; they leave their groups.
    void stop() {
        std::apply([](auto&... each) { (each->serving.stop(), ...); }, actors_);
        for_each_consumer([&](auto& actor, const auto& loop) { note_commits(actor, loop); });
    }

private:
    template <class Application>
    struct actor {
        explicit actor(Application& which) : actor{which, staged(which)} {}
        actor(Application& which, const std::optional<consumer_settings>& settings)
            : application{which}, group{settings ? settings->group : std::string{}}, serving{which, settings} {
            for (const auto& each : Application::deliveries())
                if (std::ranges::find(topics, each.topic) == topics.end()) topics.emplace_back(each.topic);
            const auto deliveries = Application::deliveries();
            const retry_topics later{deliveries, group};
            for (const auto& each : later.all()) topics.push_back(each.name);
        }

        static std::optional<consumer_settings> staged(Application& application) {
            if constexpr (!Application::has_transport) {
                return std::nullopt;
            } else {
                consumer_settings settings = application.consuming();
                settings.workers = 0;
                settings.commit_interval = std::chrono::milliseconds{10};
                return settings;
            }
        }

        Application& application;
        std::string group;
        std::vector<std::string> topics;
        gulo::service<Application> serving;
    };

    stage(recorder record, virtual_clock* time, Applications&... applications)
        : recorder_{std::move(record)}, time_{time}, actors_{std::make_unique<actor<Applications>>(applications)...} {}

    bool step(std::chrono::milliseconds wait) {
        bool moved = false;
        for_each_consumer([&](auto& actor, const auto& loop) {
            const auto before = loop.progress();
            actor.serving.step(wait);
            moved = moved || loop.progress() != before;
        });
        return moved;
    }

    bool is_settled() {
        bool settled = recorder_.under_way() == 0;
        for_each_consumer([&](auto& actor, const auto& loop) {
            settled = settled && loop.has_assignment() && loop.is_idle();
            note_commits(actor, loop);
            for (const auto& [partition, end] : recorder_.ends(actor.topics)) {
                if (!loop.is_assigned(partition)) continue;  // another member's, or nobody's yet
                settled = settled && recorder_.committed(actor.group, partition) >= end;
            }
        });
        return settled;
    }

    template <class Actor, class Loop>
    void note_commits(const Actor& actor, const Loop& loop) {
        for (const auto& [partition, offset] : loop.committed()) recorder_.note_committed(actor.group, partition, offset);
    }

    // Nobody has anything to do at this moment: on to the next one.
    void pass_time() {
        std::optional<instant> next;
        for_each_consumer([&](auto&, const auto& loop) {
            if (const auto due = loop.next_due(); due && (!next || *due < *next)) next = due;
        });
        if (next && *next > time_->now()) time_->advance(*next - time_->now());
    }

    std::string state() {
        std::string text = std::to_string(recorder_.under_way()) + " publications under way";
        for_each_consumer([&](auto& actor, const auto& loop) {
            text += std::string{"; a consumer "} + (loop.has_assignment() ? "with partitions" : "without partitions") + (loop.is_idle() ? ", idle" : ", busy");
            for (const auto& [partition, end] : recorder_.ends(actor.topics))
                text += ", " + partition.topic + "[" + std::to_string(partition.partition) + "] committed " +
                        std::to_string(recorder_.committed(actor.group, partition)) + " of " + std::to_string(end);
        });
        return text;
    }

    template <class Visit>
    void for_each_consumer(Visit&& visit) {
        std::apply([&](auto&... each) { ((each->serving.loop() != nullptr ? visit(*each, *each->serving.loop()) : void()), ...); }, actors_);
    }

    recorder recorder_;
    virtual_clock* time_;
    std::tuple<std::unique_ptr<actor<Applications>>...> actors_;
};

}  // namespace gulo::testing
