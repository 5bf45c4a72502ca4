#pragma once
// CloudEvents 1.0, whichever way they come.

#include <gulo/codec/cloudevents_binary.hpp>
#include <gulo/codec/cloudevents_structured.hpp>

namespace gulo {

/// Writes CloudEvents in binary mode and reads both modes.
struct cloudevents : cloudevents_binary {
    using reads = format_list<cloudevents_structured, cloudevents_binary>;
};

}  // namespace gulo
