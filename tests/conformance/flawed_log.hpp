#pragma once
// A transport that is broken on purpose, in one way at a time: the conformance suite has to notice.

#include "in_memory_log.hpp"

#include <gulo/transport/transport.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace conformance_test {

enum class flaw : std::uint8_t {
    drops_records,            ///< every fourth is told as delivered and is not there
    duplicates_records,       ///< every fourth is there twice, with one receipt
    forgets_outcomes,         ///< every fourth publication has no outcome
    hides_refusals,           ///< what is refused is told as delivered
    tells_another_place,      ///< receipts name the next offset
    delivers_after_close,     ///< a closed publisher goes on
    swaps_records,            ///< the first two of a key come in the other order
    loses_headers,            ///< the last header is not there
    invents_keys,             ///< no key becomes an empty one
    starts_at_the_beginning,  ///< whatever the settings say
    commits_too_far,          ///< one record further than asked
    commits_nothing,          ///< and says that it did
    commits_by_itself,        ///< what was read
    hides_refused_commits,
    reads_before_the_assignment,
    reads_after_the_revocation,
    reads_all_partitions_always,  ///< also those that are not to be read
    tells_losses_as_revocations,
};

class flawed_record {
public:
    flawed_record(gulo::memory_record record, flaw has) : record_{std::move(record)}, has_{has} {}

    std::string_view topic() const noexcept { return record_.topic(); }
    std::int32_t partition() const noexcept { return record_.partition(); }
    std::int64_t offset() const noexcept { return record_.offset(); }
    gulo::timestamp time() const noexcept { return record_.time(); }
    std::optional<std::string_view> key() const noexcept {
        return !record_.key() && has_ == flaw::invents_keys ? std::optional{std::string_view{}} : record_.key();
    }
    std::optional<std::string_view> value() const noexcept { return record_.value(); }

    template <class Visit>
    void for_each_header(Visit&& visit) const {
        std::vector<gulo::header_view> all;
        record_.for_each_header([&](const gulo::header_view& each) { all.push_back(each); });
        if (has_ == flaw::loses_headers && !all.empty()) all.pop_back();
        for (const gulo::header_view& each : all) visit(each);
    }

private:
    gulo::memory_record record_;
    flaw has_;
};

class flawed_consumer {
public:
    using record_type = flawed_record;

    flawed_consumer(std::shared_ptr<gulo::memory_broker> broker, const std::vector<std::string>& topics, gulo::consumer_settings settings, flaw has)
        : broker_{std::move(broker)}, group_{settings.group}, has_{has} {
        if (has == flaw::starts_at_the_beginning) settings.start = gulo::first_start::earliest;
        inner_.emplace(broker_->log, broker_->groups, topics, settings);
    }

    void poll(gulo::consumer_inbox<flawed_record>& inbox, std::size_t most, std::chrono::milliseconds wait) {
        gulo::consumer_inbox<gulo::memory_record> read;
        inner_->poll(read, most, said_.empty() ? wait : std::chrono::milliseconds{0});
        for (gulo::consumer_event& each : read.events) take(std::move(each), inbox.events);
        for (gulo::consumer_event& each : said_) inbox.events.push_back(std::move(each));
        said_.clear();
        inbox.positions.insert(inbox.positions.end(), read.positions.begin(), read.positions.end());
        if (has_ == flaw::swaps_records) swap_first_two(read.records);
        for (gulo::memory_record& each : read.records) {
            const gulo::topic_partition from{std::string{each.topic()}, each.partition()};
            next_[from] = each.offset() + 1;
            if (has_ == flaw::commits_by_itself) broker_->log.commit(group_, from, each.offset() + 1);
            inbox.records.emplace_back(std::move(each), has_);
        }
        if (has_ != flaw::reads_after_the_revocation) return;
        for (const gulo::topic_partition& each : revoked_)
            if (auto found = broker_->log.read_next(each, next_[each])) {
                next_[each] = found->offset() + 1;
                inbox.records.emplace_back(gulo::memory_record{std::move(found)}, has_);
            }
    }

    void wake() { inner_->wake(); }
    void assign(std::span<const gulo::topic_partition> partitions) {
        if (has_ != flaw::reads_before_the_assignment) inner_->assign(partitions);
    }
    void release(std::span<const gulo::topic_partition> partitions) {
        revoked_.clear();
        inner_->release(partitions);
    }
    void set_reading(const gulo::topic_partition& partition, bool reading) {
        if (has_ != flaw::reads_all_partitions_always) inner_->set_reading(partition, reading);
    }
    void commit(std::span<const gulo::partition_offset> offsets) {
        std::vector<gulo::partition_offset> changed{offsets.begin(), offsets.end()};
        if (has_ == flaw::commits_nothing) return void(said_.emplace_back(gulo::commit_finished{std::move(changed), std::nullopt}));
        for (gulo::partition_offset& each : changed) each.offset += has_ == flaw::commits_too_far ? 1 : 0;
        inner_->commit(changed);
    }
    void seek(std::span<const gulo::partition_offset> where) { inner_->seek(where); }
    void close(std::chrono::milliseconds bound) { inner_->close(bound); }

private:
    static void swap_first_two(std::vector<gulo::memory_record>& records) {
        for (std::size_t index = 1; index < records.size(); ++index)
            if (records[index].partition() == records[0].partition() && records[index].key() == records[0].key()) return std::swap(records[index], records[0]);
    }

    void take(gulo::consumer_event event, std::vector<gulo::consumer_event>& into) {
        if (auto* const given = std::get_if<gulo::partitions_assigned>(&event); given != nullptr && has_ == flaw::reads_before_the_assignment)
            inner_->assign(given->partitions);
        if (auto* const taken = std::get_if<gulo::partitions_revoked>(&event)) revoked_ = taken->partitions;
        if (auto* const answer = std::get_if<gulo::commit_finished>(&event)) {
            if (has_ == flaw::hides_refused_commits) answer->cause.reset();
            if (has_ == flaw::commits_too_far)
                for (gulo::partition_offset& each : answer->offsets) --each.offset;
        }
        if (auto* const lost = std::get_if<gulo::partitions_lost>(&event); lost != nullptr && has_ == flaw::tells_losses_as_revocations)
            event = gulo::partitions_revoked{lost->partitions};
        into.push_back(std::move(event));
    }

    std::shared_ptr<gulo::memory_broker> broker_;
    std::string group_;
    flaw has_;
    std::optional<gulo::memory_consumer> inner_;
    std::map<gulo::topic_partition, std::int64_t> next_;
    std::vector<gulo::topic_partition> revoked_;
    std::vector<gulo::consumer_event> said_;
};

class flawed_publisher final : public gulo::publisher {
public:
    flawed_publisher(std::shared_ptr<gulo::memory_broker> broker, flaw has) : broker_{std::move(broker)}, has_{has} {}
    // Also what was forgotten belongs to somebody who has to be told in the end, or it leaks.
    ~flawed_publisher() override {
        for (gulo::delivery_listener* const each : forgotten_) each->not_delivered({gulo::errc::delivery_unknown, "forgotten"});
    }

    void publish(const gulo::outgoing_record& record, gulo::delivery_listener* listener) noexcept override {
        if (closed_ && has_ != flaw::delivers_after_close) return tell(listener, {}, gulo::error{gulo::errc::shutting_down, "closed"});
        const bool fourth = ++count_ % 4 == 0;
        if (fourth && has_ == flaw::drops_records) return tell(listener, {std::string{record.topic}, 0, 1'000 + count_, {}}, std::nullopt);
        const auto where = broker_->log.append(record);
        if (fourth && has_ == flaw::duplicates_records) static_cast<void>(broker_->log.append(record));
        if (fourth && has_ == flaw::forgets_outcomes && listener != nullptr) return forgotten_.push_back(listener);
        if (!where && has_ != flaw::hides_refusals) return tell(listener, {}, where.error());
        gulo::receipt told = where ? *where : gulo::receipt{std::string{record.topic}, 0, 1'000 + count_, {}};
        told.offset += has_ == flaw::tells_another_place ? 1 : 0;
        tell(listener, told, std::nullopt);
    }
    std::optional<std::int32_t> prepare_dead_letters(std::string_view source, std::string_view) noexcept override {
        return broker_->log.partition_count(source);
    }
    bool flush(std::chrono::milliseconds) noexcept override { return true; }
    void close() noexcept override { closed_ = true; }

private:
    static void tell(gulo::delivery_listener* listener, const gulo::receipt& where, const std::optional<gulo::error>& why_not) noexcept {
        if (listener == nullptr) return;
        if (why_not) listener->not_delivered(*why_not);
        else listener->delivered(where);
    }

    std::shared_ptr<gulo::memory_broker> broker_;
    flaw has_;
    bool closed_ = false;
    std::int64_t count_ = 0;
    std::vector<gulo::delivery_listener*> forgotten_;
};

class flawed_transport {
public:
    using consumer_type = flawed_consumer;

    flawed_transport(std::shared_ptr<gulo::memory_broker> broker, std::string group, flaw has)
        : broker_{std::move(broker)}, group_{std::move(group)}, has_{has}, out_{std::make_unique<flawed_publisher>(broker_, has)} {}

    bool is_enabled() const noexcept { return true; }
    bool is_connected() const noexcept { return true; }
    std::string service_name() const { return {}; }
    std::string describe() const { return "flawed"; }
    gulo::consumer_settings settings() const {
        gulo::consumer_settings made;
        made.group = group_;
        return made;
    }
    void start(const gulo::transport_environment&) {}
    gulo::publisher& out() noexcept { return *out_; }
    std::unique_ptr<flawed_consumer> subscribe(const std::vector<std::string>& topics, const gulo::consumer_settings& settings) {
        return std::make_unique<flawed_consumer>(broker_, topics, settings, has_);
    }

private:
    std::shared_ptr<gulo::memory_broker> broker_;
    std::string group_;
    flaw has_;
    std::unique_ptr<flawed_publisher> out_;
};

class flawed_log : public in_memory_log {
public:
    explicit flawed_log(flaw has) : has_{has} {}
    flawed_transport transport(const std::string& group) const { return {broker_, group, has_}; }

private:
    flaw has_;
};

}  // namespace conformance_test
