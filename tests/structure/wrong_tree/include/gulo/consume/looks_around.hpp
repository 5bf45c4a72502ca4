#pragma once
#include <librdkafka/rdkafka.h>
#include <cmath>
#include <gulo/gulo.hpp>
