#pragma once
// A flight, as it stands in a line of the data and as the event of one that was late.

#include <gulo/gulo.hpp>

#include <string>

struct record_flight {
    std::string date;
    double delay = 0;  // minutes; negative is early
    double distance = 0;
    std::string origin;
    std::string destination;
};

struct flight_delayed {
    std::string date;
    double delay = 0;
    double distance = 0;
    std::string origin;
    std::string destination;
    const std::string& partition_key() const { return origin; }
};
