#pragma once
// Whether an application can be exactly once: by its types where they show it, by its settings before anything is opened.

#include <gulo/base/error.hpp>
#include <gulo/handler/fault.hpp>
#include <gulo/handler/parts.hpp>
#include <gulo/handler/rule_choice.hpp>
#include <gulo/host/exactly_once.hpp>
#include <gulo/host/parts.hpp>
#include <gulo/transport/transactions.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

namespace gulo {

/// Throws gulo::failure (errc::invalid_configuration) that names the setting, its value and the remedy.
/// `other_id` is that of `publish_all`.
inline void check_exactly_once(const exactly_once& wanted, const std::string& other_id = {}) {
    const auto refuse = [](std::string why) { throw failure{{errc::invalid_configuration, std::move(why)}}; };
    if (!other_id.empty() && wanted.transactional_id == other_id)
        refuse("settings::transactional_id and exactly_once::transactional_id are both \"" + other_id +
               "\", so the two would shut each other out; give them different ones");
    if (wanted.interval.count() < 1) refuse("exactly_once::interval is " + std::to_string(wanted.interval.count()) + " ms; it is at least 1 ms");
    if (wanted.max_records < 1) refuse("exactly_once::max_records is 0; it is at least 1");
    if (wanted.high_mark < 1) refuse("exactly_once::high_mark is 0; it is at least 1");
    if (wanted.timeout.count() != 0 && wanted.timeout < 2 * wanted.interval)
        refuse("exactly_once::timeout is " + std::to_string(wanted.timeout.count()) +
               " ms; it is 0 or at least twice the interval, or brokers would abort transactions at work");
}

namespace detail {

/// Whether a retry rule moves a record out of its partition for a time. Such a record could come back after the
/// transaction that is to hold its outputs, so the two exclude each other (rule X5).
template <auto Rule>
consteval bool delays_records() {
    return Rule.has_delays() || Rule.parks_keys();
}

template <class Rules>
struct delayed_fault {
    using type = fault::none;
};
template <auto... Rules>
struct delayed_fault<rule_list<Rules...>> {
    using type = typename fault::first<std::conditional_t<delays_records<Rules>(), fault::delayed_exactly_once<named_rule<Rules>>, fault::none>...>::type;
};
template <auto... Rules>
struct delayed_fault<retry_list<Rules...>> : delayed_fault<rule_list<Rules...>> {};
template <class Message, auto... Rules>
struct delayed_fault<message_retry_list<Message, Rules...>> : delayed_fault<rule_list<Rules...>> {};
template <auto Handler, auto... Rules>
struct delayed_fault<handler_retry_list<Handler, Rules...>> : delayed_fault<rule_list<Rules...>> {};

template <class Rules>
struct delayed_among;
template <class... Declarations>
struct delayed_among<rules_among<type_list<Declarations...>>> {
    using type = typename fault::first<typename delayed_fault<Declarations>::type...>::type;
};

template <class Transports>
struct transactions_fault {
    using type = fault::none;
};
template <class Transport, class... Rest>
struct transactions_fault<type_list<Transport, Rest...>> {
    enum : bool { has_transactions = transactional_transport<std::remove_cvref_t<Transport>> };
    using type = std::conditional_t<bool(has_transactions), fault::none, fault::no_transactions<std::remove_cvref_t<Transport>>>;
};

/// What excludes exactly once (rule X5); none for an application that does not ask for it.
template <bool ExactlyOnce, class Contract, class... Parts>
struct exactly_once_fault_if {
    using type = fault::none;
};
template <class Contract, class... Parts>
struct exactly_once_fault_if<true, Contract, Parts...> {
    enum : bool { reads = Contract::read::size != 0 };
    using type = typename fault::first<std::conditional_t<bool(reads), fault::none, fault::nothing_exactly_once<exactly_once>>,
                                       typename transactions_fault<typename parts_of_kind<part_kind::transport, Parts...>::type>::type,
                                       typename delayed_among<typename Contract::rules>::type>::type;
};
template <class Contract, class... Parts>
struct exactly_once_fault : exactly_once_fault_if<(position_of<part_kind::exactly_once, Parts...>() < sizeof...(Parts)), Contract, Parts...> {};

}  // namespace detail

}  // namespace gulo
