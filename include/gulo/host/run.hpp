#pragma once
// Runs an application as a process: start, serve until a signal, drain, report.

#include <gulo/host/describe.hpp>
#include <gulo/host/line_log.hpp>
#include <gulo/host/service.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace gulo {

namespace detail {

/// SIGINT and SIGTERM do not end the process as long as this lives: one that comes before the service serves is kept,
/// and a second one does not cut short an orderly end, which is bounded anyway.
struct end_signals {
    boost::asio::io_context events;
    boost::asio::signal_set set{events, SIGINT, SIGTERM};
};

/// Ends when SIGINT or SIGTERM arrives, or when `failed()` becomes true; gives the signal's number or 0.
template <class Failed>
int wait_for_end(end_signals& heard, Failed&& failed) {
    boost::asio::io_context& events = heard.events;
    boost::asio::signal_set& signals = heard.set;
    boost::asio::steady_timer watch{events};
    int received = 0;
    signals.async_wait([&](const boost::system::error_code& fault, int signal) {
        if (!fault) received = signal;
        watch.cancel();
    });
    const auto look = [&](const auto& again) -> void {
        watch.expires_after(std::chrono::milliseconds{200});
        watch.async_wait([&, again](const boost::system::error_code& fault) {
            if (fault) return;
            if (failed()) signals.cancel();
            else again(again);
        });
    };
    look(look);
    events.run();
    return received;
}

}  // namespace detail

/// Serves until SIGINT or SIGTERM, then drains in order: stop intake, wait for running handlers, ask them to stop, flush
/// the publisher, commit, leave the group (rules S1 to S8). A broker that is away is waited for, meanwhile the
/// application runs on (W2). Logs go to settings::log, or as lines to standard error.
///
/// Gives 0 after an orderly end, 1 when the consumer failed for good or something was left undelivered. When a handler
/// does not end even after it was asked to stop, the process is left without destructors, with status 1 (rule C12).
/// Blocks; to be called once, from the main thread.
template <class Application>
int run(Application& application) {
    if (!application.log().is_set()) application.log().set(&log_to_standard_error);
    log_router& log = application.log();
    const auto say = [&log](severity level, std::string_view text) { log.write({level, text, {}}); };
    detail::end_signals signals;
    if constexpr (!Application::has_transport) {
        say(severity::information, "running");
        detail::wait_for_end(signals, [] { return false; });
        return 0;
    } else {
        int status = 0;
        {
            service<Application> serving{application};
            serving.start();
            say(severity::information, "running");
            detail::wait_for_end(signals, [&] { return serving.has_failed(); });
            say(severity::information, "stopping");
            serving.stop();
            if (application.shared().out != nullptr && !application.transport().out().flush(application.configuration().flush_bound)) {
                say(severity::error, "messages are left that the broker has not taken; each is reported");
                status = 1;
            }
            if (serving.has_failed()) status = 1;
            if (serving.left_running() != 0) {
                if (application.shared().out != nullptr) application.transport().out().close();  // reports what was left (rule P8)
                std::fflush(nullptr);
                std::_Exit(1);
            }
        }
        say(severity::information, "stopped");
        return status;
    }
}

/// The same with a command line: without arguments it serves; `describe` prints what the application subscribes to and
/// how its transport is configured; `--help` says so. Anything else gives 2.
template <class Application>
int run(Application& application, int argc, const char* const* argv) {
    const std::string_view command = argc > 1 ? argv[1] : "";
    const std::string_view program = argc > 0 ? argv[0] : "service";
    if (argc > 2 || (argc == 2 && command != "describe" && command != "--help")) {
        std::fprintf(stderr, "%.*s: unknown argument %.*s; see --help\n", static_cast<int>(program.size()), program.data(),
                     static_cast<int>(std::string_view{argv[argc - 1]}.size()), argv[argc - 1]);
        return 2;
    }
    if (command == "--help") {
        std::printf("usage: %.*s [describe]\n  without an argument: serve until SIGINT or SIGTERM\n  describe: print the service's contract\n",
                    static_cast<int>(program.size()), program.data());
        return 0;
    }
    if (command == "describe") {
        const std::string text = describe(application);
        std::fwrite(text.data(), 1, text.size(), stdout);
        return 0;
    }
    return run(application);
}

}  // namespace gulo
