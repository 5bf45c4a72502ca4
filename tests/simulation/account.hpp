#pragma once
// A plain account of what happened to every record, and the rules that it has to obey.

#include "jobs.hpp"

#include <gulo/consume/dead_letter.hpp>
#include <gulo/testing/broker_observer.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace simulation {

enum class record_kind : std::uint8_t { job, poison, undecodable, unknown, tombstone };
enum class ended : std::uint8_t { returned, threw, cancelled };

class account final : public gulo::testing::broker_observer {
public:
    using topic_partition = gulo::topic_partition;

    struct limits {
        int max_attempts = 3;
        std::size_t high_mark = 1;
    };

    /// `violated` is called with each broken rule; `note` with each step.
    account(limits bounds, std::function<void(std::string)> violated, std::function<void(const std::string&)> note)
        : bounds_{bounds}, violated_{std::move(violated)}, note_{std::move(note)} {}

    /// Whether `note` is worth composing text for.
    bool noting = false;

    // ---- the log

    void appended(const topic_partition& partition, std::int64_t offset, record_kind kind, std::int64_t number, std::optional<std::string> key,
                  std::string value, std::vector<std::pair<std::string, std::string>> headers) {
        record made;
        made.kind = kind;
        made.number = number;
        made.key = std::move(key);
        made.value = std::move(value);
        made.headers = std::move(headers);
        partitions_[partition].records.insert_or_assign(offset, std::move(made));
    }

    /// After faults that change the log: what is not there any more is not owed any more.
    template <class IsThere>
    void forget_missing(IsThere&& is_there) {
        for (auto& [partition, of] : partitions_)
            for (auto each = of.records.begin(); each != of.records.end();)
                each = is_there(partition, each->first, each->second.number, each->second.kind) ? std::next(each) : erase(of, each);
    }

    void truncated(const topic_partition& partition, std::int64_t end) {
        part& of = partitions_[partition];
        for (auto each = of.records.lower_bound(end); each != of.records.end();) each = erase(of, each);
        of.committed = std::min(of.committed, end);
        of.verified = std::min(of.verified, end);
        for (auto& [key, offset] : of.first_called) offset = std::min(offset, end - 1);
    }

    // ---- members

    void assigned(std::size_t member, const topic_partition& partition, std::int64_t from) override {
        note([&] { return name(member) + " is assigned " + name(partition) + " from " + std::to_string(from); });
        part& of = partitions_[partition];
        assignments_[{member, partition}] = ++last_assignment_;
        std::size_t again = 0;
        for (auto each = of.records.lower_bound(from); each != of.records.end(); ++each) again += each->second.touched ? 1 : 0;
        repeated_ += again;
        check(again <= bounds_.high_mark, [&] {
            return "C1: after one fault at most the high mark is handled again; " + std::to_string(again) + " records of " + name(partition) +
                   " come again, the high mark is " + std::to_string(bounds_.high_mark);
        });
    }

    void released(std::size_t member, const topic_partition& partition) override {
        note([&] { return name(member) + " releases " + name(partition); });
        assignments_.erase({member, partition});
    }

    /// A process that is gone; what it still does in here has no effect.
    void died(std::size_t member) {
        dead_.insert(member);
        std::erase_if(assignments_, [&](const auto& each) { return each.first.first == member; });
    }

    void commit_asked(std::size_t member, const topic_partition& partition, std::int64_t offset) override {
        note([&] { return name(member) + " commits " + name(partition) + " to " + std::to_string(offset); });
        check(assignments_.contains({member, partition}),
              [&] { return "C3, C4: " + name(member) + " commits " + name(partition) + ", which it was told is not its own any more"; });
    }

    void committed(std::size_t, const topic_partition& partition, std::int64_t offset) override {
        part& of = partitions_[partition];
        check(offset >= of.committed, [&] { return "C1: the committed offset of " + name(partition) + " goes back from " + std::to_string(of.committed); });
        of.committed = offset;
        for (auto each = of.records.lower_bound(of.verified); each != of.records.end() && each->first < offset; ++each)
            check(is_terminal(each->second), [&] {
                return "C1: " + name(partition) + " is committed to " + std::to_string(offset) + " but the record at " + std::to_string(each->first) +
                       " is not terminal";
            });
        of.verified = std::max(of.verified, offset);
    }

    // ---- handlers

    /// A handler is called; the result names the call.
    std::size_t begin(std::size_t member, const topic_partition& partition, std::int64_t offset, int attempt, std::int64_t number) {
        note([&] { return name(member) + " handles " + name(partition) + "@" + std::to_string(offset) + ", attempt " + std::to_string(attempt); });
        call made{member, partition, offset, number, 0, {}, false, false};
        record* const what = find(partition, offset, number);
        const auto assignment = assignments_.find({member, partition});
        if (!dead_.contains(member) && assignment == assignments_.end()) violated_("C3: a handler begins for a partition that is not assigned");
        if (what != nullptr && assignment != assignments_.end()) {
            made.assignment = assignment->second;
            what->touched = true;
            if (!std::exchange(what->called, true)) {
                std::int64_t& before = partitions_[partition].first_called.try_emplace(what->key, -1).first->second;
                check(offset > before, [&] {
                    return "C2: the record at " + std::to_string(offset) + " is first handled after the later one at " + std::to_string(before) + " of its key";
                });
                before = offset;
            }
            const auto lane = lanes_.try_emplace({made.assignment, what->key}, offset).first;
            if (lane->second != offset) {
                record* const earlier = find(partition, lane->second, std::nullopt);
                check(lane->second < offset, [&] {
                    return "C2: records of one key are handled in another order than theirs, " + std::to_string(offset) + " after " +
                           std::to_string(lane->second);
                });
                check(earlier == nullptr || is_terminal(*earlier), [&] {
                    return "C2: the record at " + std::to_string(offset) + " is handled before the one at " + std::to_string(lane->second) +
                           " of its key is terminal";
                });
                lane->second = offset;
            }
            check(running_.insert({made.assignment, offset}).second, [&] { return "C2: one record is handled twice at a time"; });
            check(running_keys_.insert({member, partition, what->key}).second,
                  [&] { return "C2: two records of one key are in handlers of " + name(member) + " at a time"; });
            made.occupies_key = true;
            made.key = what->key;
            const int failures = failures_[{made.assignment, offset}];
            check(attempt == failures + 1,
                  [&] { return "R1, R2: attempt " + std::to_string(attempt) + " of a record that has failed " + std::to_string(failures) + " times"; });
            check(attempt <= bounds_.max_attempts, [&] { return "R1: more calls than max_attempts"; });
        }
        ++calls_;
        all_.push_back(made);
        return all_.size() - 1;
    }

    void end(std::size_t which, ended how) {
        const call& what = all_[which];
        running_.erase({what.assignment, what.offset});
        if (what.occupies_key) running_keys_.erase({what.member, what.partition, what.key});
        if (dead_.contains(what.member)) return;
        note([&] {
            static constexpr std::string_view words[]{" handled ", " failed on ", " was cancelled on "};
            return name(what.member) + std::string{words[static_cast<std::size_t>(how)]} + name(what.partition) + "@" + std::to_string(what.offset);
        });
        by_number_[{what.member, what.number}] = which;
        record* const about = find(what.partition, what.offset, what.number);
        if (about == nullptr) return;
        if (how == ended::threw) failed(what);
        if (how == ended::returned) about->returned = true;
    }

    // ---- what is published

    void published(std::size_t member, std::uint64_t publication, const gulo::outgoing_record& out) noexcept override {
        if (out.topic == job_done::topic) {
            const std::int64_t id = number_of(out.key.value_or(""));
            const std::int64_t number = id / 8;
            const auto by = by_number_.find({member, number});
            if (by == by_number_.end()) return;
            const call& from = all_[by->second];
            const auto now = assignments_.find({member, from.partition});
            check(from.assignment == 0 || (now != assignments_.end() && now->second == from.assignment),
                  [&] { return "C3: the output of a record is published although its assignment is over"; });
            publications_[publication] = {from.partition, from.offset, number, static_cast<std::size_t>(id % 8), by->second, false};
        } else {
            parked(member, publication, out);
        }
    }

    void stored(std::uint64_t publication, const gulo::receipt&) noexcept override {
        const auto found = publications_.find(publication);
        if (found == publications_.end()) return;
        if (record* const what = find(found->second.partition, found->second.offset, found->second.number); what != nullptr && found->second.is_parked)
            what->touched = true;
    }

    void told(std::uint64_t publication, const gulo::error* why_not) noexcept override {
        const auto found = publications_.find(publication);
        if (found == publications_.end()) return;
        const output what = found->second;
        publications_.erase(found);
        record* const about = find(what.partition, what.offset, what.number);
        note([&] {
            return std::string{what.is_parked ? "dead letter of " : "output of "} + name(what.partition) + "@" + std::to_string(what.offset) +
                   (why_not ? ": " + why_not->message : " is stored");
        });
        if (why_not != nullptr) {
            if (what.is_parked || why_not->code != gulo::errc::message_too_large) return;
            call& from = all_[what.from];
            if (!std::exchange(from.hopeless, true)) failed(from);
        } else if (about != nullptr) {
            if (what.is_parked) about->parked = true;
            else about->acknowledged |= 1U << what.part;
        }
    }

    // ---- the end

    /// True when every record that is there lies below the committed offset of its partition.
    bool is_everything_committed() const {
        return std::ranges::all_of(partitions_,
                                   [](const auto& each) { return each.second.records.empty() || each.second.records.rbegin()->first < each.second.committed; });
    }

    /// Nothing is lost: what the topics hold in the end has to account for every record.
    void check_end(const std::set<std::pair<std::int64_t, std::size_t>>& outputs, const std::set<std::pair<topic_partition, std::int64_t>>& parked) {
        for (const auto& each : partitions_)
            for (const auto& one : each.second.records) {
                const topic_partition& partition = each.first;
                const std::int64_t offset = one.first;
                const record& what = one.second;
                if (what.kind == record_kind::tombstone || parked.contains({partition, offset})) continue;
                check(what.returned, [&] { return "C1: the record " + name(partition) + "@" + std::to_string(offset) + " was neither handled nor parked"; });
                for (std::size_t part = 0; part < parts_of(what.number); ++part)
                    check(outputs.contains({what.number, part}),
                          [&] { return "C1: an output of " + name(partition) + "@" + std::to_string(offset) + " is missing"; });
            }
    }

    /// A record that is not there any more counts as a job.
    record_kind kind_of(const topic_partition& partition, std::int64_t offset) const {
        const auto of = partitions_.find(partition);
        if (of == partitions_.end()) return record_kind::job;
        const auto found = of->second.records.find(offset);
        return found != of->second.records.end() ? found->second.kind : record_kind::job;
    }

    std::size_t calls() const noexcept { return calls_; }
    std::size_t repeated() const noexcept { return repeated_; }

    std::string pending() const {
        std::string text;
        for (const auto& [partition, of] : partitions_)
            text += " " + name(partition) + " committed " + std::to_string(of.committed) + " of " +
                    std::to_string(of.records.empty() ? 0 : of.records.rbegin()->first + 1);
        return text;
    }

    template <class Text>
    void note(Text&& text) {
        if (noting) note_(text());
    }

    static std::string name(std::size_t member) { return "member " + std::to_string(member); }
    static std::string name(const topic_partition& partition) { return "[" + std::to_string(partition.partition) + "]"; }

private:
    struct record {
        record_kind kind = record_kind::job;
        std::int64_t number = 0;
        std::optional<std::string> key{};
        std::string value{};
        std::vector<std::pair<std::string, std::string>> headers{};
        bool touched = false;  // a handler was called, or a dead letter stored
        bool called = false;
        bool returned = false;
        bool parked = false;  // acknowledged
        unsigned acknowledged = 0;
    };
    struct part {
        std::map<std::int64_t, record> records;
        std::int64_t committed = 0;
        std::int64_t verified = 0;  // everything below was found terminal
        std::map<std::optional<std::string>, std::int64_t> first_called;
    };
    struct call {
        std::size_t member;
        topic_partition partition;
        std::int64_t offset;
        std::int64_t number;
        std::uint64_t assignment;
        std::optional<std::string> key;
        bool hopeless;      // an output can never be stored
        bool occupies_key;  // of its member, while it runs
    };
    struct output {
        topic_partition partition;
        std::int64_t offset;
        std::int64_t number;
        std::size_t part;
        std::size_t from;
        bool is_parked;
    };

    template <class Text>
    void check(bool holds, Text&& text) {
        if (!holds) violated_(text());
    }

    static std::int64_t number_of(std::string_view text) {
        std::int64_t number = -1;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }

    std::map<std::int64_t, record>::iterator erase(part& of, std::map<std::int64_t, record>::iterator which) { return of.records.erase(which); }

    record* find(const topic_partition& partition, std::int64_t offset, std::optional<std::int64_t> number) {
        part& of = partitions_[partition];
        const auto found = of.records.find(offset);
        return found != of.records.end() && (!number || found->second.number == *number) ? &found->second : nullptr;
    }

    void failed(const call& which) {
        int& most = most_failures_[{which.member, which.number}];
        most = std::max(most, ++failures_[{which.assignment, which.offset}]);
    }

    bool is_terminal(const record& what) const {
        if (what.kind == record_kind::tombstone || what.parked) return true;
        return what.returned && what.acknowledged == (1U << parts_of(what.number)) - 1;
    }

    void parked(std::size_t member, std::uint64_t publication, const gulo::outgoing_record& out) {
        namespace names = gulo::consume::dead_letter_header;
        std::map<std::string_view, std::string_view> added;
        std::vector<std::pair<std::string, std::string>> own;
        for (const gulo::header_view& each : out.headers) {
            if (gulo::consume::dead_letter_headers::is_ours(each.name)) added[each.name] = each.value.value_or("");
            else own.emplace_back(each.name, each.value.value_or(""));
        }
        const topic_partition partition{std::string{added[names::topic]}, static_cast<std::int32_t>(number_of(added[names::partition]))};
        const std::int64_t offset = number_of(added[names::offset]);
        record* const what = find(partition, offset, std::nullopt);
        if (what == nullptr || out.value.value_or("") != what->value) return;  // of a log that is no more
        publications_[publication] = {partition, offset, what->number, 0, 0, true};
        check(out.key.has_value() == what->key.has_value() && out.key.value_or("") == what->key.value_or(""),
              [&] { return "D1: the dead letter has another key"; });
        check(own == what->headers, [&] { return "D1: the dead letter has other headers"; });
        if (what->kind == record_kind::undecodable || what->kind == record_kind::unknown) return;
        const int failures = most_failures_[{member, what->number}];
        check(failures == bounds_.max_attempts, [&] {
            return "R1, R5: a record is parked after " + std::to_string(failures) + " failures, with max_attempts = " + std::to_string(bounds_.max_attempts);
        });
    }

    limits bounds_;
    std::function<void(std::string)> violated_;
    std::function<void(const std::string&)> note_;
    std::map<topic_partition, part> partitions_;
    std::map<std::pair<std::size_t, topic_partition>, std::uint64_t> assignments_;
    std::map<std::pair<std::uint64_t, std::optional<std::string>>, std::int64_t> lanes_;
    std::map<std::pair<std::uint64_t, std::int64_t>, int> failures_;
    std::map<std::pair<std::size_t, std::int64_t>, int> most_failures_;  // under any one assignment
    std::set<std::pair<std::uint64_t, std::int64_t>> running_;
    std::set<std::tuple<std::size_t, topic_partition, std::optional<std::string>>> running_keys_;
    std::map<std::pair<std::size_t, std::int64_t>, std::size_t> by_number_;
    std::map<std::uint64_t, output> publications_;
    std::set<std::size_t> dead_;
    std::vector<call> all_;
    std::uint64_t last_assignment_ = 0;
    std::size_t calls_ = 0;
    std::size_t repeated_ = 0;
};

}  // namespace simulation
