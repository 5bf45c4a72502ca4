// Creates the users that are named on standard input, one "email full name" a line; each one is announced on Kafka.

#include "messages.hpp"

#include <gulo/host/line_log.hpp>
#include <gulo/kafka.hpp>

#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <tuple>

struct create_user {
    std::string email;
    std::string full_name;
};

using user_store = std::map<gulo::uuid, std::string>;

// The id is the response; the event goes to Kafka by itself.
std::tuple<gulo::uuid, user_created> create(const create_user& command, user_store& users) {
    const gulo::uuid id = gulo::uuid::make();
    users.emplace(id, command.email);
    return {id, user_created{id, command.email, command.full_name}};
}

int main() try {
    user_store users;
    gulo::application app{gulo::handlers<create>, gulo::publishes<user_created>, gulo::kafka{gulo::kafka_config::from_env()}, users,
                          gulo::settings{.log = gulo::log_to_standard_error}};

    for (std::string line; std::getline(std::cin, line);) {
        const auto space = line.find(' ');
        if (space == std::string::npos) continue;
        // Waits for the broker, so that the line below is true when it is printed.
        const gulo::uuid id = app.send(create_user{line.substr(0, space), line.substr(space + 1)}, gulo::confirmed);
        std::printf("created %s %s\n", id.to_string().c_str(), line.substr(0, space).c_str());
    }
} catch (const std::exception& error) {
    std::fprintf(stderr, "user_service: %s\n", error.what());
    return 1;
}
