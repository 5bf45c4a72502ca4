#pragma once
// Runs handlers on the test's thread, in an order that a seed decides.

#include <gulo/testing/random_source.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace gulo::testing {

/// For consumer_settings::executor: `settings.executor = tasks.executor();`. Tasks wait until `run_one` is called.
/// One thread.
class seeded_executor {
public:
    using task = std::function<void()>;

    explicit seeded_executor(std::uint64_t seed) : random_{seed} {}

    /// May outlive this object.
    std::function<void(task)> executor() {
        return [waiting = waiting_](task what) { waiting->push_back(std::move(what)); };
    }

    std::size_t waiting() const noexcept { return waiting_->size(); }

    /// Runs one of the waiting tasks; false when there is none. Also while another one runs.
    bool run_one() {
        if (waiting_->empty()) return false;
        std::swap((*waiting_)[random_.below(waiting_->size())], waiting_->back());
        const task next = std::move(waiting_->back());
        waiting_->pop_back();
        next();
        return true;
    }

private:
    random_source random_;
    std::shared_ptr<std::vector<task>> waiting_ = std::make_shared<std::vector<task>>();
};

}  // namespace gulo::testing
