#pragma once
#include <gulo/consume/pipeline.hpp>
