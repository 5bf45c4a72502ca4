#pragma once
// The dead-letter topics that were made or found, so that each is asked for once.

#include <gulo/base/errc.hpp>
#include <gulo/kafka/admin.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/known_topics.hpp>
#include <gulo/observe/log.hpp>
#include <gulo/transport/transport.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace gulo::kafka_detail {

/// Thread-safe; whoever asks first makes the topic, others that need the same one wait.
class dead_letter_topics {
public:
    /// The number of partitions of `target`; nothing while it is unknown. After a failure it is tried again only after
    /// a pause, so that dead letters are not held up by an administration that is not allowed.
    std::optional<std::int32_t> prepare(const kafka_config& config, const transport_environment& environment, bool embedded, const std::string& source,
                                        const std::string& target) {
        return topics_.partitions_of(target, [&](known_topics::time_point& not_before) -> std::optional<std::int32_t> {
            const auto now = std::chrono::steady_clock::now();
            not_before = now + pause;
            bool is_made = false;
            if (!embedded) {  // which has no administration, and makes topics when they are first used
                kafka_admin admin{config, environment};
                auto made = admin.create_dead_letter_topic(source, target, bound);
                // Brokers that make topics by themselves would make it with another number of partitions when it is asked for.
                while (!made && passes_soon(made.error().code) && std::chrono::steady_clock::now() < now + longest)
                    made = admin.create_dead_letter_topic(source, target, bound);
                is_made = made.has_value();
                if (!is_made)
                    write_log(environment.log, severity::warning, "a dead-letter topic was not created; the broker's own settings apply if it creates topics",
                              {{"topic", target}, {"reason", made.error().message}});
            }
            const auto count = kafka_admin{config, environment, !is_made}.partition_count(target, bound);
            if (!count) return std::nullopt;
            return *count;
        });
    }

private:
    static bool passes_soon(errc code) noexcept { return code == errc::broker_unavailable || code == errc::timed_out; }

    static constexpr std::chrono::seconds bound{5};
    static constexpr std::chrono::seconds longest{15};
    static constexpr std::chrono::seconds pause{60};

    known_topics topics_;
};

}  // namespace gulo::kafka_detail
