#pragma once
// Runs a transaction_writer, whose calls block, beside the consumer loop.

#include <gulo/host/held_outputs.hpp>
#include <gulo/transport/transactions.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace gulo {

/// Executes commands in order and keeps the results for the loop. After a step that failed, the rest of the transaction is
/// dropped until the next `abort` or `open`. On a thread of its own, or at once when the writer does not block.
class transaction_thread {
public:
    struct open {
        std::unique_ptr<transaction_writer> writer;
    };
    struct begin {};
    struct write {
        held_outputs outputs;
        std::uint64_t tag = 0;
    };
    struct commit {
        std::vector<partition_offset> offsets;
        std::shared_ptr<const group_membership> member;
    };
    struct abort {};
    using command = std::variant<open, begin, write, commit, abort>;

    enum class step : std::uint8_t { opened, written, aborted };
    struct answer {
        step of;
        transaction_result result;
    };

    /// `wake` is called, from any thread, when there are answers.
    explicit transaction_thread(std::function<void()> wake) : wake_{std::move(wake)} {}
    transaction_thread(const transaction_thread&) = delete;
    transaction_thread& operator=(const transaction_thread&) = delete;
    ~transaction_thread() { finish(std::chrono::milliseconds{0}); }

    /// Takes the commands over.
    void run(std::vector<command>& commands) {
        if (!thread_.joinable() && !may_block(commands)) {
            for (command& each : commands) std::visit([&](auto& what) { perform(what); }, each);
            commands.clear();
            return;
        }
        {
            const std::lock_guard lock{mutex_};
            if (finishing_) return commands.clear();
            if (waiting_.empty()) waiting_.swap(commands);
            else
                for (command& each : commands) waiting_.push_back(std::move(each));
        }
        commands.clear();
        if (!thread_.joinable()) thread_ = std::thread{[this] { serve(); }};
        changed_.notify_one();
    }

    void take(std::vector<answer>& into) {
        const std::lock_guard lock{mutex_};
        into.swap(answers_);
    }

    /// Ends the thread when all commands are done; past `bound` what waits is interrupted.
    void finish(std::chrono::milliseconds bound) {
        if (!thread_.joinable()) return;
        std::unique_lock lock{mutex_};
        finishing_ = true;
        changed_.notify_all();
        if (!changed_.wait_for(lock, bound, [&] { return ended_; })) {
            interrupted_ = true;
            waiting_.clear();
            if (current_) current_->interrupt();
        }
        lock.unlock();
        thread_.join();
    }

private:
    static bool may_block(const std::vector<command>& commands) noexcept {
        const auto* const first = commands.empty() ? nullptr : std::get_if<open>(&commands.front());
        return first != nullptr && first->writer->may_block();
    }

    void serve() {
        std::vector<command> commands;
        std::unique_lock lock{mutex_};
        while (true) {
            changed_.wait(lock, [&] { return finishing_ || !waiting_.empty(); });
            if (waiting_.empty()) break;
            commands.swap(waiting_);
            lock.unlock();
            for (command& each : commands) std::visit([&](auto& what) { perform(what); }, each);
            commands.clear();
            lock.lock();
        }
        ended_ = true;
        changed_.notify_all();
    }

    void perform(open& what) {
        set_current(nullptr);
        writer_ = std::move(what.writer);
        set_current(writer_.get());
        broken_ = false;
        answer_with(step::opened, writer_->open());
    }
    void perform(begin&) {
        go_on([&] { return writer_->begin(); });
    }
    void perform(write& what) {
        what.outputs.for_each([&](const outgoing_record& record) { go_on([&] { return writer_->produce(record, what.tag); }); });
        what.outputs = {};
    }
    void perform(commit& what) {
        if (broken_) return;
        transaction_result result = writer_->commit(what.offsets, what.member.get());
        broken_ = !result.is_done();
        answer_with(step::written, std::move(result));
    }
    void perform(abort&) {
        broken_ = false;
        answer_with(step::aborted, writer_->abort());
    }

    template <class Step>
    void go_on(Step&& next) {
        if (broken_) return;
        transaction_result result = next();
        if (result.is_done()) [[likely]]
            return;
        broken_ = true;
        answer_with(step::written, std::move(result));
    }

    // Under the lock, because `finish` interrupts it from another thread.
    void set_current(transaction_writer* writer) {
        const std::lock_guard lock{mutex_};
        current_ = writer;
        if (interrupted_ && current_ != nullptr) current_->interrupt();
    }

    void answer_with(step of, transaction_result result) {
        {
            const std::lock_guard lock{mutex_};
            answers_.push_back({of, std::move(result)});
        }
        wake_();
    }

    std::function<void()> wake_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<command> waiting_;
    std::vector<answer> answers_;
    transaction_writer* current_ = nullptr;
    bool finishing_ = false;
    bool interrupted_ = false;
    bool ended_ = false;
    std::unique_ptr<transaction_writer> writer_;
    bool broken_ = false;
    std::thread thread_;
};

}  // namespace gulo
