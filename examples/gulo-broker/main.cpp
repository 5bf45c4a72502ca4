// gulo-broker: a Kafka broker for a first run, without an installation. Prints its address and runs until it is told to stop.

#include <gulo/kafka/embedded_broker.hpp>
#include <gulo/kafka/topic_name.hpp>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

constexpr const char* help =
    "Usage: gulo-broker [--topic NAME[:PARTITIONS]]…\n"
    "\n"
    "Runs an embedded Kafka broker on 127.0.0.1. The first line of its output is its\n"
    "address, for KAFKA_BOOTSTRAP_SERVERS. It runs until SIGTERM or SIGINT (Ctrl-C) and\n"
    "keeps everything in memory. Topics that are not given are made at their first use,\n"
    "with 4 partitions.\n"
    "\n"
    "  --topic NAME[:PARTITIONS]  make this topic at the start, with 1 to 1000 partitions (4)\n"
    "  --help                     show this\n";

gulo::embedded_topic parse_topic(std::string_view text) {
    gulo::embedded_topic topic{std::string{text.substr(0, text.find(':'))}, 4};
    if (!gulo::kafka_detail::is_topic_name(topic.name))
        throw std::invalid_argument{"\"" + topic.name + "\" cannot be a topic's name; 1 to 249 letters, digits, '.', '_' or '-'"};
    if (const std::size_t colon = text.find(':'); colon != text.npos) {
        const std::string_view count = text.substr(colon + 1);
        const auto [end, fault] = std::from_chars(count.data(), count.data() + count.size(), topic.partitions);
        if (fault != std::errc{} || end != count.data() + count.size() || topic.partitions < 1 || topic.partitions > 1000)
            throw std::invalid_argument{"\"" + std::string{count} + "\" is not a number of partitions; 1 to 1000"};
    }
    return topic;
}

gulo::embedded_broker_options parse(int argc, char** argv) {
    gulo::embedded_broker_options options;
    for (int at = 1; at < argc; ++at) {
        const std::string_view argument{argv[at]};
        if (argument == "--help" || argument == "-h") {
            std::fputs(help, stdout);
            std::exit(0);
        } else if (argument.starts_with("--topic=")) {
            options.topics.push_back(parse_topic(argument.substr(8)));
        } else if (argument == "--topic") {
            if (at + 1 == argc) throw std::invalid_argument{"--topic needs NAME or NAME:PARTITIONS behind it"};
            options.topics.push_back(parse_topic(argv[++at]));
        } else {
            throw std::invalid_argument{"unknown argument \"" + std::string{argument} + "\""};
        }
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const gulo::embedded_broker_options options = parse(argc, argv);
        // Blocked before the broker's threads exist, so that only sigwait gets them.
        sigset_t ends;
        sigemptyset(&ends);
        sigaddset(&ends, SIGTERM);
        sigaddset(&ends, SIGINT);
        pthread_sigmask(SIG_BLOCK, &ends, nullptr);

        const gulo::embedded_broker broker{options};
        std::printf("%s\n", broker.bootstrap_servers().c_str());
        if (std::fflush(stdout) != 0) throw std::runtime_error{"the address cannot be written to the standard output"};
        int which = 0;
        sigwait(&ends, &which);
        return 0;
    } catch (const std::invalid_argument& fault) {
        std::fprintf(stderr, "gulo-broker: %s\nTry gulo-broker --help\n", fault.what());
        return 2;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "gulo-broker: %s\n", fault.what());
        return 1;
    }
}
