#pragma once
// How the work on a record can end.

#include <cstdint>

namespace gulo::consume {

/// How the work on a record ended.
enum class outcome : std::uint8_t {
    handled,    ///< its handlers returned and all their outputs are stored
    failed,     ///< a handler threw, or an output can never be stored: the retry rule decides
    unstored,   ///< an output was not stored, which may change: handled again later, however often (rule C1)
    rejected,   ///< undecodable or without a handler: parked at once (rule C8)
    passed,     ///< nothing to do with it
    cancelled,  ///< stopped by the shutdown: no attempt, no failure (rule R5)
    blocked,    ///< must not be parked and must not be lost: its partition waits for a person
};

}  // namespace gulo::consume
