#pragma once
// The dead-letter topics that were made or found, so that each is asked for once.

#include <gulo/kafka/admin.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/observe/log.hpp>
#include <gulo/transport/transport.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace gulo::kafka_detail {

/// Thread-safe; whoever asks first makes the topic, the others wait.
class dead_letter_topics {
public:
    /// The number of partitions of `target`; nothing while it is unknown. After a failure it is tried again only after
    /// a pause, so that dead letters are not held up by an administration that is not allowed.
    std::optional<std::int32_t> prepare(const kafka_config& config, const transport_environment& environment, bool embedded,
                                        const std::string& source, const std::string& target) {
        const std::lock_guard lock{mutex_};
        entry& known = known_[target];
        const auto now = std::chrono::steady_clock::now();
        if (known.partitions || now < known.not_before) return known.partitions;
        known.not_before = now + pause;
        kafka_admin admin{config, environment};
        if (!embedded) {  // which has no administration, and makes topics when they are first used
            if (const auto made = admin.create_dead_letter_topic(source, target, bound); !made)
                write_log(environment.log, severity::warning, "a dead-letter topic was not created; the broker's own settings apply if it creates topics",
                          {{"topic", target}, {"reason", made.error().message}});
        }
        if (const auto count = admin.partition_count(target, bound)) known.partitions = *count;
        return known.partitions;
    }

private:
    static constexpr std::chrono::seconds bound{5};
    static constexpr std::chrono::seconds pause{60};

    struct entry {
        std::optional<std::int32_t> partitions;
        std::chrono::steady_clock::time_point not_before{};
    };

    std::mutex mutex_;
    std::map<std::string, entry> known_;
};

}  // namespace gulo::kafka_detail
