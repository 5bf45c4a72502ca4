#pragma once
// Looking at and making topics on a Kafka cluster.

#include <gulo/base/result.hpp>
#include <gulo/kafka/client.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/topic_name.hpp>
#include <gulo/transport/transport.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gulo {

/// A topic to be made.
struct kafka_topic {
    std::string name;
    int partitions = 0;                            ///< 0: kafka_config::num_partitions
    std::map<std::string, std::string> options{};  ///< the topic's own settings, such as {"retention.ms", "604800000"}
};

/// Administration of topics, over a client of its own. All functions block until the cluster answered, at most `bound`, and are called by one thread at a
/// time; a topic that `create` has made is there for the others. The embedded broker never answers `create` and `topic_option`. Topics are named without
/// the prefix.
class kafka_admin {
public:
    /// Throws gulo::failure (errc::invalid_configuration); does not wait for a broker. `asking_makes`: where the brokers create
    /// topics by themselves, asking for one is enough; the embedded broker makes topics in no other way.
    kafka_admin(const kafka_config& config, const transport_environment& environment, bool asking_makes = false)
        : config_{config}, prefix_{config.topic_prefix.empty() ? "" : config.topic_prefix + "."} {
        context_.log = kafka_detail::make_client_log(config, environment.log);
        // A client that consumes looks at topics without making them.
        if (asking_makes)
            client_.reset(kafka_detail::open_client(
                RD_KAFKA_PRODUCER,
                kafka_detail::checked_conf(config, kafka_detail::client_role::producer, environment.service, {{"enable.idempotence", "false"}}), context_,
                config));
        else
            client_.reset(kafka_detail::open_client(
                RD_KAFKA_CONSUMER, kafka_detail::checked_conf(config, kafka_detail::client_role::consumer, environment.service), context_, config));
    }

    /// How many partitions a topic has; errc::invalid_topic when it does not exist.
    result<int> partition_count(const std::string& topic, std::chrono::milliseconds bound) {
        return ask_until_settled<int>(topic, bound, [&](std::chrono::milliseconds left, rd_kafka_resp_err_t& code) { return read_count(topic, left, code); });
    }

    /// Makes the topics that do not exist yet; those that exist stay as they are.
    result<void> create(std::span<const kafka_topic> topics, std::chrono::milliseconds bound) {
        std::vector<kafka_detail::new_topic_handle> wanted;
        std::vector<rd_kafka_NewTopic_t*> pointers;
        for (const kafka_topic& topic : topics) {
            char reason[256] = "";
            wanted.emplace_back(rd_kafka_NewTopic_new((prefix_ + topic.name).c_str(), topic.partitions > 0 ? topic.partitions : config_.num_partitions,
                                                      config_.replication_factor, reason, sizeof reason));
            if (!wanted.back()) return error{errc::invalid_topic, "topic \"" + topic.name + "\" cannot be created: " + reason};
            for (const auto& [name, value] : topic.options) rd_kafka_NewTopic_set_config(wanted.back().get(), name.c_str(), value.c_str());
            pointers.push_back(wanted.back().get());
        }
        const kafka_detail::queue_handle queue{rd_kafka_queue_new(client_.get())};
        rd_kafka_CreateTopics(client_.get(), pointers.data(), pointers.size(), make_options(RD_KAFKA_ADMIN_OP_CREATETOPICS, bound).get(), queue.get());
        const kafka_detail::event_handle event{wait(queue.get(), bound)};
        if (!event) return error{errc::timed_out, "no answer to the creation of topics; the embedded broker has none"};
        if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
            return fault(code, "topics", rd_kafka_event_error_string(event.get()));
        std::size_t count = 0;
        const rd_kafka_topic_result_t* const* const results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
        for (std::size_t at = 0; at < count; ++at) {
            const rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[at]);
            std::string name{kafka_detail::unprefixed(rd_kafka_topic_result_name(results[at]), prefix_.size())};
            if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
                known_.insert(std::move(name));
                continue;
            }
            const char* const reason = rd_kafka_topic_result_error_string(results[at]);
            return fault(code, "topic \"" + name + "\" was not created", reason != nullptr ? reason : "");
        }
        return {};
    }

    /// A setting of a topic, such as max.message.bytes.
    result<std::string> topic_option(const std::string& topic, const std::string& name, std::chrono::milliseconds bound) {
        return ask_until_settled<std::string>(topic, bound,
                                              [&](std::chrono::milliseconds left, rd_kafka_resp_err_t& code) { return read_option(topic, name, left, code); });
    }

    /// Makes `target` for the dead letters of `source`, of which a record was read: as many partitions, never compacted, and room for the headers that are
    /// added to a record (rule D3).
    result<void> create_dead_letter_topic(const std::string& source, const std::string& target, std::chrono::milliseconds bound) {
        known_.insert(source);  // a broker that does not know it is late
        return create_beside(source, {target, 0, {{"cleanup.policy", "delete"}}}, bound);
    }

    /// Makes a topic that takes records of `source`: as many partitions where it names no number, and room for headers. An error, and nothing is made, when
    /// that number cannot be learned.
    result<void> create_beside(const std::string& source, kafka_topic topic, std::chrono::milliseconds bound) {
        if (topic.partitions == 0) {
            const auto count = partition_count(source, bound);
            if (!count) return count.error();
            topic.partitions = *count;
        }
        if (const auto text = topic_option(source, "max.message.bytes", bound)) {
            std::int64_t octets = 0;
            if (std::from_chars(text->data(), text->data() + text->size(), octets).ec == std::errc{})
                topic.options["max.message.bytes"] = std::to_string(std::min<std::int64_t>(octets + 65'536, 2'147'483'647));
        }
        return create(std::span{&topic, 1}, bound);
    }

private:
    // Brokers learn of a new topic one after another, and it has no leader at first; another broker takes over from one that went away.
    bool passes_soon(const std::string& topic, rd_kafka_resp_err_t code) const {
        return code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE || code == RD_KAFKA_RESP_ERR__TRANSPORT ||
               (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART && known_.contains(topic));
    }

    /// Asks again while the answer is one that passes, for `bound` at most. `ask` leaves the client's code behind.
    template <class Answer, class Ask>
    result<Answer> ask_until_settled(const std::string& topic, std::chrono::milliseconds bound, Ask&& ask) {
        const auto deadline = std::chrono::steady_clock::now() + bound;
        for (;;) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
            rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
            result<Answer> answer = ask((std::max)(left, std::chrono::milliseconds{1}), code);
            if (!passes_soon(topic, code) || left.count() <= 0) return answer;
            rd_kafka_poll(client_.get(), 20);
        }
    }

    result<int> read_count(const std::string& topic, std::chrono::milliseconds bound, rd_kafka_resp_err_t& code) {
        const kafka_detail::topic_handle handle{rd_kafka_topic_new(client_.get(), (prefix_ + topic).c_str(), nullptr)};
        const rd_kafka_metadata_t* found = nullptr;
        code = rd_kafka_metadata(client_.get(), 0, handle.get(), &found, static_cast<int>(bound.count()));
        const kafka_detail::metadata_handle metadata{found};
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topic_cnt == 1) code = metadata->topics[0].err;
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(code, "topic \"" + topic + "\"", {});
        return metadata->topics[0].partition_cnt;
    }

    result<std::string> read_option(const std::string& topic, const std::string& name, std::chrono::milliseconds bound, rd_kafka_resp_err_t& code) {
        using resource_handle = kafka_detail::handle<rd_kafka_ConfigResource_t, &rd_kafka_ConfigResource_destroy>;
        const resource_handle resource{rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, (prefix_ + topic).c_str())};
        rd_kafka_ConfigResource_t* pointer = resource.get();
        const kafka_detail::queue_handle queue{rd_kafka_queue_new(client_.get())};
        rd_kafka_DescribeConfigs(client_.get(), &pointer, 1, make_options(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, bound).get(), queue.get());
        const kafka_detail::event_handle event{wait(queue.get(), bound)};
        if (!event) return error{errc::timed_out, "no answer about the settings of topic \"" + topic + "\"; the embedded broker has none"};
        code = rd_kafka_event_error(event.get());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(code, "topic \"" + topic + "\"", rd_kafka_event_error_string(event.get()));
        std::size_t count = 0;
        const rd_kafka_ConfigResource_t* const* const found =
            rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
        if (count == 1) {
            code = rd_kafka_ConfigResource_error(found[0]);
            if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(code, "topic \"" + topic + "\"", {});
            std::size_t entries = 0;
            const rd_kafka_ConfigEntry_t* const* const all = rd_kafka_ConfigResource_configs(found[0], &entries);
            for (std::size_t at = 0; at < entries; ++at)
                if (name == rd_kafka_ConfigEntry_name(all[at]) && rd_kafka_ConfigEntry_value(all[at]) != nullptr)
                    return std::string{rd_kafka_ConfigEntry_value(all[at])};
        }
        return error{errc::invalid_configuration, "topic \"" + topic + "\" has no setting \"" + name + "\""};
    }

    kafka_detail::admin_options_handle make_options(rd_kafka_admin_op_t operation, std::chrono::milliseconds bound) {
        kafka_detail::admin_options_handle options{rd_kafka_AdminOptions_new(client_.get(), operation)};
        char reason[128] = "";
        rd_kafka_AdminOptions_set_request_timeout(options.get(), static_cast<int>(std::max<std::int64_t>(1, bound.count())), reason, sizeof reason);
        return options;
    }

    static rd_kafka_event_t* wait(rd_kafka_queue_t* queue, std::chrono::milliseconds bound) {
        return rd_kafka_queue_poll(queue, static_cast<int>(bound.count()) + 500);
    }

    static error fault(rd_kafka_resp_err_t code, const std::string& what, std::string_view reason) {
        const errc kind = kafka_detail::kind_of(code);
        return {kind, what + ": " + (reason.empty() ? rd_kafka_err2str(code) : std::string{reason}) + std::string{kafka_detail::remedy_of(kind)}};
    }

    kafka_config config_;
    std::string prefix_;
    kafka_detail::client_context context_;
    kafka_detail::client_handle client_;
    std::set<std::string> known_;  // topics that the cluster has said to have
};

}  // namespace gulo
