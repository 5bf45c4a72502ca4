#pragma once
// Whether a broker can be reached, from what a client happens to notice, and one log entry per change.

#include <gulo/kafka/client_errors.hpp>
#include <gulo/kafka/secret_list.hpp>
#include <gulo/observe/log.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace gulo::kafka_detail {

/// Shared by the clients of one connection; all functions from any thread. A broker that goes away tells its
/// clients dozens of times; the log gets one entry, and one when it is back.
class connection_watch {
public:
    connection_watch(const kafka_config& config, log_sink log) : config_{config}, secrets_{config}, log_{std::move(log)} {}

    bool is_connected() const noexcept { return state_.load(std::memory_order_relaxed) == state::connected; }

    /// A broker answered.
    void up() {
        if (is_connected()) return;
        const state before = state_.exchange(state::connected);
        if (before == state::connected) return;
        write_log(log_, severity::information, before == state::starting ? "connected to Kafka" : "connected to Kafka again",
                  {{"bootstrap_servers", config_.bootstrap_servers}});
    }

    /// A broker answered at some time since the start; says nothing any more once there was other news.
    void was_up() {
        if (state_.load() == state::starting) up();
    }

    /// A client noticed `code`; `reason` is librdkafka's text. Codes that say nothing about the connection are ignored.
    void noticed(rd_kafka_resp_err_t code, std::string_view reason) {
        std::string text{reason};
        secrets_.mask_in(text);
        switch (kind_of(code)) {
        case errc::authentication_failed: return down(state::refused, authentication_error(config_, text));
        case errc::broker_unavailable: break;
        default: return;
        }
        std::string last;
        int certificate = 0;
        {
            const std::lock_guard lock{mutex_};
            if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
                last_reason_ = std::move(text);
                return;
            }
            last = last_reason_;
            certificate = std::exchange(certificate_, 0);
        }
        // Refused credentials end in "all brokers down" too; the first cause is the one that helps.
        if (state_.load() != state::refused) down(state::away, unreachable_error(config_, last, certificate));
    }

    /// A line of the client's log about a connection that failed. Never throws.
    void heard(std::string_view line) noexcept {
        if (connection_remedy(line).empty()) return;
        try {
            std::string text{line.substr(line.starts_with("[thrd:") ? (std::min)(line.find("]: ") + 3, line.size()) : 0)};
            secrets_.mask_in(text);
            const std::lock_guard lock{mutex_};
            last_reason_ = std::move(text);
        } catch (...) {
            // Only memory can fail here; the error is reported without its reason then.
        }
    }

    /// OpenSSL refused the broker's certificate, with its X509_V_ERR_… number.
    void refused_certificate(int reason) {
        const std::lock_guard lock{mutex_};
        certificate_ = reason;
    }

private:
    enum class state : std::uint8_t { starting, connected, away, refused };

    void down(state now, const error& cause) {
        if (state_.exchange(now) != now) write_log(log_, severity::error, cause.message, {{"error", "broker_connection"}});
    }

    kafka_config config_;
    secret_list secrets_;
    log_sink log_;
    std::atomic<state> state_{state::starting};
    std::mutex mutex_;
    std::string last_reason_;
    int certificate_ = 0;
};

}  // namespace gulo::kafka_detail
