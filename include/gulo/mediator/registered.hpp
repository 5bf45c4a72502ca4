#pragma once
// Whether a command has the one handler that sending it needs.

#include <cstddef>

namespace gulo {

template <class Message, std::size_t Handlers>
inline constexpr bool a_handler_is_registered_for = Handlers > 0;
template <class Message, std::size_t Handlers>
inline constexpr bool only_one_handler_is_registered_for = Handlers < 2;

}  // namespace gulo
