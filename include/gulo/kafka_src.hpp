#pragma once
// The Kafka half of gulo/src.hpp: include it behind that, in the same file or in another one. Needs librdkafka.

#if defined(GULO_DEFINES) && !GULO_DEFINES
#error "include gulo/kafka_src.hpp before every other header of Gulo"
#endif
#if defined(GULO_SEPARATE_COMPILATION) && !defined(GULO_SOURCE)
#define GULO_SOURCE
#endif

#include <gulo/host/open_record_loop.hpp>
#include <gulo/kafka/environment.hpp>
#include <gulo/kafka/kafka_definitions.hpp>
#include <gulo/kafka/validation.hpp>

#if defined(GULO_SEPARATE_COMPILATION)
#include <gulo/host/compiled_loops.hpp>

#include <memory>

namespace gulo {

std::unique_ptr<record_loop> record_loop_opener<kafka, false>::open(kafka& transport, const record_loop_parts& parts) {
    return detail::open_record_loop<kafka, false>(transport, parts);
}

std::unique_ptr<record_loop> record_loop_opener<kafka, true>::open(kafka& transport, const record_loop_parts& parts) {
    return detail::open_record_loop<kafka, true>(transport, parts);
}

}  // namespace gulo

#endif
