#pragma once
// Transactions on Kafka: gulo::transaction_writer over librdkafka.

#include <gulo/kafka/client.hpp>
#include <gulo/kafka/client_errors.hpp>
#include <gulo/kafka/headers.hpp>
#include <gulo/kafka/topic_handles.hpp>
#include <gulo/kafka/transaction_results.hpp>
#include <gulo/transport/transactions.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>

namespace gulo {

/// One producer with a transactional id. Its calls wait for brokers; delivery reports are served on a thread of its own,
/// without which they would never return. Not usable after fork().
class kafka_transactional_producer final : public transaction_writer, private kafka_detail::client_context {
public:
    /// Throws gulo::failure (errc::invalid_configuration); does not wait for a broker.
    kafka_transactional_producer(const kafka_config& config, const transport_environment& environment, const transaction_settings& settings,
                                 std::shared_ptr<kafka_detail::connection_watch> shared_watch)
        : client_context{kafka_detail::make_client_log(config, environment.log), std::move(shared_watch)},
          settings_{settings},
          prefix_{config.topic_prefix.empty() ? "" : config.topic_prefix + "."} {
        const auto delivery = (std::min)(config.producer_delivery_timeout, settings.timeout);
        kafka_detail::conf_handle conf = kafka_detail::checked_conf(config, kafka_detail::client_role::producer, environment.service,
                                                                    {{"transactional.id", settings.id},
                                                                     {"transaction.timeout.ms", std::to_string(settings.timeout.count())},
                                                                     {"message.timeout.ms", std::to_string(delivery.count())},
                                                                     {"enable.idempotence", "true"},
                                                                     // A commit says that all were stored; only failures are of interest.
                                                                     {"delivery.report.only.error", "true"}});
        // Outputs are held to this before they are written, dead letters are not: they are as large as their records were.
        if (const std::string* const given = kafka_detail::passed_through(config, kafka_detail::client_role::producer, "message.max.bytes")) {
            largest_ = static_cast<std::size_t>(std::atoll(given->c_str()));
            rd_kafka_conf_set(conf.get(), "message.max.bytes", std::to_string((std::max)(largest_, for_dead_letters)).c_str(), nullptr, 0);
        }
        rd_kafka_conf_set_dr_msg_cb(conf.get(), &report_delivery);
        rd_kafka_conf_set_error_cb(conf.get(), &report_error);
        client_ = kafka_detail::open_client(RD_KAFKA_PRODUCER, std::move(conf), *this, config);
        try {
            server_ = std::thread{[this] {
                while (!stopping_.load()) rd_kafka_poll(client_, 100);
            }};
        } catch (...) {
            rd_kafka_destroy(client_);
            throw;
        }
    }

    ~kafka_transactional_producer() override {
        stopping_.store(true);
        server_.join();
        rd_kafka_purge(client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        while (rd_kafka_poll(client_, 0) > 0) {}
        topics_.clear();
        rd_kafka_destroy(client_);
    }

    transaction_result open() override {
        transaction_result result = again([&](int wait) { return rd_kafka_init_transactions(client_, wait); },
                                          "opening the transactional producer \"" + settings_.id + "\"", transaction_status::fatal, std::nullopt);
        if (!result.is_done() || !is_embedded()) return result;
        return {transaction_status::fatal, no_transactions_here(), {}};
    }

    transaction_result begin() override {
        {
            const std::lock_guard lock{mutex_};
            refused_.reset();
        }
        const kafka_detail::error_handle fault{rd_kafka_begin_transaction(client_)};
        return fault ? kafka_detail::classify(client_, fault.get(), "the begin of a transaction", transaction_status::unknown) : transaction_result{};
    }

    transaction_result produce(const outgoing_record& record, std::uint64_t tag) override {
        rd_kafka_topic_t* const topic = topics_.find(client_, record.topic, prefix_);
        if (topic == nullptr)
            return {transaction_status::abortable,
                    {errc::invalid_topic, "\"" + std::string{record.topic} + "\" cannot be a topic's name; 1 to 249 letters, digits, '.', '_' or '-'"},
                    tag};
        kafka_detail::headers_handle headers = kafka_detail::make_headers(record.headers);
        for (;;) {
            const kafka_detail::error_handle fault{produce_with(topic, record, headers, tag)};
            if (!fault) return {};
            const rd_kafka_resp_err_t code = rd_kafka_error_code(fault.get());
            if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
                if (interrupted_.load()) return interruption();
                std::this_thread::sleep_for(std::chrono::milliseconds{1});
                continue;
            }
            if (code == RD_KAFKA_RESP_ERR__FATAL || code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR__STATE)
                return blamed(kafka_detail::classify(client_, fault.get(), "writing into a transaction", transaction_status::abortable));
            return refusal(code, record.topic, record.value.value_or("").size() + record.key.value_or("").size(), tag);
        }
    }

    transaction_result commit(std::span<const partition_offset> offsets, const group_membership* member) override {
        const auto deadline = std::chrono::steady_clock::now() + settings_.timeout + std::chrono::seconds{5};
        if (!offsets.empty() && member != nullptr) {
            const kafka_detail::list_handle list{rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size()))};
            for (const partition_offset& each : offsets)
                rd_kafka_topic_partition_list_add(list.get(), (prefix_ + each.partition.topic).c_str(), each.partition.partition)->offset = each.offset;
            const auto* const proof = static_cast<const kafka_detail::kafka_membership*>(member)->native();
            transaction_result sent = again([&](int wait) { return rd_kafka_send_offsets_to_transaction(client_, list.get(), proof, 20 * wait); },
                                            "adding offsets to a transaction", transaction_status::abortable, deadline);
            // A request that waits behind many records takes its time, and begins anew when it is cut short.
            // Nothing is committed as long as nobody asks for it.
            if (sent.status == transaction_status::unknown) sent.status = transaction_status::abortable;
            if (!sent.is_done()) return blamed(std::move(sent));
        }
        // After a refusal nothing more is sent, and waiting would be in vain; once the commit is asked for, it has to be waited for.
        for (int slices = 0; slices < 10 && rd_kafka_flush(client_, slice) != RD_KAFKA_RESP_ERR_NO_ERROR; ++slices)
            if (auto refused = first_refusal()) return *std::move(refused);
        if (auto refused = first_refusal()) return *std::move(refused);
        return blamed(
            again([&](int wait) { return rd_kafka_commit_transaction(client_, wait); }, "the commit of a transaction", transaction_status::unknown, deadline));
    }

    /// A client that cannot abort is of no further use; what it left open is aborted when a new one opens, so the outcome is
    /// only unknown.
    transaction_result abort() override {
        {
            const std::lock_guard lock{mutex_};
            refused_.reset();
        }
        const auto deadline = std::chrono::steady_clock::now() + settings_.timeout + std::chrono::seconds{5};
        transaction_result result =
            again([&](int wait) { return rd_kafka_abort_transaction(client_, wait); }, "the abort of a transaction", transaction_status::unknown, deadline);
        if (result.status == transaction_status::fatal) result.status = transaction_status::unknown;
        return result;
    }

    void interrupt() noexcept override { interrupted_.store(true); }

    /// What librdkafka adds to a record is counted.
    std::size_t largest_record() const noexcept override { return largest_ > 1'024 ? largest_ - 512 : largest_ / 2; }
    bool may_block() const noexcept override { return true; }

    static error no_transactions_here() {
        return {errc::invalid_configuration,
                "the embedded broker has no transactions, so nothing can be exactly once on it; use Apache Kafka, or gulo::in_memory in tests, or leave "
                "gulo::exactly_once out"};
    }

private:
    static constexpr std::size_t for_dead_letters = 100'000'000;
    static constexpr int slice = 100;  // milliseconds after which an interruption is noticed

    // A call that ran into its slice is made again: librdkafka goes on where it was.
    template <class Call>
    transaction_result again(Call&& call, const std::string& what, transaction_status otherwise,
                             std::optional<std::chrono::steady_clock::time_point> deadline) {
        for (;;) {
            const kafka_detail::error_handle fault{call(slice)};
            if (!fault) return {};
            const bool late = deadline && std::chrono::steady_clock::now() >= *deadline;
            if (rd_kafka_error_is_retriable(fault.get()) == 0) return kafka_detail::classify(client_, fault.get(), what, otherwise);
            if (interrupted_.load()) return interruption();
            if (late)
                return {transaction_status::unknown,
                        kafka_detail::transaction_error(rd_kafka_error_code(fault.get()), what, rd_kafka_error_string(fault.get())),
                        {}};
            if (rd_kafka_error_code(fault.get()) != RD_KAFKA_RESP_ERR__TIMED_OUT) std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
    }

    rd_kafka_error_t* produce_with(rd_kafka_topic_t* topic, const outgoing_record& record, kafka_detail::headers_handle& headers, std::uint64_t tag) noexcept {
        rd_kafka_vu_t parts[8];
        std::size_t count = 0;
        const auto part = [&](rd_kafka_vtype_t type) -> auto& {
            parts[count].vtype = type;
            return parts[count++].u;
        };
        // librdkafka only reads what it copies, but takes pointers to non-const.
        const auto memory = [](const std::optional<std::string_view>& text) { return text ? const_cast<char*>(kafka_detail::never_null(*text)) : nullptr; };
        part(RD_KAFKA_VTYPE_RKT).rkt = topic;
        part(RD_KAFKA_VTYPE_PARTITION).i32 = record.partition;
        part(RD_KAFKA_VTYPE_MSGFLAGS).i = RD_KAFKA_MSG_F_COPY;
        part(RD_KAFKA_VTYPE_VALUE).mem = {memory(record.value), record.value.value_or("").size()};
        part(RD_KAFKA_VTYPE_KEY).mem = {memory(record.key), record.key.value_or("").size()};
        part(RD_KAFKA_VTYPE_OPAQUE).ptr = reinterpret_cast<void*>(static_cast<std::uintptr_t>(tag));
        if (!record.headers.empty()) part(RD_KAFKA_VTYPE_HEADERS).headers = headers.get();
        if (record.time) part(RD_KAFKA_VTYPE_TIMESTAMP).i64 = std::chrono::duration_cast<std::chrono::milliseconds>(record.time->time_since_epoch()).count();
        rd_kafka_error_t* const fault = rd_kafka_produceva(client_, parts, count);
        if (fault == nullptr && !record.headers.empty()) static_cast<void>(headers.release());  // they belong to the message now
        return fault;
    }

    static transaction_result interruption() {
        return {transaction_status::interrupted, {errc::shutting_down, "a transaction was interrupted by the shutdown"}, {}};
    }

    // A record is to blame only for what it cannot get rid of; a broker that is away is nobody's fault.
    static transaction_result refusal(rd_kafka_resp_err_t code, std::string_view topic, std::size_t size, std::uint64_t tag) {
        transaction_result result{transaction_status::abortable, kafka_detail::delivery_error(code, topic, size, false), {}};
        const errc kind = result.cause.code;
        if (kind == errc::message_too_large || kind == errc::invalid_topic || kind == errc::not_authorized) result.guilty = tag;
        return result;
    }

    std::optional<transaction_result> first_refusal() {
        const std::lock_guard lock{mutex_};
        return refused_;
    }

    // The client's own words about a failed transaction do not name the record; its report may come a little later.
    transaction_result blamed(transaction_result result) {
        if (result.status != transaction_status::abortable) return result;
        for (int waits = 0; waits < 20; ++waits) {
            if (auto refused = first_refusal()) return *std::move(refused);
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return result;
    }

    static kafka_transactional_producer& self(rd_kafka_t* client) noexcept { return static_cast<kafka_transactional_producer&>(client_context::of(client)); }

    static void report_delivery(rd_kafka_t* client, const rd_kafka_message_t* message, void*) {
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || message->err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message->err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
            return;
        try {
            self(client).refused(*message);
        } catch (...) {
            // Only memory can fail here; the client itself remembers that a record failed.
        }
    }

    // Of a request that is refused for its size all records fail; the largest is to blame.
    void refused(const rd_kafka_message_t& message) {
        const std::size_t size = message.len + message.key_len;
        const std::lock_guard lock{mutex_};
        if (refused_ && size <= refused_size_) return;
        refused_ = refusal(message.err, std::string_view{rd_kafka_topic_name(message.rkt)}.substr(prefix_.size()), size,
                           static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(message._private)));
        refused_size_ = size;
    }

    static void report_error(rd_kafka_t* client, int code, const char* reason, void*) {
        try {
            if (code != RD_KAFKA_RESP_ERR__FATAL && self(client).watch) self(client).watch->noticed(static_cast<rd_kafka_resp_err_t>(code), reason);
        } catch (...) {
            // An entry that cannot be written is lost; nothing may cross the C frames above.
        }
    }

    bool is_embedded() {
        char* const name = rd_kafka_clusterid(client_, 500);
        if (name == nullptr) return false;
        const bool embedded = std::string_view{name}.starts_with("mockCluster");
        rd_kafka_mem_free(client_, name);
        return embedded;
    }

    transaction_settings settings_;
    std::string prefix_;
    std::size_t largest_ = 1'114'124;  // the broker's default for a record, and what compression may save of it
    rd_kafka_t* client_ = nullptr;
    kafka_detail::topic_handles topics_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> interrupted_{false};
    std::mutex mutex_;
    std::optional<transaction_result> refused_;
    std::size_t refused_size_ = 0;
    std::thread server_;
};

}  // namespace gulo
