#include <gulo/kafka_src.hpp>
#include <gulo/src.hpp>
