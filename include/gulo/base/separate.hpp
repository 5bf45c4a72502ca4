#pragma once
// Separate compilation by choice: what a program may compile once instead of in each of its files.

/// A program that defines GULO_SEPARATE_COMPILATION for all of its files, and includes gulo/src.hpp (and
/// gulo/kafka_src.hpp where it uses Kafka) in exactly one, compiles the consuming half, the Kafka half and gulo::run only
/// there. Without it everything is inline. GULO_DECL stands before such functions; GULO_DEFINES says whether this file has
/// their definitions.
#if !defined(GULO_SEPARATE_COMPILATION)
#define GULO_DECL inline
#define GULO_DEFINES 1
#elif defined(GULO_SOURCE)
#define GULO_DECL
#define GULO_DEFINES 1
#else
#define GULO_DECL
#define GULO_DEFINES 0
#endif

namespace gulo {

/// True of a transport whose halves are compiled in another file: what their concepts ask was checked there.
template <class Transport>
inline constexpr bool is_compiled_apart = false;

}  // namespace gulo
