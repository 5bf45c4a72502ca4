#pragma once
#include <gulo/gulo.hpp>
#include <librdkafka/rdkafka.h>
#include <cmath>
