#pragma once
// Retry rules by exception type, written as constants of an application.

#include <gulo/handler/retry_rule.hpp>
#include <gulo/handler/returned_error.hpp>
#include <gulo/handler/signature.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

namespace gulo {

struct constant_t {};
struct exponential_t {};
struct jitter_t {};
inline constexpr constant_t constant{};
inline constexpr exponential_t exponential{};
inline constexpr jitter_t jitter{};

namespace detail {

/// The values of a rule, public and of literal types, so that it can be a template argument. Times in milliseconds.
struct failure_values {
    int attempts = 1;
    long long first = 100;
    long long longest = 30'000;
    bool exponential = true;
    bool jitter = false;
    last_resort then = last_resort::dead_letter;
    long long delays[delay_list::most] = {};
    std::size_t delay_count = 0;
    int deliveries = 0;
    long long age = 7LL * 24 * 3'600'000;
    long long pause = 0;

    constexpr bool is_valid() const {
        constexpr long long hour = 3'600'000;
        if (attempts < 1 || first < 0 || first > 30'000 || longest < 0 || longest > 30'000) return false;
        if (delay_count > delay_list::most || deliveries < 0 || age <= 0) return false;
        if (then == last_resort::pause && (pause <= 0 || pause > hour)) return false;
        for (std::size_t index = 0; index < delay_count; ++index)
            if (delays[index] <= 0 || delays[index] > 30 * 24 * hour) return false;
        return true;
    }
    constexpr retry_rule rule() const {
        using std::chrono::milliseconds;
        retry_rule made{attempts, milliseconds{first}, milliseconds{longest}, exponential,        jitter, then,
                        {},       deliveries,          milliseconds{age},     milliseconds{pause}};
        for (; made.later.count < delay_count; ++made.later.count) made.later.values[made.later.count] = milliseconds{delays[made.later.count]};
        return made;
    }
};

template <auto Condition, class Exception>
concept is_condition = requires(const Exception& caught) {
    { Condition(caught) } -> std::convertible_to<bool>;
};
template <auto Function, class Exception>
concept is_decision = requires(const Exception& caught) {
    { Function(caught) } -> std::convertible_to<std::optional<retry_rule>>;
};

template <class Type>
inline constexpr bool is_optional_rule = std::is_same_v<Type, std::optional<retry_rule>>;

}  // namespace detail

template <class Exception, bool Takes>
inline constexpr bool the_condition_takes_the_exception = Takes;
template <class Exception, bool Takes>
inline constexpr bool the_function_takes_the_exception = Takes;

/// A rule for records whose handler throws an `Exception` (or a class derived from it), or returns it as the error of an
/// expected-like result, and for which the predicate, if there is one, holds. Made by gulo::on; each function gives a
/// changed copy.
template <class Exception, auto Predicate = nullptr, auto Decision = nullptr>
struct failure_rule {
    using exception_type = Exception;

    static constexpr bool has_predicate = !std::is_null_pointer_v<decltype(Predicate)>;
    static constexpr bool has_decision = !std::is_null_pointer_v<decltype(Decision)>;
    static constexpr bool holds(const Exception& caught) {
        if constexpr (!has_predicate) return true;
        else if constexpr (detail::is_condition<Predicate, Exception>) return Predicate(caught);
        else return false;
    }
    /// Whether the rule concerns every Exception.
    static constexpr bool takes_all() {
        if constexpr (has_predicate) return false;
        else if constexpr (has_decision && !detail::is_decision<Decision, Exception>) return false;
        else if constexpr (has_decision) return !detail::is_optional_rule<decltype(Decision(std::declval<const Exception&>()))>;
        else return true;
    }

    detail::failure_values values_{};  // public, so that a rule can be a template argument

    /// Call the handler up to `times` more after the first failure.
    constexpr failure_rule retry(int times) const {
        return changed([&](auto& values) { values.attempts = times + 1; });
    }
    /// Pauses before the further calls; they hold back the record's own key only. At most 30 s (rule R4).
    constexpr failure_rule backoff(std::chrono::milliseconds first) const { return backoff(first, exponential); }
    constexpr failure_rule backoff(std::chrono::milliseconds first, exponential_t) const { return with_backoff(first, true, false); }
    constexpr failure_rule backoff(std::chrono::milliseconds first, exponential_t, jitter_t) const { return with_backoff(first, true, true); }
    constexpr failure_rule backoff(std::chrono::milliseconds first, constant_t) const { return with_backoff(first, false, false); }
    constexpr failure_rule backoff(std::chrono::milliseconds first, constant_t, jitter_t) const { return with_backoff(first, false, true); }
    /// No pause is longer; at most 30 s.
    constexpr failure_rule at_most(std::chrono::milliseconds longest) const {
        return changed([&](auto& values) { values.longest = longest.count(); });
    }
    /// Then once more after each of these delays, by way of retry topics (rule R6): the record's key goes on meanwhile,
    /// so the order of a key is not kept. At most 8, each more than 0 and at most 30 days, in whole milliseconds.
    template <class... Durations>
    constexpr failure_rule then_later(Durations... delays) const {
        return changed([&](auto& values) {
            const long long given[] = {0, std::chrono::duration_cast<std::chrono::milliseconds>(delays).count()...};
            values.delay_count = sizeof...(delays);
            for (std::size_t index = 0; index < (std::min)(values.delay_count, delay_list::most); ++index) values.delays[index] = given[index + 1];
        });
    }
    /// No more calls of the handler than this in all, over all topics; then the end of the rule. A crash of the process
    /// forgets the calls since the record was last written to a topic (rule R9).
    constexpr failure_rule max_deliveries(int most) const {
        return changed([&](auto& values) { values.deliveries = most < 1 ? -1 : most; });
    }
    /// Nothing is delayed to a time later than this after its first failure; then the end of the rule. 7 days by default.
    constexpr failure_rule give_up_after(std::chrono::milliseconds age) const {
        return changed([&](auto& values) { values.age = age.count(); });
    }
    /// Only for exceptions for which the predicate holds: a function or captureless lambda that takes a const Exception&
    /// and gives a bool; what it throws counts as false.
    template <auto Condition>
    constexpr failure_rule<Exception, Condition, Decision> when() const {
        static_assert(
            the_condition_takes_the_exception<Exception, detail::is_condition<Condition, Exception>>,
            "gulo: the condition of a retry rule can't be asked; give a function or captureless lambda that takes a const exception& and returns a bool");
        return {values_};
    }
    /// Lets a function or captureless lambda decide: it takes a const Exception& and gives a gulo::retry_rule, or an
    /// optional one, where none leaves the failure to the next rule; so does what it throws. Delays that it uses have to
    /// be named by `then_later` of some rule for the message, because their topics are made at the start; others are
    /// waited for in place, at most 30 s each. Called after each failure, on the handler's thread.
    template <auto Function>
    constexpr failure_rule<Exception, Predicate, Function> decide() const {
        static_assert(the_function_takes_the_exception<Exception, detail::is_decision<Function, Exception>>,
                      "gulo: the function of a retry rule can't decide; give a function or captureless lambda that takes a const exception& and returns a "
                      "gulo::retry_rule, or an optional one");
        return {values_};
    }
    constexpr failure_rule then_dead_letter() const { return with_end(last_resort::dead_letter); }
    constexpr failure_rule then_discard() const { return with_end(last_resort::discard); }
    constexpr failure_rule then_stop() const { return with_end(last_resort::stop); }
    /// The record goes to the parking topic, and later records of its key follow it unhandled until the key is resolved
    /// (rule R7). A record without a key is dead-lettered.
    constexpr failure_rule then_park_key() const { return with_end(last_resort::park_key); }
    /// The record's topic is not read for this long, at most 1 h, and nothing new of it begins; then the record is tried
    /// again, and so on until it succeeds or has been tried `max_deliveries` times: then it is dead-lettered.
    constexpr failure_rule then_pause(std::chrono::milliseconds duration) const {
        return with_end(last_resort::pause).changed([&](auto& values) { values.pause = duration.count(); });
    }

    constexpr retry_rule rule() const { return values_.rule(); }
    constexpr bool is_valid() const { return values_.is_valid(); }
    /// Whether records go through retry topics.
    constexpr bool has_delays() const { return values_.delay_count != 0; }
    /// Whether keys may be parked.
    constexpr bool parks_keys() const { return values_.then == last_resort::park_key; }

private:
    template <class, auto, auto>
    friend struct failure_rule;

    template <class Change>
    constexpr failure_rule changed(Change&& change) const {
        failure_rule copy = *this;
        change(copy.values_);
        return copy;
    }
    constexpr failure_rule with_backoff(std::chrono::milliseconds first, bool grows, bool varies) const {
        return changed([&](auto& values) {
            values.first = first.count();
            values.exponential = grows;
            values.jitter = varies;
        });
    }
    constexpr failure_rule with_end(last_resort end) const {
        return changed([&](auto& values) { values.then = end; });
    }
};

/// The beginning of a rule: `gulo::on<timeout>.retry(3).backoff(100ms, gulo::exponential, gulo::jitter).then_later(30s, 5min).then_dead_letter()`.
/// Without `retry` the record is not tried again in place.
template <class Exception>
inline constexpr failure_rule<Exception> on{};

namespace detail {

template <auto... Rules>
struct rule_list {};

template <auto Rule>
inline constexpr retry_rule value_of_rule = Rule.rule();

/// Bounds what a function decided to what a rule may say.
inline retry_rule within_range(retry_rule rule) noexcept {
    using namespace std::chrono_literals;
    const auto in_place = [](std::chrono::milliseconds pause) { return std::clamp<std::chrono::milliseconds>(pause, 0ms, 30s); };
    rule.first_backoff = in_place(rule.first_backoff);
    rule.longest_backoff = in_place(rule.longest_backoff);
    rule.later.count = (std::min)(rule.later.count, delay_list::most);
    rule.subscription_pause = std::clamp<std::chrono::milliseconds>(rule.subscription_pause, 1ms, 1h);
    return rule;
}

template <class Exception, auto Predicate, auto Decision>
const retry_rule* decided_by(const failure_rule<Exception, Predicate, Decision>&, const Exception& caught) {
    static thread_local retry_rule decided;
    if constexpr (is_decision<Decision, Exception>) {
        const std::optional<retry_rule> rule = Decision(caught);
        if (!rule) return nullptr;
        decided = within_range(*rule);
        return &decided;
    } else {
        return nullptr;
    }
}

template <auto Rule, class Exception>
const retry_rule* match(const Exception& caught) noexcept {
    try {
        if (!Rule.holds(caught)) return nullptr;
        if constexpr (Rule.has_decision) return decided_by(Rule, caught);
        else return &value_of_rule<Rule>;
    } catch (...) { return nullptr; }
}

template <auto Rule>
const retry_rule* match_current() noexcept {
    using exception = typename decltype(Rule)::exception_type;
    try {
        throw;
    } catch (const exception& caught) { return match<Rule>(caught); } catch (const typename carrier_of<exception>::type& carried) {
        return match<Rule>(carried.value());
    } catch (...) { return nullptr; }
}

/// The first rule that fits the exception being handled; null when none does. To be called in a catch block. What it
/// points to is valid until the next failure on this thread.
template <auto... Rules>
const retry_rule* first_match(rule_list<Rules...>) noexcept {
    const retry_rule* found = nullptr;
    static_cast<void>((((found = match_current<Rules>()) != nullptr) || ...));
    return found;
}

template <class Earlier, class Later>
inline constexpr bool catches = std::is_same_v<Earlier, Later> || std::is_base_of_v<Earlier, Later>;

/// Whether an earlier rule of a list takes everything that a later one could.
template <auto Earlier, auto Later>
inline constexpr bool hides = Earlier.takes_all() && catches<typename decltype(Earlier)::exception_type, typename decltype(Later)::exception_type>;

}  // namespace detail

}  // namespace gulo
