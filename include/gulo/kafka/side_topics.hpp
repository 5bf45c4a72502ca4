#pragma once
// The retry and parking topics that were made or found, so that each is asked for once.

#include <gulo/base/error.hpp>
#include <gulo/base/result.hpp>
#include <gulo/kafka/admin.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/known_topics.hpp>
#include <gulo/observe/log.hpp>
#include <gulo/transport/publisher.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace gulo::kafka_detail {

/// Thread-safe; whoever asks first makes the topic, others that need the same one wait.
class side_topics {
public:
    /// The number of partitions of the topic; nothing when it is not there or would lose records. After a failure it is
    /// tried again only after a pause, so that records are not held up by a broker that is away or refuses.
    std::optional<std::int32_t> prepare(const kafka_config& config, const transport_environment& environment, bool embedded, const side_topic& wanted) {
        const std::string name{wanted.name};
        return topics_.partitions_of(name, [&](known_topics::time_point& not_before) -> std::optional<std::int32_t> {
            const result<std::int32_t> count = look_for(config, environment, embedded, wanted, name);
            if (count) return *count;
            not_before = std::chrono::steady_clock::now() + pause;
            write_log(environment.log, severity::warning, "a topic for a retry rule is not usable", {{"topic", name}, {"reason", count.error().message}});
            return std::nullopt;
        });
    }

private:
    static constexpr std::chrono::seconds first_bound{2};
    static constexpr std::chrono::seconds bound{5};
    static constexpr std::chrono::seconds pause{30};

    // Makes it where that can be done. The error's text says why it cannot be used.
    static result<std::int32_t> look_for(const kafka_config& config, const transport_environment& environment, bool embedded, const side_topic& wanted,
                                         const std::string& name) {
        kafka_admin admin{config, environment, embedded};
        const std::string beside{wanted.source};
        const auto source = admin.partition_count(beside, first_bound);
        if (!source && source.error().code != errc::invalid_topic) return source.error();
        if (!embedded) {  // which has no administration, and makes topics when they are first used
            kafka_topic topic{name, source ? *source : config.num_partitions, options_for(wanted)};
            if (const auto made = admin.create_beside(beside, topic, bound); !made) {
                if (!kafka_admin{config, environment, true}.partition_count(name, first_bound)) return made.error();
            }
            if (const auto policy = admin.topic_option(name, "cleanup.policy", bound)) {
                const bool compacts = policy->find("compact") != std::string::npos;
                const bool removes = policy->find("delete") != std::string::npos;
                const bool keeps_keys = wanted.what == side_topic::kind::parked_keys;
                if (keeps_keys ? !compacts || removes : compacts)
                    return error{errc::invalid_topic, "its cleanup.policy is " + *policy + "; set it to " + (keeps_keys ? "compact" : "delete")};
            }
        }
        return admin.partition_count(name, bound);
    }

    static std::map<std::string, std::string> options_for(const side_topic& wanted) {
        constexpr std::int64_t week = 7LL * 24 * 3'600'000;
        switch (wanted.what) {
        case side_topic::kind::retry:
            return {{"cleanup.policy", "delete"}, {"retention.ms", std::to_string(std::max<std::int64_t>(week, 4 * wanted.delay.count()))}};
        case side_topic::kind::parking: return {{"cleanup.policy", "delete"}, {"retention.ms", "-1"}};
        case side_topic::kind::parked_keys: return {{"cleanup.policy", "compact"}};
        }
        return {};
    }

    known_topics topics_;
};

}  // namespace gulo::kafka_detail
