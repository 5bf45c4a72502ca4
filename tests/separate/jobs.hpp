#pragma once

#include <gulo/gulo.hpp>
#include <gulo/kafka.hpp>
#include <gulo/run.hpp>

#include <string>

struct job {
    static constexpr std::string_view topic = "jobs";
    int number = 0;
};
struct job_done {
    static constexpr std::string_view topic = "done";
    int number = 0;
};

job_done work(const job&);

/// The number of jobs done by a service on an embedded broker.
int jobs_done_on_kafka();
