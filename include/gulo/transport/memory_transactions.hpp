#pragma once
// Transactions on the in-memory log.

#include <gulo/transport/memory_group.hpp>
#include <gulo/transport/memory_log.hpp>
#include <gulo/transport/transactions.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gulo {

/// The steps of a transaction, for those who let them fail.
enum class transaction_step : std::uint8_t { open, begin, produce, commit, abort };

/// A consumer's membership in a group of the in-memory log.
template <class = void>
class basic_memory_membership final : public group_membership {
public:
    basic_memory_membership(memory_groups& groups, std::string group, memory_groups::member_id member)
        : groups_{groups}, group_{std::move(group)}, member_{member} {}

    const std::string& group() const noexcept { return group_; }

    /// Runs `action` while no rebalance can take place, if the member owns the partitions of all offsets.
    template <class Action>
    bool while_owning(std::span<const partition_offset> offsets, Action&& action) const {
        return groups_.while_owning(group_, member_, offsets, std::forward<Action>(action));
    }

private:
    memory_groups& groups_;
    std::string group_;
    memory_groups::member_id member_;
};

using memory_membership = basic_memory_membership<>;

/// The writers of one in-memory log. What a transaction wrote is in the log when it is committed, and never when it is
/// aborted, so every reader is a read_committed one. Thread-safe.
template <class = void>
class basic_memory_transactions {
public:
    /// Decides what becomes of a step before it is done; nothing: it is done as usual. With `unknown` for a commit the
    /// answer is lost, and `applied` says whether the commit took place.
    struct fault {
        transaction_result result;
        bool applied = false;
    };
    using interference = std::function<std::optional<fault>(transaction_step step, const outgoing_record* record)>;

    explicit basic_memory_transactions(memory_log& log) : log_{log} {}

    /// From now on `decide` is asked before each step of each writer, on its thread.
    void interfere(interference decide) {
        const std::lock_guard lock{mutex_};
        decide_ = std::move(decide);
    }

    /// A further octet makes a record too large.
    void limit_records(std::size_t largest) noexcept { largest_ = largest; }

    std::unique_ptr<transaction_writer> make_writer(const transaction_settings& settings) { return std::make_unique<writer>(*this, settings.id); }

private:
    class writer final : public transaction_writer {
    public:
        writer(basic_memory_transactions& all, std::string id) : all_{all}, id_{std::move(id)} {}

        transaction_result open() override {
            if (auto found = all_.decided(transaction_step::open, nullptr)) return std::move(found->result);
            const std::lock_guard lock{all_.mutex_};
            epoch_ = ++all_.epochs_[id_];
            return {};
        }
        transaction_result begin() override {
            if (auto found = all_.decided(transaction_step::begin, nullptr)) return std::move(found->result);
            records_.clear();
            return {};
        }
        transaction_result produce(const outgoing_record& record, std::uint64_t tag) override {
            if (auto found = all_.decided(transaction_step::produce, &record)) {
                found->result.guilty = tag;
                return std::move(found->result);
            }
            if (auto refused = all_.log_.refusal(record.topic)) return {transaction_status::abortable, *std::move(refused), tag};
            records_.push_back(copy(record));
            return {};
        }
        transaction_result commit(std::span<const partition_offset> offsets, const group_membership* member) override {
            const auto found = all_.decided(transaction_step::commit, nullptr);
            if (found && !found->applied) return found->result;
            bool fenced = false;
            const auto store = [&] {
                const std::lock_guard lock{all_.mutex_};
                fenced = epoch_ != all_.epochs_[id_];
                if (fenced) return;
                for (const copied& each : records_) static_cast<void>(all_.log_.append(each.view()));
                if (const auto* const of = static_cast<const memory_membership*>(member))
                    for (const partition_offset& each : offsets) all_.log_.commit(of->group(), each.partition, each.offset);
            };
            const bool owned = member == nullptr || static_cast<const memory_membership*>(member)->while_owning(offsets, store);
            if (member == nullptr) store();
            records_.clear();
            if (!owned)
                return {transaction_status::abortable,
                        {errc::stale_assignment, "the consumer is not a member of its group any more, or does not own the partitions"},
                        {}};
            if (fenced) return {transaction_status::fenced, {errc::transport_failure, "a newer writer has the id \"" + id_ + "\""}, {}};
            return found ? found->result : transaction_result{};
        }
        transaction_result abort() override {
            records_.clear();
            if (auto found = all_.decided(transaction_step::abort, nullptr)) return std::move(found->result);
            const std::lock_guard lock{all_.mutex_};
            if (epoch_ != all_.epochs_[id_]) return {transaction_status::fenced, {errc::transport_failure, "a newer writer has the id \"" + id_ + "\""}, {}};
            return {};
        }
        void interrupt() noexcept override {}
        std::size_t largest_record() const noexcept override { return all_.largest_; }
        bool may_block() const noexcept override { return false; }

    private:
        struct copied {
            std::string topic;
            std::int32_t partition = any_partition;
            std::optional<std::string> key;
            std::optional<std::string> value;
            std::vector<std::pair<std::string, std::optional<std::string>>> headers;
            std::vector<header_view> views;
            std::optional<timestamp> time;

            outgoing_record view() const { return {topic, partition, key, value, views, time}; }
        };

        static copied copy(const outgoing_record& record) {
            copied made{std::string{record.topic}, record.partition, {}, {}, {}, {}, record.time};
            if (record.key) made.key = *record.key;
            if (record.value) made.value = *record.value;
            for (const header_view& header : record.headers)
                made.headers.emplace_back(header.name, header.value ? std::optional<std::string>{*header.value} : std::nullopt);
            for (const auto& [name, value] : made.headers) made.views.push_back({name, value ? std::optional<std::string_view>{*value} : std::nullopt});
            return made;
        }

        basic_memory_transactions& all_;
        std::string id_;
        std::uint64_t epoch_ = 0;
        std::vector<copied> records_;
    };

    std::optional<fault> decided(transaction_step step, const outgoing_record* record) {
        interference decide;
        {
            const std::lock_guard lock{mutex_};
            decide = decide_;
        }
        return decide ? decide(step, record) : std::nullopt;
    }

    memory_log& log_;
    std::mutex mutex_;
    std::map<std::string, std::uint64_t> epochs_;
    interference decide_;
    std::atomic<std::size_t> largest_ = 1'000'000;
};

using memory_transactions = basic_memory_transactions<>;

}  // namespace gulo
