#pragma once
// For programs that define GULO_SEPARATE_COMPILATION in all of their files: include this first, in exactly one of them.
// base/separate.hpp says more. In other programs it has no effect.

#if defined(GULO_DEFINES) && !GULO_DEFINES
#error "include gulo/src.hpp before every other header of Gulo"
#endif
#if defined(GULO_SEPARATE_COMPILATION) && !defined(GULO_SOURCE)
#define GULO_SOURCE
#endif

#include <gulo/host/open_record_loop.hpp>
#include <gulo/host/process_definitions.hpp>
#include <gulo/host/serving_definitions.hpp>
#include <gulo/transport/in_memory.hpp>

#if defined(GULO_SEPARATE_COMPILATION)
#include <gulo/host/compiled_loops.hpp>

#include <memory>

namespace gulo {

std::unique_ptr<record_loop> record_loop_opener<in_memory, false>::open(in_memory& transport, const record_loop_parts& parts) {
    return detail::open_record_loop<in_memory, false>(transport, parts);
}

std::unique_ptr<record_loop> record_loop_opener<in_memory, true>::open(in_memory& transport, const record_loop_parts& parts) {
    return detail::open_record_loop<in_memory, true>(transport, parts);
}

}  // namespace gulo

#endif
