#pragma once
// The publishing half of a simulated transport.

#include <gulo/testing/simulated_broker.hpp>
#include <gulo/transport/publisher.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace gulo::testing {

/// Publishes to a simulated broker, under its faults. One thread.
class simulated_publisher final : public publisher {
public:
    simulated_publisher(std::shared_ptr<simulated_broker> broker, std::size_t member) : broker_{std::move(broker)}, member_{member} {}

    void open(failure_listener* failures) noexcept { failures_ = failures; }

    /// From now on nothing reaches the broker, and nobody hears of it.
    void die() noexcept { dead_ = true; }

    void publish(const outgoing_record& record, delivery_listener* listener) noexcept override {
        const std::uint64_t publication = broker_->next_publication();
        if (dead_ || closed_) return end(publication, record, listener, {errc::shutting_down, "the process is gone"});
        broker_->seen.published(member_, publication, record);
        fault_switches& broken = broker_->switches;
        const auto now = [](std::size_t& left) { return left > 0 && left-- > 0; };
        const bool parked = record.topic.ends_with(".dlq");
        if (parked && now(broken.refused_dead_letters))
            return answer(publication, record, listener, error{errc::delivery_failed, "the dead letter was refused"});
        if (!parked && now(broken.refused_outputs)) return answer(publication, record, listener, error{errc::delivery_failed, "the record was refused"});
        if (!parked && now(broken.oversized_outputs)) return answer(publication, record, listener, error{errc::message_too_large, "the record is too large"});
        const result<receipt> where = broker_->broker.log.append(record);
        if (!where) return answer(publication, record, listener, where.error());
        broker_->seen.stored(publication, *where);
        if (now(broken.lost_acknowledgements)) return answer(publication, record, listener, error{errc::delivery_unknown, "the acknowledgement was lost"});
        receipts_.emplace(publication, *where);
        answer(publication, record, listener, std::nullopt);
    }

    std::optional<std::int32_t> prepare_dead_letters(std::string_view source, std::string_view target) noexcept override {
        broker_->broker.log.create_topic(target, broker_->broker.log.partition_count(source));
        return broker_->broker.log.partition_count(target);
    }

    /// Never waits: time stands still meanwhile.
    bool flush(std::chrono::milliseconds) noexcept override { return under_way_.empty(); }

    void close() noexcept override {
        closed_ = true;
        dead_ = true;
        while (!under_way_.empty()) finish(under_way_.begin()->first);
    }

private:
    struct waiting {
        delivery_listener* listener;
        std::optional<error> why_not;
    };

    void answer(std::uint64_t publication, const outgoing_record& record, delivery_listener* listener, std::optional<error> why_not) {
        fault_switches& broken = broker_->switches;
        const instant now = broker_->now();
        if (now >= broken.slow_until || listener == nullptr) {
            broker_->seen.told(publication, why_not ? &*why_not : nullptr);
            if (why_not) return end(publication, record, listener, *why_not);
            if (listener != nullptr) listener->delivered(receipts_.at(publication));
            receipts_.erase(publication);
            return;
        }
        under_way_.emplace(publication, waiting{listener, std::move(why_not)});
        const auto delay = std::chrono::milliseconds{broker_->random.below(static_cast<std::size_t>(broken.slowness.count()) + 1)};
        broker_->later(now + delay, [this, alive = std::weak_ptr<int>{alive_}, publication] {
            if (alive.lock()) finish(publication);
        });
    }

    void finish(std::uint64_t publication) noexcept {
        auto found = under_way_.extract(publication);
        if (found.empty()) return;
        waiting& what = found.mapped();
        if (dead_) {
            what.listener->not_delivered({errc::delivery_unknown, "the process is gone"});
        } else {
            broker_->seen.told(publication, what.why_not ? &*what.why_not : nullptr);
            if (what.why_not) what.listener->not_delivered(*what.why_not);
            else what.listener->delivered(receipts_.at(publication));
        }
        receipts_.erase(publication);
    }

    void end(std::uint64_t publication, const outgoing_record& record, delivery_listener* listener, const error& why_not) noexcept {
        receipts_.erase(publication);
        if (listener != nullptr) listener->not_delivered(why_not);
        else if (failures_ != nullptr && !dead_) failures_->publishing_failed(record, why_not);
    }

    std::shared_ptr<simulated_broker> broker_;
    std::size_t member_;
    failure_listener* failures_ = nullptr;
    bool dead_ = false;
    bool closed_ = false;
    std::map<std::uint64_t, waiting> under_way_;
    std::map<std::uint64_t, receipt> receipts_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace gulo::testing
