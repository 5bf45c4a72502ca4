#pragma once
// The retry and parking topics that were made or found, so that each is asked for once.

#include <gulo/kafka/admin.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/observe/log.hpp>
#include <gulo/transport/publisher.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace gulo::kafka_detail {

/// Thread-safe; whoever asks first makes the topic, others that need the same one wait.
class side_topics {
public:
    /// The number of partitions of the topic; nothing when it is not there or would lose records. After a failure it is
    /// tried again only after a pause, so that records are not held up by a broker that is away or refuses.
    std::optional<std::int32_t> prepare(const kafka_config& config, const transport_environment& environment, bool embedded, const side_topic& wanted) {
        entry& known = entry_of(std::string{wanted.name});
        if (const std::int32_t count = known.found.load(); count > 0) return count;
        const std::lock_guard lock{known.asking};
        const auto now = std::chrono::steady_clock::now();
        if (known.found.load() > 0) return known.found.load();
        if (now < known.not_before) return std::nullopt;
        const auto refuse = [&](const std::string& why) {
            known.not_before = std::chrono::steady_clock::now() + pause;
            write_log(environment.log, severity::warning, "a topic for a retry rule is not usable", {{"topic", wanted.name}, {"reason", why}});
            return std::nullopt;
        };
        kafka_admin admin{config, environment, embedded};
        const std::string name{wanted.name};
        const auto source = admin.partition_count(std::string{wanted.source}, first_bound);
        if (!source && source.error().code != errc::invalid_topic) return refuse(source.error().message);
        if (!embedded) {  // which has no administration, and makes topics when they are first used
            kafka_topic topic{name, source ? *source : config.num_partitions, options_for(wanted)};
            if (const auto made = admin.create_beside(std::string{wanted.source}, topic, bound); !made) {
                if (!kafka_admin{config, environment, true}.partition_count(name, first_bound)) return refuse(made.error().message);
            }
            if (const auto policy = admin.topic_option(name, "cleanup.policy", bound)) {
                const bool compacts = policy->find("compact") != std::string::npos;
                const bool removes = policy->find("delete") != std::string::npos;
                if (wanted.what == side_topic::kind::parked_keys ? !compacts || removes : compacts)
                    return refuse("its cleanup.policy is " + *policy + "; set it to " + (wanted.what == side_topic::kind::parked_keys ? "compact" : "delete"));
            }
        }
        const auto count = admin.partition_count(name, bound);
        if (!count) return refuse(count.error().message);
        known.found = *count;
        return *count;
    }

private:
    static constexpr std::chrono::seconds first_bound{2};
    static constexpr std::chrono::seconds bound{5};
    static constexpr std::chrono::seconds pause{30};

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

    // Its administration may take half a minute, which no other topic waits for.
    struct entry {
        std::atomic<std::int32_t> found{0};  ///< how many partitions it has; 0: not known
        std::mutex asking;
        std::chrono::steady_clock::time_point not_before{};
    };

    entry& entry_of(const std::string& topic) {
        const std::lock_guard lock{mutex_};
        return known_[topic];
    }

    std::mutex mutex_;
    std::map<std::string, entry> known_;
};

}  // namespace gulo::kafka_detail
