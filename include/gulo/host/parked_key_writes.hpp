#pragma once
// Entries that are written to an index of parked keys again, until they are stored (rule R7).

#include <gulo/base/clock.hpp>
#include <gulo/base/error.hpp>
#include <gulo/transport/publisher.hpp>
#include <gulo/transport/record.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// One entry at most of each key, the newest. All functions from the consumer loop's thread; outcomes may come from any thread,
/// also when this is gone.
class parked_key_writes {
public:
    /// `out` outlives it.
    explicit parked_key_writes(publisher& out) : out_{out} {}

    /// The key's entry goes to `index` with the next `write_out`.
    void add(const topic_partition& source, const topic_partition& index, std::string_view key, std::int64_t parking) {
        waiting& of_source = sources_.try_emplace(source, waiting{index, {}}).first->second;
        of_source.keys.insert_or_assign(std::string{key}, entry{parking, nullptr});
    }

    /// The key was parked, or a parking of it is over, later than what waits here was added. Without `parking` any is over.
    void supersede(const topic_partition& source, std::string_view key, std::optional<std::int64_t> parking, bool is_over) {
        const auto of_source = sources_.find(source);
        if (of_source == sources_.end()) return;
        const auto found = of_source->second.keys.find(key);
        if (found == of_source->second.keys.end()) return;
        const bool is_same = !parking || *parking == found->second.parking;
        if (is_same == is_over) of_source->second.keys.erase(found);
    }

    /// Nothing of this source is published any more; what is under way may still be stored.
    void forget(const topic_partition& source) { sources_.erase(source); }

    /// Publishes what was added, and again what was not stored, of sources that are ready. `faults` gets why, once of each
    /// entry. Does not wait for outcomes.
    template <class IsReady>
    void write_out(std::vector<error>& faults, instant now, IsReady&& is_ready) {
        const bool is_again = next_try_ && now >= *next_try_;
        if (is_again) next_try_.reset();
        for (auto& [source, of_source] : sources_) {
            if (!is_ready(source)) continue;
            std::erase_if(of_source.keys, [](const auto& each) { return each.second.last && each.second.last->is_stored(); });
            for (auto& [key, each] : of_source.keys) {
                if (each.last) {
                    const error* const why_not = each.last->why_not();
                    if (why_not == nullptr) continue;
                    if (!std::exchange(each.is_told, true)) faults.push_back(*why_not);
                    if (!is_again) {
                        if (!next_try_) next_try_ = now + pause;
                        continue;
                    }
                }
                if (now >= full_until_) publish(of_source.index, key, each, now);
            }
        }
        std::erase_if(sources_, [](const auto& each) { return each.second.keys.empty(); });
    }

private:
    static constexpr std::chrono::seconds pause{1};
    static constexpr std::chrono::seconds pause_when_full{30};

    // Belongs to its entry and to the publisher, whose outcome comes at any time.
    class attempt final : public delivery_listener {
    public:
        static std::shared_ptr<const attempt> begin(publisher& out, const outgoing_record& record) {
            const auto made = std::make_shared<attempt>();
            made->self_ = made;
            out.publish(record, made.get());
            return made;
        }

        bool is_stored() const noexcept { return how_.load() == outcome::stored; }
        /// Null while it is under way, and when it is stored.
        const error* why_not() const noexcept { return how_.load() == outcome::failed ? &why_ : nullptr; }

        void delivered(const receipt&) noexcept override { end(outcome::stored); }
        void not_delivered(const error& why) noexcept override {
            why_.code = why.code;
            try {
                why_.message = why.message;
            } catch (...) {  // that it failed is what counts
            }
            end(outcome::failed);
        }

    private:
        enum class outcome : std::uint8_t { none, stored, failed };

        void end(outcome how) noexcept {
            const auto last = std::move(self_);
            how_.store(how);
        }

        std::shared_ptr<attempt> self_;
        error why_;  // not touched any more when how_ tells of it
        std::atomic<outcome> how_{outcome::none};
    };

    struct entry {
        std::int64_t parking = -1;
        std::shared_ptr<const attempt> last{};  // null: there was none yet
        bool is_told = false;
    };
    struct waiting {
        topic_partition index;
        std::map<std::string, entry, std::less<>> keys{};
    };

    // A publisher whose queue is full makes the caller wait: with every entry, and again each second, the polling thread would
    // do little else.
    void publish(const topic_partition& index, std::string_view key, entry& what, instant now) {
        const std::string value = std::to_string(what.parking);
        what.last = attempt::begin(out_, {index.topic, index.partition, key, value, {}, std::nullopt});
        const error* const why_not = what.last->why_not();
        if (why_not != nullptr && why_not->code == errc::queue_full) full_until_ = now + pause_when_full;
    }

    publisher& out_;
    std::map<topic_partition, waiting> sources_;
    std::optional<instant> next_try_;
    instant full_until_ = (instant::min)();
};

}  // namespace gulo
