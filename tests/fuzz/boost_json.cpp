// Boost.JSON, compiled once for all targets.

#include <boost/json/src.hpp>
