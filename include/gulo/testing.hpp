#pragma once
// The test kit: record what is published, run applications until nothing is in flight, under a virtual clock.

#include <gulo/testing/recorder.hpp>
#include <gulo/testing/stage.hpp>
