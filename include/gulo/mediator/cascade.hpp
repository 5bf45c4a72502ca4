#pragma once
// The state of one operation: what was sent or delivered, what it caused, what it wants to publish.

#include <gulo/base/uuid.hpp>
#include <gulo/handler/retry_rule.hpp>
#include <gulo/mediator/engine.hpp>
#include <gulo/mediator/incoming.hpp>
#include <gulo/mediator/outbox.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::detail {

/// A cascade that runs through optional, vector or variant may come back to where it was; this is how often.
inline constexpr std::size_t deepest_cascade = 64;

class cascade;

/// One message inside a cascade. Its id is made when somebody asks for it.
class frame {
public:
    frame(cascade& run, const frame* cause) noexcept : run_{run}, cause_{cause} {}
    frame(const frame&) = delete;
    frame& operator=(const frame&) = delete;

    cascade& run() const noexcept { return run_; }
    const frame* cause() const noexcept { return cause_; }

    /// Valid as long as the frame.
    std::string_view id() const;

private:
    cascade& run_;
    const frame* cause_;
    mutable std::string_view id_;
    mutable std::array<char, uuid::text_size> made_;
};

/// Lives for one `send`, `publish` or delivery, on one thread.
class cascade {
public:
    cascade(engine& shared, outbox& messages, const incoming* origin) noexcept
        : engine_{shared}, messages_{messages}, origin_{origin}, previous_{std::exchange(current_, origin != nullptr ? this : current_)} {}
    cascade(const cascade&) = delete;
    cascade& operator=(const cascade&) = delete;
    ~cascade() { current_ = previous_; }

    /// The delivery that runs on this thread, if any: what is published meanwhile belongs to its record (rule C1).
    static cascade* delivery_of(const engine& shared) noexcept {
        for (cascade* each = current_; each != nullptr; each = each->previous_)
            if (&each->engine_ == &shared) return each;
        return nullptr;
    }

    engine& shared() const noexcept { return engine_; }
    outbox& messages() const noexcept { return messages_; }
    const incoming* origin() const noexcept { return origin_; }

    /// The metadata of the record that is being delivered, read once; empty for a local `send`.
    const metadata& origin_metadata() {
        if (origin_ == nullptr) {
            static const metadata* const nothing = new metadata;  // never destroyed: what ends after main may publish
            return *nothing;
        }
        if (!origin_metadata_) origin_metadata_ = origin_->opened != nullptr ? origin_->opened->about(origin_->headers) : read_metadata(origin_->headers);
        return *origin_metadata_;
    }

    timestamp time() {
        if (!time_) time_ = engine_.time->wall_time();
        return *time_;
    }

    /// The retry rule that the innermost handler with rules chose for the exception being handled; null: none did.
    const retry_rule* decided() const noexcept { return decided_ != nullptr && decided_for_ == std::current_exception() ? decided_ : nullptr; }

    /// Notes it, in a catch block.
    void decide(const retry_rule* rule) noexcept {
        decided_ = rule;
        decided_for_ = std::current_exception();
    }

    /// How many messages deep the cascade is at the moment.
    std::size_t depth = 0;

private:
    inline static constinit thread_local cascade* current_ = nullptr;

    engine& engine_;
    outbox& messages_;
    const incoming* origin_;
    cascade* previous_;
    std::optional<metadata> origin_metadata_;
    std::optional<timestamp> time_;
    // Its exception is kept, so that no later one is taken for it: one that was caught says nothing about what fails afterwards.
    const retry_rule* decided_ = nullptr;
    std::exception_ptr decided_for_;
};

inline std::string_view frame::id() const {
    if (id_.empty() && cause_ == nullptr) id_ = run_.origin_metadata().id;
    if (id_.empty()) {
        uuid::make(run_.time()).write(made_.data());
        id_ = {made_.data(), made_.size()};
    }
    return id_;
}

/// The correlation id of a cascade: the one that came in, otherwise the id of its first message.
inline std::string_view correlation_id(const frame& at) {
    const metadata& origin = at.run().origin_metadata();
    if (!origin.correlation_id.empty()) return origin.correlation_id;
    const frame* first = &at;
    while (first->cause() != nullptr) first = first->cause();
    return first->id();
}

/// An outbox of this thread that nobody uses; gives it back when it goes out of scope.
class borrowed_outbox {
public:
    borrowed_outbox() {
        if (is_thread_over_ || idle().empty()) {
            outbox_ = std::make_unique<outbox>();
        } else {
            outbox_ = std::move(idle().back());
            idle().pop_back();
        }
    }
    borrowed_outbox(const borrowed_outbox&) = delete;
    borrowed_outbox& operator=(const borrowed_outbox&) = delete;
    ~borrowed_outbox() {
        if (is_thread_over_) return;
        outbox_->clear();
        try {
            idle().push_back(std::move(outbox_));
        } catch (...) {  // then it is simply not kept
        }
    }

    outbox& operator*() const noexcept { return *outbox_; }

private:
    // What ends after its thread's own variables, as objects with static storage do, may still publish.
    inline static constinit thread_local bool is_thread_over_ = false;

    struct idle_outboxes {
        std::vector<std::unique_ptr<outbox>> all;
        ~idle_outboxes() { is_thread_over_ = true; }
    };
    static std::vector<std::unique_ptr<outbox>>& idle() {
        static thread_local idle_outboxes outboxes;
        return outboxes.all;
    }

    std::unique_ptr<outbox> outbox_;
};

}  // namespace gulo::detail
