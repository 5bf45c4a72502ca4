// Welcomes every user that the user service announces. Runs until SIGTERM.

#include "messages.hpp"

#include <gulo/kafka.hpp>
#include <gulo/run.hpp>

#include <cstdio>
#include <exception>

struct mailer {
    void send(const std::string& address, const std::string& text) {
        std::printf("mail to %s: %s\n", address.c_str(), text.c_str());
        std::fflush(stdout);
    }
};

void welcome(const user_created& event, mailer& mail) { mail.send(event.email, "Welcome, " + event.full_name + "!"); }

int main(int argc, char** argv) try {
    gulo::application app{gulo::handlers<welcome>, gulo::subscribes<user_created>, gulo::kafka{gulo::kafka_config::from_env()}, mailer{}};
    return gulo::run(app, argc, argv);
} catch (const std::exception& error) {
    std::fprintf(stderr, "email_service: %s\n", error.what());
    return 1;
}
