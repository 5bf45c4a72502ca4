#include "jobs.hpp"

#include <chrono>
#include <cstdio>
#include <vector>

namespace {

void collect(const job_done& what, std::vector<int>& numbers) { numbers.push_back(what.number); }

std::vector<int> jobs_done_in_memory() {
    std::vector<int> numbers;
    gulo::application app{gulo::handlers<work, collect>,
                          gulo::subscribes<job, job_done>,
                          gulo::publishes<job, job_done>,
                          gulo::handles_twice<job, job_done>,
                          gulo::consumer_settings{.workers = 0},
                          gulo::in_memory{},
                          numbers};
    gulo::service serving{app};
    for (int number = 0; number < 10; ++number) app.publish(job{number});
    for (int rounds = 0; numbers.size() < 10 && rounds < 1'000; ++rounds) serving.step(std::chrono::milliseconds{10});
    serving.stop();
    const char* const arguments[] = {"separate", "describe"};
    if (gulo::run(app, 2, arguments) != 0) numbers.clear();
    return numbers;
}

}  // namespace

int main() {
    const std::size_t in_memory = jobs_done_in_memory().size();
    const int on_kafka = jobs_done_on_kafka();
    std::printf("in memory %zu of 10, on the embedded broker %d of 10\n", in_memory, on_kafka);
    return in_memory == 10 && on_kafka == 10 ? 0 : 1;
}
