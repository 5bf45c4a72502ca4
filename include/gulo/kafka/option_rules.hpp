#pragma once
// The options of librdkafka that a delivery rule depends on, and why they are not free.

#include <array>
#include <string_view>

namespace gulo::kafka_detail {

struct option_rule {
    std::string_view name;
    std::string_view only;    ///< the one value that is taken; empty: none
    std::string_view reason;  ///< ends the sentence "… is refused: "
};

inline constexpr std::array<option_rule, 15> option_rules{{
    {"enable.auto.commit", "false", "an offset is committed only after its record was handled; the client committing by itself loses records"},
    {"auto.commit.enable", "false", "an offset is committed only after its record was handled; the client committing by itself loses records"},
    {"enable.auto.offset.store", "false", "an offset is committed only after its record was handled; the client storing offsets by itself loses records"},
    {"isolation.level", "read_committed", "records of aborted transactions must not be handled"},
    {"enable.partition.eof", "false", "the end of a partition is no record"},
    {"delivery.report.only.error", "false", "every publish has an outcome that is seen"},
    {"log.queue", "false", "the client's log goes to the application's log sink"},
    {"auto.offset.reset", "", "where reading starts is set by consumer_auto_offset_reset"},
    {"group.id", "", "the consumer group is set by consumer_group_id"},
    {"metadata.broker.list", "", "the brokers are set by bootstrap_servers"},
    {"client.id", "", "the client id is set by client_id"},
    {"transactional.id", "", "a producer with transactions refuses records outside of them"},
    {"test.mock.num.brokers", "", "each client would get a cluster of its own; use gulo::embedded_broker or the program gulo-broker"},
    {"enable.idempotence", "", "it is set by enable_idempotence"},
    {"enable.gapless.guarantee", "false", "one record that cannot be delivered would stop the producer for good"},
}};

inline const option_rule* find_rule(std::string_view canonical) noexcept {
    for (const option_rule& rule : option_rules)
        if (rule.name == canonical) return &rule;
    return nullptr;
}

}  // namespace gulo::kafka_detail
