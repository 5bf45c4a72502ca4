#define BOOST_TEST_MODULE host_worker_pool
#include <boost/test/unit_test.hpp>

#include <gulo/host/worker_pool.hpp>

#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Sanitizers reserve more address space than the limit below leaves.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIMITS_ADDRESSES false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define LIMITS_ADDRESSES false
#endif
#endif
#ifndef LIMITS_ADDRESSES
#define LIMITS_ADDRESSES true
#endif

BOOST_AUTO_TEST_CASE(threads_that_cannot_be_had_are_an_error_that_names_their_number) {
    if (!LIMITS_ADDRESSES) return;
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        constexpr rlimit few{400u << 20, 400u << 20};
        int ended = 1;
        if (::setrlimit(RLIMIT_AS, &few) == 0) {
            try {
                const gulo::worker_pool pool{500};
            } catch (const gulo::failure& told) {
                const std::string text = told.what();
                ended =
                    text.starts_with("only ") && text.find(" of 500 threads for handlers") != text.npos && text.find("consumer_settings::workers") != text.npos
                        ? 0
                        : 2;
            }
        }
        ::_exit(ended);
    }
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_REQUIRE(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 0);
}
