#pragma once
// The topic handles of one producing client, found without a lock.

#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/topic_name.hpp>

#include <atomic>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gulo::kafka_detail {

/// One handle per topic, made at the first use and kept, so that the client asks for the topic's leaders at once
/// instead of at its next regular refresh. `find` may be called from any thread.
class topic_handles {
public:
    topic_handles() { grow(16); }

    /// The handle, made if need be; null when Kafka does not take the name.
    rd_kafka_topic_t* find(rd_kafka_t* client, std::string_view topic, const std::string& prefix) {
        const std::size_t hash = std::hash<std::string_view>{}(topic);
        if (rd_kafka_topic_t* const known = current_.load(std::memory_order_acquire)->find(hash, topic)) return known;
        return make(client, hash, topic, prefix);
    }

    /// Gives all handles back. Nobody may be in `find` any more.
    void clear() noexcept { entries_.clear(); }

private:
    struct entry {
        std::size_t hash;
        std::string name;
        topic_handle handle;
    };

    // Open addressing; never changed once published, except that an empty place may be filled.
    struct table {
        explicit table(std::size_t size) : places(size) {}

        rd_kafka_topic_t* find(std::size_t hash, std::string_view topic) const noexcept {
            for (std::size_t at = hash & (places.size() - 1);; at = (at + 1) & (places.size() - 1)) {
                const entry* const found = places[at].load(std::memory_order_acquire);
                if (found == nullptr) return nullptr;
                if (found->hash == hash && found->name == topic) return found->handle.get();
            }
        }

        void insert(const entry* added) noexcept {
            std::size_t at = added->hash & (places.size() - 1);
            while (places[at].load(std::memory_order_relaxed) != nullptr) at = (at + 1) & (places.size() - 1);
            places[at].store(added, std::memory_order_release);
        }

        std::vector<std::atomic<const entry*>> places;
    };

    [[gnu::noinline]] rd_kafka_topic_t* make(rd_kafka_t* client, std::size_t hash, std::string_view topic, const std::string& prefix) {
        const std::lock_guard lock{mutex_};
        if (rd_kafka_topic_t* const known = current_.load()->find(hash, topic)) return known;
        if (!is_topic_name(topic) || prefix.size() + topic.size() > longest_topic_name) return nullptr;
        auto added = std::make_unique<entry>(entry{hash, std::string{topic}, nullptr});
        added->handle.reset(rd_kafka_topic_new(client, (prefix + added->name).c_str(), nullptr));
        if (!added->handle) return nullptr;
        entries_.push_back(std::move(added));
        if (entries_.size() * 2 > current_.load()->places.size()) grow(entries_.size() * 4);
        else current_.load()->insert(entries_.back().get());
        return entries_.back()->handle.get();
    }

    // Readers may still be in an older table, so all are kept; together they are no larger than the newest.
    void grow(std::size_t at_least) {
        std::size_t size = 16;
        while (size < at_least) size *= 2;
        auto larger = std::make_unique<table>(size);
        for (const auto& known : entries_) larger->insert(known.get());
        current_.store(larger.get(), std::memory_order_release);
        tables_.push_back(std::move(larger));
    }

    std::mutex mutex_;
    std::vector<std::unique_ptr<entry>> entries_;
    std::vector<std::unique_ptr<table>> tables_;
    std::atomic<table*> current_{nullptr};
};

}  // namespace gulo::kafka_detail
