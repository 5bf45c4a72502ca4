#pragma once
// Running an application as a process, and its log as lines of text. Needs Boost.Asio.

#include <gulo/host/line_log.hpp>
#include <gulo/host/run.hpp>
