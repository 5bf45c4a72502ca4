#include <gulo/kafka/embedded_broker.hpp>

#include <cstdio>

int main() {
    gulo::embedded_broker broker;
    return std::puts(broker.config().bootstrap_servers.c_str()) < 0;
}
