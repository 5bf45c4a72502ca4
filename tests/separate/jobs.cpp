#include "jobs.hpp"

#include <atomic>
#include <chrono>

job_done work(const job& what) { return {what.number}; }

namespace {

void count(const job_done&, std::atomic<int>& done) { ++done; }

}  // namespace

int jobs_done_on_kafka() {
    using namespace std::chrono_literals;
    gulo::embedded_broker broker{{.topics = {{"jobs", 1}, {"done", 1}}}};
    gulo::kafka_config config = broker.config();
    config.service_name = "separate";
    std::atomic<int> done{0};
    gulo::application app{gulo::handlers<work, count>,
                          gulo::subscribes<job, job_done>,
                          gulo::publishes<job, job_done>,
                          gulo::handles_twice<job, job_done>,
                          gulo::kafka{config},
                          done};
    gulo::service serving{app};
    for (int number = 0; number < 10; ++number) app.publish(job{number});
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (done < 10 && std::chrono::steady_clock::now() < deadline) serving.step(100ms);
    serving.stop();
    return done;
}
