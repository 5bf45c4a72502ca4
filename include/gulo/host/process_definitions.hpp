#pragma once
// Signals, the order of the end, and the command line of a process that serves.

#include <gulo/host/line_log.hpp>
#include <gulo/host/process.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#if GULO_DEFINES

namespace gulo::detail {

/// SIGINT and SIGTERM do not end the process as long as this lives: one that comes before the service serves is kept.
struct end_signals {
    boost::asio::io_context events;
    boost::asio::signal_set set{events, SIGINT, SIGTERM};
};

/// Ends when SIGINT or SIGTERM arrives, or when `failed()` becomes true; gives the signal's number or 0.
template <class Failed>
int wait_for_end(end_signals& heard, Failed&& failed) {
    boost::asio::io_context& events = heard.events;
    boost::asio::signal_set& ends = heard.set;
    boost::asio::steady_timer watch{events};
    int received = 0;
    ends.async_wait([&](const boost::system::error_code& fault, int signal) {
        if (!fault) received = signal;
        watch.cancel();
    });
    const auto look = [&](const auto& again) -> void {
        watch.expires_after(std::chrono::milliseconds{200});
        watch.async_wait([&, again](const boost::system::error_code& fault) {
            if (fault) return;
            if (failed()) ends.cancel();
            else again(again);
        });
    };
    look(look);
    events.run();
    return received;
}

/// Calls `heard` for a signal that comes while this lives, on a thread of its own.
class second_signal {
public:
    template <class Heard>
    second_signal(end_signals& ends, Heard heard) : signals_{ends} {
        signals_.events.restart();
        signals_.set.async_wait([heard = std::move(heard)](const boost::system::error_code& fault, int) {
            if (!fault) heard();
        });
        waiting_ = std::thread{[this] { signals_.events.run(); }};
    }
    second_signal(const second_signal&) = delete;
    second_signal& operator=(const second_signal&) = delete;
    ~second_signal() {
        boost::asio::post(signals_.events, [this] { signals_.set.cancel(); });
        waiting_.join();
    }

private:
    end_signals& signals_;
    std::thread waiting_;
};

GULO_DECL int run_process(const process_parts& parts) {
    if (!parts.log.is_set()) parts.log.set(&log_to_standard_error);
    const auto say = [&parts](severity level, std::string_view text) { parts.log.write({level, text, {}}); };
    end_signals ends;
    if (!parts.open_service) {
        say(severity::information, "running");
        wait_for_end(ends, [] { return false; });
        return 0;
    }
    int status = 0;
    {
        const std::unique_ptr<serving> service = parts.open_service();
        service->start();
        say(severity::information, "running");
        wait_for_end(ends, [&] { return service->has_failed(); });
        say(severity::information, "stopping");
        {
            const second_signal again{ends, [&] {
                                          say(severity::warning, "told to stop again: handlers that run are asked to stop at once");
                                          service->hurry();
                                      }};
            service->stop();
        }
        if (parts.out != nullptr && !parts.out->flush(parts.flush_bound)) {
            say(severity::error, "messages are left that the broker has not taken; each is reported");
            status = 1;
        }
        if (service->has_failed()) status = 1;
        if (service->left_running() != 0) {
            if (parts.out != nullptr) parts.out->close();  // reports what was left (rule P8)
            std::fflush(nullptr);
            std::_Exit(1);
        }
    }
    say(severity::information, "stopped");
    return status;
}

GULO_DECL int run_command(const process_parts& parts, const std::function<std::string()>& describe, int argc, const char* const* argv) {
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
        const std::string text = describe();
        std::fwrite(text.data(), 1, text.size(), stdout);
        return 0;
    }
    return run_process(parts);
}

}  // namespace gulo::detail

#endif
