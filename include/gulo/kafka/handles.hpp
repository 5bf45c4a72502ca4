#pragma once
// Owners of librdkafka's handles. One that is not given back makes the client's destruction hang for ever.

#include <librdkafka/rdkafka.h>

#include <memory>

namespace gulo::kafka_detail {

template <auto Destroy>
struct destroyer {
    template <class Handle>
    void operator()(Handle* handle) const noexcept {
        Destroy(handle);
    }
};

template <class Handle, auto Destroy>
using handle = std::unique_ptr<Handle, destroyer<Destroy>>;

using conf_handle = handle<rd_kafka_conf_t, &rd_kafka_conf_destroy>;
using topic_conf_handle = handle<rd_kafka_topic_conf_t, &rd_kafka_topic_conf_destroy>;
using client_handle = handle<rd_kafka_t, &rd_kafka_destroy>;
using topic_handle = handle<rd_kafka_topic_t, &rd_kafka_topic_destroy>;
using queue_handle = handle<rd_kafka_queue_t, &rd_kafka_queue_destroy>;
using event_handle = handle<rd_kafka_event_t, &rd_kafka_event_destroy>;
using message_handle = handle<rd_kafka_message_t, &rd_kafka_message_destroy>;
using list_handle = handle<rd_kafka_topic_partition_list_t, &rd_kafka_topic_partition_list_destroy>;
using headers_handle = handle<rd_kafka_headers_t, &rd_kafka_headers_destroy>;
using error_handle = handle<rd_kafka_error_t, &rd_kafka_error_destroy>;
using new_topic_handle = handle<rd_kafka_NewTopic_t, &rd_kafka_NewTopic_destroy>;
using admin_options_handle = handle<rd_kafka_AdminOptions_t, &rd_kafka_AdminOptions_destroy>;

struct metadata_destroyer {
    void operator()(const rd_kafka_metadata_t* metadata) const noexcept { rd_kafka_metadata_destroy(metadata); }
};
using metadata_handle = std::unique_ptr<const rd_kafka_metadata_t, metadata_destroyer>;

}  // namespace gulo::kafka_detail
