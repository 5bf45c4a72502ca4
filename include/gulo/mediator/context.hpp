#pragma once
// What a handler may ask about the message that it handles.

#include <gulo/codec/time_from_text.hpp>
#include <gulo/mediator/cascade.hpp>

#include <chrono>
#include <initializer_list>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace gulo {

namespace detail {
struct context_access;
}

/// About the message at hand. A handler gets it as a parameter `gulo::context&`. Everything is made or read when it is
/// first asked for. Valid during the handler's call, on its thread.
class context {
public:
    explicit context(const detail::frame& about) noexcept : frame_{about} {}
    context(const context&) = delete;
    context& operator=(const context&) = delete;

    /// Of a received message the id it came with; otherwise a new UUID.
    std::string_view message_id() const { return frame_.id(); }

    /// Common to everything that one first message caused, also across services.
    std::string_view correlation_id() const { return detail::correlation_id(frame_); }

    /// The id of the message whose handler returned this one; of a received message what it came with; else empty.
    std::string_view causation_id() const { return frame_.cause() != nullptr ? frame_.cause()->id() : std::string_view{run().origin_metadata().causation_id}; }

    /// The tenant that the received message carries; empty when there is none. Stamped on everything published from here.
    std::string_view tenant() const { return run().origin_metadata().tenant; }

    /// The service that published the received message; empty when unknown.
    std::string_view source() const { return run().origin_metadata().source; }

    /// The version of the received message's schema, as its producer tells it; 1 when it tells none, and for a local `send`.
    int version() const { return run().origin_metadata().version; }

    /// How urgent the received message is, as its producer says; medium when it does not.
    gulo::priority priority() const { return run().origin_metadata().priority; }

    /// When the received message was made: as its producer says, or the record's own time. A time without an offset is taken for UTC. Of a local `send` the
    /// time of its operation.
    timestamp time() const {
        if (received() == nullptr) return run().time();
        return read_time_text(run().origin_metadata().time).value_or(received()->time);
    }

    /// The value of a header of the received record, as it stands there; nothing for a local `send`.
    std::optional<std::string_view> header(std::string_view name) const { return received() != nullptr ? received()->headers.find(name) : std::nullopt; }

    /// The received record that this message, or its cause, came with; null for a local `send`.
    const incoming* received() const noexcept { return run().origin(); }

    /// 1 with the first delivery (rule R1).
    int attempt() const noexcept { return received() != nullptr ? received()->attempt : 1; }

    /// When the handler should have ended; nothing when there is no limit.
    std::optional<instant> deadline() const noexcept { return received() != nullptr ? received()->deadline : std::nullopt; }

    /// Asks to stop when the service shuts down and the time for a regular end is over.
    std::stop_token stop_token() const noexcept { return received() != nullptr && received()->stop != nullptr ? *received()->stop : std::stop_token{}; }

    /// Writes to the application's log, with the message and correlation ids.
    void log(severity level, std::string_view text, std::initializer_list<log_field> fields = {}) const {
        const engine& shared = run().shared();
        if (shared.log == nullptr || !*shared.log) return;
        std::vector<log_field> all{{"message_id", message_id()}, {"correlation_id", correlation_id()}};
        all.insert(all.end(), fields.begin(), fields.end());
        write_log(*shared.log, level, text, std::span<const log_field>{all});
    }

private:
    detail::cascade& run() const noexcept { return frame_.run(); }

    friend struct detail::context_access;

    const detail::frame& frame_;
};

/// For the mediator itself.
struct detail::context_access {
    static cascade& run(const context& about) noexcept { return about.run(); }
};

}  // namespace gulo
