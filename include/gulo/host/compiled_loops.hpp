#pragma once
// The loops that gulo/src.hpp and gulo/kafka_src.hpp compile for programs that compile separately.

#include <gulo/host/record_loop.hpp>

#include <memory>

namespace gulo {

class kafka;
template <class>
class basic_in_memory;

template <>
struct record_loop_opener<kafka, false> {
    static std::unique_ptr<record_loop> open(kafka& transport, const record_loop_parts& parts);
};
template <>
struct record_loop_opener<kafka, true> {
    static std::unique_ptr<record_loop> open(kafka& transport, const record_loop_parts& parts);
};
template <>
struct record_loop_opener<basic_in_memory<void>, false> {
    static std::unique_ptr<record_loop> open(basic_in_memory<void>& transport, const record_loop_parts& parts);
};
template <>
struct record_loop_opener<basic_in_memory<void>, true> {
    static std::unique_ptr<record_loop> open(basic_in_memory<void>& transport, const record_loop_parts& parts);
};

}  // namespace gulo
