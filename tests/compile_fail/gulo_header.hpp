// GCC compiles no header by itself that begins with `#pragma once`.
#include <gulo/gulo.hpp>
