// Loads and reads a cluster by librdkafka alone. Keys, values and header values are hexadecimal; "-" is null.
//   raw_client create BROKERS REPLICAS TOPIC:PARTITIONS…
//   raw_client produce BROKERS TOPIC      lines "KEY VALUE NAME=VALUE,…" on standard input; prints what was delivered
//   raw_client read BROKERS TOPIC ISOLATION   every record from the beginning to the end: "PARTITION OFFSET KEY VALUE HEADERS"
//   raw_client offsets BROKERS GROUP TOPIC    "PARTITION COMMITTED END"
//   raw_client stable BROKERS TOPIC    "PARTITION LAST_STABLE END": they differ while a transaction is open
//   raw_client replicas BROKERS [TOPIC]   "TOPIC PARTITION LEADER IN_STEP REPLICAS"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "raw_client: %s\n", why.c_str());
    std::_Exit(1);
}

using options = std::initializer_list<std::pair<const char*, std::string>>;

rd_kafka_t* open(rd_kafka_type_t type, const std::string& brokers, options values, void (*report)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    char reason[512] = "";
    const auto set = [&](const char* name, const std::string& value) {
        if (rd_kafka_conf_set(conf, name, value.c_str(), reason, sizeof reason) != RD_KAFKA_CONF_OK) fail(reason);
    };
    set("bootstrap.servers", brokers);
    set("log_level", "0");
    set("topic.metadata.refresh.interval.ms", "2000");
    for (const auto& [name, value] : values) set(name, value);
    if (report != nullptr) rd_kafka_conf_set_dr_msg_cb(conf, report);
    rd_kafka_t* const client = rd_kafka_new(type, conf, reason, sizeof reason);
    if (client == nullptr) fail(reason);
    return client;
}

std::string to_hex(const void* data, std::size_t size) {
    if (data == nullptr) return "-";
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t at = 0; at < size; ++at) {
        const auto octet = static_cast<const unsigned char*>(data)[at];
        text += digits[octet >> 4];
        text += digits[octet & 15];
    }
    return text.empty() ? "\"\"" : text;
}

struct octets {
    bool is_null = false;
    std::string value;
    const void* data() const { return is_null ? nullptr : value.data(); }
};

octets from_hex(std::string_view text) {
    octets made;
    if (text == "-") made.is_null = true;
    if (text == "-" || text == "\"\"") return made;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) made.value += static_cast<char>(std::stoi(std::string{text.substr(at, 2)}, nullptr, 16));
    return made;
}

const rd_kafka_metadata_t* metadata_of(rd_kafka_t* client, const char* topic) {
    rd_kafka_topic_t* const handle = topic != nullptr ? rd_kafka_topic_new(client, topic, nullptr) : nullptr;
    const rd_kafka_metadata_t* found = nullptr;
    const rd_kafka_resp_err_t code = rd_kafka_metadata(client, handle == nullptr ? 1 : 0, handle, &found, 20'000);
    if (handle != nullptr) rd_kafka_topic_destroy(handle);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) fail(rd_kafka_err2str(code));
    return found;
}

int partition_count(rd_kafka_t* client, const std::string& topic) {
    const rd_kafka_metadata_t* const metadata = metadata_of(client, topic.c_str());
    const int count = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    return count;
}

// ---- create

void create(const std::string& brokers, int replicas, const std::vector<std::string>& topics) {
    rd_kafka_t* const client = open(RD_KAFKA_PRODUCER, brokers, {});
    std::vector<rd_kafka_NewTopic_t*> wanted;
    char reason[512] = "";
    for (const std::string& each : topics) {
        const std::size_t colon = each.rfind(':');
        wanted.push_back(rd_kafka_NewTopic_new(each.substr(0, colon).c_str(), std::stoi(each.substr(colon + 1)), replicas, reason, sizeof reason));
        if (wanted.back() == nullptr) fail(reason);
    }
    rd_kafka_queue_t* const queue = rd_kafka_queue_new(client);
    rd_kafka_CreateTopics(client, wanted.data(), wanted.size(), nullptr, queue);
    rd_kafka_event_t* const event = rd_kafka_queue_poll(queue, 60'000);
    if (event == nullptr || rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) fail("topics were not created");
    std::size_t count = 0;
    const rd_kafka_topic_result_t* const* const results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    for (std::size_t at = 0; at < count; ++at)
        if (const auto code = rd_kafka_topic_result_error(results[at]); code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
            fail(rd_kafka_err2str(code));
}

// ---- produce

std::size_t delivered = 0;
std::size_t refused = 0;

void report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        ++delivered;
        std::printf("%d %lld\n", message->partition, static_cast<long long>(message->offset));
    } else {
        ++refused;
        std::fprintf(stderr, "not delivered: %s\n", rd_kafka_err2str(message->err));
    }
}

void produce(const std::string& brokers, const std::string& topic) {
    // One request at a time keeps the order. Not idempotent: that goes fatal when a leader is killed at the wrong moment,
    // and a record that is there twice is two records for the checker.
    rd_kafka_t* const client = open(RD_KAFKA_PRODUCER, brokers,
                                    {{"max.in.flight.requests.per.connection", "1"},
                                     {"message.send.max.retries", "2147483647"},
                                     {"message.timeout.ms", "0"},
                                     {"request.required.acks", "all"},
                                     {"partitioner", "murmur2_random"},
                                     {"linger.ms", "5"}},
                                    &report);
    rd_kafka_topic_t* const handle = rd_kafka_topic_new(client, topic.c_str(), nullptr);
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words{line};
        std::string key_text, value_text, header_text;
        words >> key_text >> value_text >> header_text;
        const octets key = from_hex(key_text);
        const octets value = from_hex(value_text);
        rd_kafka_headers_t* const headers = rd_kafka_headers_new(4);
        std::istringstream pairs{header_text};
        for (std::string pair; std::getline(pairs, pair, ',');) {
            const std::size_t equals = pair.find('=');
            const octets content = from_hex(std::string_view{pair}.substr(equals + 1));
            rd_kafka_header_add(headers, pair.data(), static_cast<ssize_t>(equals), content.data(), static_cast<ssize_t>(content.value.size()));
        }
        for (;;) {
            rd_kafka_vu_t parts[5];
            parts[0].vtype = RD_KAFKA_VTYPE_RKT;
            parts[0].u.rkt = handle;
            parts[1].vtype = RD_KAFKA_VTYPE_KEY;
            parts[1].u.mem = {const_cast<void*>(key.data()), key.value.size()};
            parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
            parts[2].u.mem = {const_cast<void*>(value.data()), value.value.size()};
            parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
            parts[3].u.i = RD_KAFKA_MSG_F_COPY;
            parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
            parts[4].u.headers = headers;
            rd_kafka_error_t* const fault = rd_kafka_produceva(client, parts, 5);
            if (fault == nullptr) break;
            if (rd_kafka_error_code(fault) != RD_KAFKA_RESP_ERR__QUEUE_FULL) fail(rd_kafka_error_string(fault));
            rd_kafka_error_destroy(fault);
            rd_kafka_poll(client, 100);
        }
        rd_kafka_poll(client, 0);
    }
    rd_kafka_flush(client, 180'000);
    if (const int left = rd_kafka_outq_len(client); left != 0) fail(std::to_string(left) + " records were not taken by the cluster");
    if (refused != 0) fail(std::to_string(refused) + " records were refused by the cluster");
}

// ---- read

void print(const rd_kafka_message_t* message) {
    std::string headers;
    rd_kafka_headers_t* list = nullptr;
    if (rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char* name = nullptr;
        const void* value = nullptr;
        std::size_t size = 0;
        for (std::size_t at = 0; rd_kafka_header_get_all(list, at, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++at)
            headers.append(headers.empty() ? "" : ",").append(name).append("=").append(to_hex(value, size));
    }
    std::printf("%d %lld %s %s %s\n", message->partition, static_cast<long long>(message->offset), to_hex(message->key, message->key_len).c_str(),
                to_hex(message->payload, message->len).c_str(), headers.c_str());
}

void read(const std::string& brokers, const std::string& topic, const std::string& isolation) {
    rd_kafka_t* const client = open(RD_KAFKA_CONSUMER, brokers,
                                    {{"group.id", "independent-reader"},
                                     {"enable.auto.commit", "false"},
                                     {"enable.partition.eof", "true"},
                                     {"auto.offset.reset", "error"},
                                     {"isolation.level", isolation}});
    rd_kafka_poll_set_consumer(client);
    const int count = partition_count(client, topic);
    rd_kafka_topic_partition_list_t* const all = rd_kafka_topic_partition_list_new(count);
    for (int partition = 0; partition < count; ++partition) rd_kafka_topic_partition_list_add(all, topic.c_str(), partition)->offset = 0;
    rd_kafka_assign(client, all);
    std::set<int> ended;
    auto last = std::chrono::steady_clock::now();
    while (ended.size() < static_cast<std::size_t>(count)) {
        rd_kafka_message_t* const message = rd_kafka_consumer_poll(client, 1'000);
        if (message == nullptr) {
            if (std::chrono::steady_clock::now() - last > std::chrono::seconds{60}) fail("topic " + topic + " cannot be read to its end");
            continue;
        }
        last = std::chrono::steady_clock::now();
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) print(message);
        else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) ended.insert(message->partition);
        else if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) fail(rd_kafka_message_errstr(message));
        rd_kafka_message_destroy(message);
    }
}

void offsets(const std::string& brokers, const std::string& group, const std::string& topic) {
    rd_kafka_t* const client = open(RD_KAFKA_CONSUMER, brokers, {{"group.id", group}, {"enable.auto.commit", "false"}});
    const int count = partition_count(client, topic);
    rd_kafka_topic_partition_list_t* const all = rd_kafka_topic_partition_list_new(count);
    for (int partition = 0; partition < count; ++partition) rd_kafka_topic_partition_list_add(all, topic.c_str(), partition);
    if (const auto code = rd_kafka_committed(client, all, 20'000); code != RD_KAFKA_RESP_ERR_NO_ERROR) fail(rd_kafka_err2str(code));
    for (int at = 0; at < all->cnt; ++at) {
        std::int64_t low = 0;
        std::int64_t high = 0;
        if (const auto code = rd_kafka_query_watermark_offsets(client, topic.c_str(), all->elems[at].partition, &low, &high, 20'000);
            code != RD_KAFKA_RESP_ERR_NO_ERROR)
            fail(rd_kafka_err2str(code));
        std::printf("%d %lld %lld\n", all->elems[at].partition, static_cast<long long>(all->elems[at].offset), static_cast<long long>(high));
    }
}

void stable(const std::string& brokers, const std::string& topic) {
    rd_kafka_t* const committed = open(RD_KAFKA_CONSUMER, brokers, {{"isolation.level", "read_committed"}});
    rd_kafka_t* const all = open(RD_KAFKA_CONSUMER, brokers, {{"isolation.level", "read_uncommitted"}});
    const int count = partition_count(all, topic);
    for (int partition = 0; partition < count; ++partition) {
        std::int64_t low = 0;
        std::int64_t last_stable = 0;
        std::int64_t end = 0;
        for (const auto& [client, found] : {std::pair{committed, &last_stable}, std::pair{all, &end}})
            if (const auto code = rd_kafka_query_watermark_offsets(client, topic.c_str(), partition, &low, found, 20'000); code != RD_KAFKA_RESP_ERR_NO_ERROR)
                fail(rd_kafka_err2str(code));
        std::printf("%d %lld %lld\n", partition, static_cast<long long>(last_stable), static_cast<long long>(end));
    }
}

void replicas(const std::string& brokers, const char* topic) {
    rd_kafka_t* const client = open(RD_KAFKA_CONSUMER, brokers, {});
    const rd_kafka_metadata_t* const metadata = metadata_of(client, topic);
    for (int at = 0; at < metadata->topic_cnt; ++at)
        for (int partition = 0; partition < metadata->topics[at].partition_cnt; ++partition) {
            const rd_kafka_metadata_partition& each = metadata->topics[at].partitions[partition];
            std::printf("%s %d %d %d %d\n", metadata->topics[at].topic, each.id, each.leader, each.isr_cnt, each.replica_cnt);
        }
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words{argv + 1, argv + argc};
    if (words.size() >= 4 && words[0] == "create") create(words[1], std::stoi(words[2]), {words.begin() + 3, words.end()});
    else if (words.size() == 3 && words[0] == "produce") produce(words[1], words[2]);
    else if (words.size() == 4 && words[0] == "read") read(words[1], words[2], words[3]);
    else if (words.size() == 4 && words[0] == "offsets") offsets(words[1], words[2], words[3]);
    else if (words.size() == 3 && words[0] == "stable") stable(words[1], words[2]);
    else if ((words.size() == 2 || words.size() == 3) && words[0] == "replicas") replicas(words[1], words.size() == 3 ? words[2].c_str() : nullptr);
    else fail("see the head of its source");
    std::fflush(stdout);
    std::_Exit(0);  // what librdkafka still holds goes with the process
}
