#pragma once
// The records that are in the pipeline, with the work on them.

#include <gulo/consume/action.hpp>
#include <gulo/host/record_work.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>
#include <vector>

namespace gulo {

/// By the slot that the pipeline has given a record. Belongs to the consumer loop's thread.
template <fetched_record Record>
class kept_records {
public:
    using work = record_work<Record>;

    void keep(consume::record_id id, std::unique_ptr<work> what) {
        if (works_.size() <= id.slot) works_.resize(id.slot + 1);
        works_[id.slot] = std::move(what);
    }
    void forget(consume::record_id id) { works_[id.slot].reset(); }

    /// Of a record that is kept.
    work& operator[](consume::record_id id) const { return *works_[id.slot]; }

    /// Also of a record that is not kept any more.
    void ended(consume::record_id id) {
        if (works_[id.slot]) works_[id.slot]->ended();
    }

    bool is_any_under_way() const { return std::ranges::any_of(works_, is_under_way); }

    /// Calls `tell` with each record whose handlers run.
    template <class Tell>
    void tell_under_way(Tell&& tell) const {
        for (const auto& each : works_)
            if (is_under_way(each)) tell(each->record());
    }

    /// Handlers that never returned still look at their records, and at this. Kept where tools that look for leaks find them.
    void keep_for_good(std::shared_ptr<work_environment> environment) {
        kept* const last = new kept{std::move(environment), std::move(works_)};
        last->before = last_kept_.exchange(last);
    }

private:
    struct kept {
        std::shared_ptr<work_environment> environment;
        std::vector<std::unique_ptr<work>> works;
        kept* before = nullptr;
    };
    static inline std::atomic<kept*> last_kept_{nullptr};

    static bool is_under_way(const std::unique_ptr<work>& what) { return what && what->is_under_way(); }

    std::vector<std::unique_ptr<work>> works_;
};

}  // namespace gulo
