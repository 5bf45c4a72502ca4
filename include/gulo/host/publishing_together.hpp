#pragma once
// Several messages in one transaction, outside of a consumer.

#include <gulo/base/uuid.hpp>
#include <gulo/handler/plan.hpp>
#include <gulo/host/held_outputs.hpp>
#include <gulo/mediator/outbox.hpp>
#include <gulo/transport/transactions.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace gulo::detail {

/// Writes all of an outbox or nothing. One transaction at a time, from any thread.
class publishing_together {
public:
    /// Blocks until the messages are committed. Throws gulo::failure with the reason; errc::delivery_unknown when the broker
    /// did not answer the commit. `make_writer(settings)` makes the writer, when it is first needed or the last one failed.
    template <class MakeWriter>
    void publish(outbox& messages, const std::string& id, MakeWriter&& make_writer) {
        if (messages.empty()) return;
        const std::lock_guard lock{mutex_};
        if (!writer_) {
            if (id_.empty()) id_ = id.empty() ? "gulo-" + uuid::make().to_string() : id;
            auto made = make_writer(transaction_settings{id_, std::chrono::milliseconds{id.empty() ? 10'000 : 60'000}});
            if (transaction_result opened = made->open(); !opened.is_done()) throw failure{std::move(opened.cause)};
            writer_ = std::move(made);
        }
        held_outputs sized;
        if (auto refused = output_keeper{writer_->largest_record()}.keep(messages, sized)) throw failure{*std::move(refused)};
        transaction_result result = writer_->begin();
        sized.for_each([&](const outgoing_record& record) {
            if (result.is_done()) result = writer_->produce(record, 1);
        });
        if (result.is_done()) result = writer_->commit({}, nullptr);
        if (result.is_done()) return;
        if (result.status != transaction_status::abortable || !writer_->abort().is_done()) writer_.reset();
        if (result.status == transaction_status::unknown)
            throw failure{{errc::delivery_unknown, "whether the messages were published is unknown, all of them or none: " + result.cause.message}};
        throw failure{std::move(result.cause)};
    }

private:
    std::mutex mutex_;
    std::string id_;
    std::unique_ptr<transaction_writer> writer_;
};

template <class Route>
inline constexpr bool publishes_by = false;
template <class Message, class Calls, class Mappings>
inline constexpr bool publishes_by<route<Message, true, Calls, Mappings>> = true;

}  // namespace gulo::detail

namespace gulo {

template <class Transport>
inline constexpr bool the_transport_writes_transactions = transactional_transport<Transport>;
template <std::size_t Messages>
inline constexpr bool there_is_something_to_publish = Messages > 0;
template <class Event, bool Published>
inline constexpr bool every_message_is_published = Published;

}  // namespace gulo
