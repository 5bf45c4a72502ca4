#pragma once
// A file of one process to which every handling is appended in one write(2), so that SIGKILL takes none away.

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <unistd.h>

class journal {
public:
    explicit journal(const char* path) : file_{::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)} {
        if (file_ < 0) throw std::runtime_error{std::string{"cannot write "} + path};
    }
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;
    ~journal() { ::close(file_); }

    /// Nanoseconds of the clock that all processes of a machine share.
    static std::int64_t now() noexcept {
        timespec time{};
        ::clock_gettime(CLOCK_MONOTONIC, &time);
        return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
    }

    /// Any thread.
    void write(const std::string& line) const {
        const std::string whole = line + '\n';
        ssize_t written = -1;
        do written = ::write(file_, whole.data(), whole.size());
        while (written < 0 && errno == EINTR);
        if (written != static_cast<ssize_t>(whole.size())) {
            std::fprintf(stderr, "the journal cannot be written\n");
            ::_exit(99);
        }
    }

private:
    int file_;
};
