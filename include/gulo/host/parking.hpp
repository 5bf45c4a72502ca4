#pragma once
// Writing a record to another topic: dead letters, delayed retry topics, parked keys.

#include <gulo/codec/open_record.hpp>
#include <gulo/consume/dead_letter.hpp>
#include <gulo/consume/retry_topic.hpp>
#include <gulo/host/completions.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::host_detail {

/// How much of a dead letter is written (rule D3).
enum class letter_form : std::uint8_t {
    whole,                ///< as it was, with the headers that tell why
    without_diagnostics,  ///< as it was, without any header of ours
    stub,                 ///< key, headers, the first octets of the value, and the size that it had
};

/// So many octets of a value are kept in a stub.
inline constexpr std::size_t stub_value = 1'024;

/// One record that is written elsewhere. `before` is null for a record that came from its source topic.
template <class Record>
struct parking_job {
    const Record& record;
    const consume::journey* before;
    const consume::failure_history& history;
    consume::park_record how;
    letter_form form = letter_form::whole;

    consume::record_origin origin() const {
        if (before != nullptr) return before->from;
        return {std::string{record.topic()}, record.partition(), record.offset(), record.time()};
    }

    /// The same partition as far as the target has it, so that one key's records keep their order (rule D3).
    static std::int32_t place(std::int32_t partition, const std::optional<std::int32_t>& count) {
        return count && *count > 0 ? partition % *count : any_partition;
    }

    /// Starts it; the completion comes when the broker has answered. May block while a topic is made.
    template <class Environment>
    void run(const Environment& environment) const {
        completion done;
        done.record = how.record;
        done.parking = true;
        done.to = how.to;
        switch (how.to) {
        case consume::parking_place::dead_letters: return to_dead_letters(environment, std::move(done));
        case consume::parking_place::retry_topic: return to_retry_topic(environment, std::move(done));
        case consume::parking_place::parking_topic: return to_parking_topic(environment, std::move(done));
        }
    }

private:
    // Rule D4.
    static std::string dead_letter_topic(const consumer_settings& settings, const std::string& source) {
        const auto own = settings.topics.find(source);
        return own != settings.topics.end() && own->second.dead_letter_topic ? *own->second.dead_letter_topic : source + settings.dead_letter_suffix;
    }

    template <class Environment>
    void to_dead_letters(const Environment& environment, completion done) const {
        if (!environment.settings.dead_letters) {
            done.how = consume::outcome::failed;
            done.message = "dead letters are switched off; switch them on, or correct the handler";
            return environment.done->add(std::move(done));
        }
        const consume::record_origin from = origin();
        const std::string topic = dead_letter_topic(environment.settings, from.topic);
        const std::int32_t partition = place(from.partition, environment.out.prepare_dead_letters(from.topic, topic));
        if (form == letter_form::whole) return publish(environment, topic, partition, {}, std::move(done));
        std::vector<header_view> headers;
        record.for_each_header([&](const header_view& header) {
            if (!consume::dead_letter_headers::is_ours(header.name)) headers.push_back(header);
        });
        std::optional<std::string_view> value = record.value();
        std::string size;
        if (form == letter_form::stub) {
            size = std::to_string(record.key().value_or("").size() + value.value_or("").size());
            headers.push_back({consume::dead_letter_header::oversize, size});
            if (value) value = value->substr(0, stub_value);
        }
        hand_over(environment, {topic, partition, record.key(), value, headers, std::nullopt}, std::move(done));
    }

    // To the broker, or into the transaction that takes the record's offset (rule X1).
    template <class Environment>
    static void hand_over(const Environment& environment, const outgoing_record& parked, completion done) {
        if (!environment.keeper) return environment.out.publish(parked, output_tracker::make(environment.done, std::move(done), 1));
        // Held to no size: the topic is made with room for what its source allows (rule D3), and the broker refuses what is larger.
        done.outputs = held_outputs::copy([&](auto&& visit) { visit(parked); });
        environment.done->add(std::move(done));
    }

    template <class Environment>
    void to_retry_topic(const Environment& environment, completion done) const {
        const consume::record_origin from = origin();
        const auto* const target = environment.router.later().find(from.topic, how.delay);
        const auto partitions =
            target != nullptr ? environment.out.prepare_topic({side_topic::kind::retry, target->name, from.topic, target->delay}) : std::nullopt;
        if (!partitions) {
            done.how = consume::outcome::failed;
            done.message = "there is no usable topic " + (target != nullptr ? target->name : "for a delay of " + consume::delay_text(how.delay));
            return environment.done->add(std::move(done));
        }
        const timestamp due = environment.shared.time->wall_time() + how.delay;
        publish(environment, target->name, place(from.partition, partitions),
                {{consume::retry_header::due, consume::header_text::milliseconds(std::chrono::ceil<std::chrono::milliseconds>(due))},
                 {consume::retry_header::stage, std::to_string(how.stage)}},
                std::move(done));
    }

    template <class Environment>
    void to_parking_topic(const Environment& environment, completion done) const {
        const consume::record_origin from = origin();
        const auto* const target = environment.router.later().parking_of(from.topic);
        const auto partitions = target != nullptr ? environment.out.prepare_topic({side_topic::kind::parking, target->name, from.topic, {}}) : std::nullopt;
        const auto index = target != nullptr ? environment.out.prepare_topic({side_topic::kind::parked_keys, target->index, from.topic, {}}) : std::nullopt;
        if (!partitions || !index) {
            done.how = consume::outcome::unstored;
            done.message = "there is no usable parking topic for " + from.topic + "; let the service make it, or make " + from.topic + "." +
                           environment.settings.group + ".parked and the compacted ….parked-keys";
            return environment.done->add(std::move(done));
        }
        // Nothing of the key goes on before both are stored; when only one is, the record comes again and is parked again.
        const std::string parking = std::to_string(how.parking);
        output_tracker* const tracker = output_tracker::make(environment.done, std::move(done), how.marks_key ? 2 : 1, target->index);
        if (how.marks_key) environment.out.publish({target->index, place(from.partition, index), record.key(), parking, {}, std::nullopt}, tracker);
        publish(environment, target->name, place(from.partition, partitions), {{consume::dead_letter_header::parking, parking}}, tracker);
    }

    template <class Environment>
    void publish(const Environment& environment, std::string_view topic, std::int32_t partition, std::vector<std::pair<std::string_view, std::string>> more,
                 completion done) const {
        const consume::dead_letter_headers headers = headers_with(environment, std::move(more));
        hand_over(environment, {topic, partition, record.key(), record.value(), headers.views(), std::nullopt}, std::move(done));
    }
    template <class Environment>
    void publish(const Environment& environment, std::string_view topic, std::int32_t partition, std::vector<std::pair<std::string_view, std::string>> more,
                 output_tracker* tracker) const {
        const consume::dead_letter_headers headers = headers_with(environment, std::move(more));
        environment.out.publish({topic, partition, record.key(), record.value(), headers.views(), std::nullopt}, tracker);
    }
    template <class Environment>
    consume::dead_letter_headers headers_with(const Environment& environment, std::vector<std::pair<std::string_view, std::string>> more) const {
        const metadata about = read_any_metadata(header_source{record}, record.value());
        return {record, origin(), environment.settings.group, how.attempts, history, about.correlation_id, std::move(more)};
    }
};

}  // namespace gulo::host_detail
