#pragma once
// Running an application as a process. Needs Boost.Asio.

#include <gulo/host/run.hpp>
