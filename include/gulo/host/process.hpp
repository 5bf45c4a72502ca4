#pragma once
// A process that serves until a signal, then drains: gulo::run without the application's type.

#include <gulo/base/separate.hpp>
#include <gulo/host/serving.hpp>
#include <gulo/observe/log_router.hpp>
#include <gulo/transport/publisher.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace gulo::detail {

/// What there is to run; `open_service` is empty when there is no transport. `out` is null when nothing is published.
struct process_parts {
    log_router& log;
    std::function<std::unique_ptr<serving>()> open_service{};
    publisher* out = nullptr;
    std::chrono::milliseconds flush_bound{};
};

/// See gulo::run.
int run_process(const process_parts& parts);

/// See gulo::run with a command line; `describe` gives the text of that command.
int run_command(const process_parts& parts, const std::function<std::string()>& describe, int argc, const char* const* argv);

}  // namespace gulo::detail

#if GULO_DEFINES
#include <gulo/host/process_definitions.hpp>
#endif
