#pragma once
// Topics of a real cluster, made and filled for a benchmark.

#include <gulo/base/uuid.hpp>
#include <gulo/kafka.hpp>
#include <gulo/kafka/admin.hpp>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <stdexcept>
#include <string>

namespace benchmark {

using namespace std::chrono_literals;

inline std::string unique(const std::string& name) { return name + "-" + gulo::uuid::make().to_string(); }

/// Topics of each run have names of their own.
inline const std::string& prefix() {
    static const std::string made = unique("benchmark");
    return made;
}

inline gulo::kafka_config cluster_config() {
    const char* const address = std::getenv("GULO_BENCHMARK_KAFKA");
    if (address == nullptr) throw std::runtime_error{"GULO_BENCHMARK_KAFKA is not set; benchmarks/run starts a broker"};
    gulo::kafka_config config;
    config.bootstrap_servers = address;
    config.topic_prefix = prefix();
    config.consumer_session_timeout = 6s;
    config.consumer_heartbeat_interval = 300ms;
    return config;
}

inline gulo::transport_environment quiet() {
    static const gulo::log_sink nothing = [](const gulo::log_entry&) {};
    return {.log = nothing, .clock = &gulo::real_clock::instance(), .service = "benchmark"};
}

/// Gives the name on the cluster.
inline std::string make_topic(const std::string& name, int partitions) {
    gulo::kafka_admin admin{cluster_config(), quiet()};
    const gulo::kafka_topic wanted{name, partitions};
    if (!admin.create(std::span{&wanted, 1}, 20s)) throw std::runtime_error{"the topic " + wanted.name + " could not be created"};
    return prefix() + "." + name;
}

/// `make(number)` gives key and value of each record.
template <class Make>
void fill(const std::string& topic, std::int64_t count, gulo::compression_type compression, Make&& make) {
    gulo::kafka_config config = cluster_config();
    config.producer_compression_type = compression;
    gulo::kafka_producer out{config, quiet()};
    for (std::int64_t number = 0; number < count; ++number) {
        const auto [key, value] = make(number);
        out.publish({.topic = topic, .key = key, .value = value}, nullptr);
    }
    if (!out.flush(120s)) throw std::runtime_error{"the topic " + topic + " was not filled"};
}

}  // namespace benchmark
