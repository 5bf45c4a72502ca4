#pragma once
// Retry rules by exception type, written as constants of an application.

#include <gulo/handler/retry_rule.hpp>
#include <gulo/handler/signature.hpp>

#include <chrono>
#include <type_traits>

namespace gulo {

struct constant_t {};
struct exponential_t {};
struct jitter_t {};
inline constexpr constant_t constant{};
inline constexpr exponential_t exponential{};
inline constexpr jitter_t jitter{};

/// A rule for records whose handler throws an `Exception` (or a class derived from it) for which the predicate, if there
/// is one, holds. Made by gulo::on; each function gives a changed copy.
template <class Exception, auto Predicate = nullptr>
struct failure_rule {
    using exception_type = Exception;

    static constexpr bool has_predicate = !std::is_null_pointer_v<decltype(Predicate)>;
    static constexpr bool holds(const Exception& caught) {
        if constexpr (has_predicate) return Predicate(caught);
        else return true;
    }

    // Public and of literal types, so that a rule can be a template argument.
    int attempts_ = 1;
    long long first_ = 100;
    long long longest_ = 30'000;
    bool exponential_ = true;
    bool jitter_ = false;
    last_resort then_ = last_resort::dead_letter;

    /// Call the handler up to `times` more after the first failure.
    constexpr failure_rule retry(int times) const {
        failure_rule changed = *this;
        changed.attempts_ = times + 1;
        return changed;
    }
    /// Pauses before the further calls; they hold back the record's own key only. At most 30 s (rule R4).
    constexpr failure_rule backoff(std::chrono::milliseconds first) const { return backoff(first, exponential); }
    constexpr failure_rule backoff(std::chrono::milliseconds first, exponential_t) const { return with_backoff(first, true, false); }
    constexpr failure_rule backoff(std::chrono::milliseconds first, exponential_t, jitter_t) const { return with_backoff(first, true, true); }
    constexpr failure_rule backoff(std::chrono::milliseconds first, constant_t) const { return with_backoff(first, false, false); }
    constexpr failure_rule backoff(std::chrono::milliseconds first, constant_t, jitter_t) const { return with_backoff(first, false, true); }
    /// No pause is longer; at most 30 s.
    constexpr failure_rule at_most(std::chrono::milliseconds longest) const {
        failure_rule changed = *this;
        changed.longest_ = longest.count();
        return changed;
    }
    /// Only for exceptions for which the predicate holds: a function or captureless lambda that takes a const Exception&
    /// and gives a bool; what it throws counts as false.
    template <auto Condition>
    constexpr failure_rule<Exception, Condition> when() const {
        return {attempts_, first_, longest_, exponential_, jitter_, then_};
    }
    constexpr failure_rule then_dead_letter() const { return with_end(last_resort::dead_letter); }
    constexpr failure_rule then_discard() const { return with_end(last_resort::discard); }
    constexpr failure_rule then_stop() const { return with_end(last_resort::stop); }

    constexpr retry_rule rule() const {
        return {attempts_, std::chrono::milliseconds{first_}, std::chrono::milliseconds{longest_}, exponential_, jitter_, then_};
    }
    constexpr bool is_valid() const { return attempts_ >= 1 && first_ >= 0 && first_ <= 30'000 && longest_ >= 0 && longest_ <= 30'000; }

private:
    constexpr failure_rule with_backoff(std::chrono::milliseconds first, bool grows, bool varies) const {
        failure_rule changed = *this;
        changed.first_ = first.count();
        changed.exponential_ = grows;
        changed.jitter_ = varies;
        return changed;
    }
    constexpr failure_rule with_end(last_resort end) const {
        failure_rule changed = *this;
        changed.then_ = end;
        return changed;
    }
};

/// The beginning of a rule: `gulo::on<timeout>.retry(3).backoff(100ms, gulo::exponential, gulo::jitter).then_dead_letter()`.
/// Without `retry` the record is not tried again.
template <class Exception>
inline constexpr failure_rule<Exception> on{};

namespace detail {

template <auto... Rules>
struct rule_list {};

template <auto Rule>
inline constexpr retry_rule value_of_rule = Rule.rule();

template <auto Rule>
const retry_rule* match_current() noexcept {
    using exception = typename decltype(Rule)::exception_type;
    try {
        throw;
    } catch (const exception& caught) {
        try {
            return Rule.holds(caught) ? &value_of_rule<Rule> : nullptr;
        } catch (...) {
            return nullptr;
        }
    } catch (...) {
        return nullptr;
    }
}

/// The first rule that fits the exception being handled; null when none does. To be called in a catch block.
template <auto... Rules>
const retry_rule* first_match(rule_list<Rules...>) noexcept {
    const retry_rule* found = nullptr;
    static_cast<void>((((found = match_current<Rules>()) != nullptr) || ...));
    return found;
}

/// Whether an earlier rule of a list takes everything that a later one could.
template <auto Earlier, auto Later>
inline constexpr bool hides = !Earlier.has_predicate &&
                              std::is_base_of_v<typename decltype(Earlier)::exception_type, typename decltype(Later)::exception_type>;

}  // namespace detail

}  // namespace gulo
