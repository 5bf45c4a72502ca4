#pragma once
// Runs an application as a process: start, serve until a signal, drain, report.

#include <gulo/host/describe.hpp>
#include <gulo/host/process.hpp>
#include <gulo/host/service.hpp>

#include <memory>

namespace gulo {

namespace detail {

template <class Application>
process_parts process_of(Application& application) {
    process_parts parts{application.log(), {}, nullptr, application.configuration().flush_bound};
    if constexpr (Application::has_transport) {
        parts.open_service = [&application] { return std::unique_ptr<serving>{std::make_unique<service<Application>>(application)}; };
        if (application.shared().out != nullptr) parts.out = &application.transport().out();
    }
    return parts;
}

}  // namespace detail

/// Serves until SIGINT or SIGTERM, then drains in order: stop intake, wait for running handlers and their outputs, ask them
/// to stop, commit, leave the group, flush what else was published (rules S1 to S8). A second signal meanwhile asks the handlers to stop at once.
/// A broker that is away is waited for, meanwhile the application runs on (W2). Logs go to settings::log, or as lines to standard error.
///
/// Gives 0 after an orderly end, 1 when the consumer failed for good or something was left undelivered. When a handler
/// does not end even after it was asked to stop, the process is left without destructors, with status 1 (rule C12).
/// Blocks; to be called once, from the main thread.
template <class Application>
int run(Application& application) {
    return detail::run_process(detail::process_of(application));
}

/// The same with a command line: without arguments it serves; `describe` prints what the application subscribes to and
/// how its transport is configured; `--help` says so. Anything else gives 2.
template <class Application>
int run(Application& application, int argc, const char* const* argv) {
    return detail::run_command(detail::process_of(application), [&application] { return describe(application); }, argc, argv);
}

}  // namespace gulo
