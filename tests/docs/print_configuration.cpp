// Prints what can be configured, from the tables of the code: one line each, fields separated by tabs.

#include <gulo/kafka/environment.hpp>
#include <gulo/kafka/option_rules.hpp>

#include <cstddef>
#include <cstdio>
#include <string>

int main() {
    using namespace gulo::kafka_detail;
    for (const variable& each : variable_table()) {
        std::string names;
        for (const std::string_view name : each.names)
            if (!name.empty()) names.append(names.empty() ? "" : " ").append(name);
        gulo::kafka_config config;
        std::printf("variable\t%s\t%s\t%s\n", names.c_str(), each.take(config, "\x01").c_str(), each.is_secret ? "secret" : "");
    }
    for (const option_rule& each : option_rules)
        std::printf("option\t%s\t%s\t%s\n", std::string{each.name}.c_str(), std::string{each.only}.c_str(), std::string{each.reason}.c_str());
}
