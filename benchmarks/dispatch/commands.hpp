#pragma once
// Handlers in number, and the ways in which programs without Gulo call them.

#include <gulo/gulo.hpp>

#include <functional>
#include <memory>
#include <typeindex>
#include <unordered_map>
#include <utility>

namespace dispatch {

struct total {
    long value = 0;
};

template <int Number>
struct command {
    long amount = 0;
};

/// Not inlined, so that what is measured is the way to it; stores nothing, because how fast a processor gets a number back
/// that was just stored varies by more than what is measured.
template <int Number>
[[gnu::noinline]] long handle(const command<Number>& what, const total& sum) {
    return sum.value + what.amount;
}

template <int First, class Numbers>
struct handlers_of;
template <int First, int... Numbers>
struct handlers_of<First, std::integer_sequence<int, Numbers...>> : gulo::component<gulo::handlers<handle<First + Numbers>...>> {};

/// Handlers First to First + Count - 1.
template <int First, int Count>
struct part : handlers_of<First, std::make_integer_sequence<int, Count>> {};

/// One object for each command, called through an interface.
template <int Number>
struct handler_interface {
    virtual ~handler_interface() = default;
    virtual long handle(const command<Number>& what) = 0;
};
template <int Number>
struct virtual_handler final : handler_interface<Number> {
    explicit virtual_handler(total& all) : sum{all} {}
    long handle(const command<Number>& what) override { return dispatch::handle<Number>(what, sum); }
    total& sum;
};

/// What a mediator without templates does: functions by the type of their message.
class function_table {
public:
    template <int Number>
    void add(total& sum) {
        functions_.emplace(typeid(command<Number>), [&sum](const void* what) { return handle<Number>(*static_cast<const command<Number>*>(what), sum); });
    }
    template <int... Numbers>
    void add_all(total& sum, std::integer_sequence<int, Numbers...>) {
        (add<Numbers>(sum), ...);
    }
    template <class Command>
    long send(const Command& what) const {
        return functions_.at(typeid(Command))(&what);
    }

private:
    std::unordered_map<std::type_index, std::function<long(const void*)>> functions_;
};

}  // namespace dispatch
