#pragma once
// Delays per airport, with a journal that survives a crash.

#include <gulo/codec/json.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <unordered_set>

#include <fcntl.h>
#include <unistd.h>

/// Counts each event once. Thread-safe.
class delay_table {
public:
    /// Reads back what `journal` holds; an empty name keeps everything in memory only.
    explicit delay_table(const std::string& journal) {
        if (journal.empty()) return;
        read_back(journal);
        file_ = ::open(journal.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
        if (file_ < 0) throw std::system_error{errno, std::generic_category(), "cannot write the journal " + journal};
    }
    delay_table(const delay_table&) = delete;
    delay_table& operator=(const delay_table&) = delete;
    ~delay_table() {
        if (file_ >= 0) ::close(file_);
    }

    void add(const std::string& id, const std::string& origin, double delay) {
        const std::lock_guard lock{mutex_};
        if (seen_.contains(id)) return;
        if (file_ >= 0) write_down(gulo::json::encode(entry{id, origin, delay}) + "\n");
        count(id, origin, delay);
    }

    /// CSV (RFC 4180, with line feeds): airport, number of late flights, their mean delay.
    void print() {
        const std::lock_guard lock{mutex_};
        std::printf("airport,delayed,mean_delay\n");
        for (const auto& [airport, delays] : airports_)
            std::printf("%s,%ju,%.2f\n", quoted(airport).c_str(), static_cast<std::uintmax_t>(delays.count), delays.sum / static_cast<double>(delays.count));
        std::fflush(stdout);
    }

private:
    struct entry {
        std::string id;
        std::string origin;
        double delay = 0;
    };
    struct delays {
        std::uint64_t count = 0;
        double sum = 0;
    };

    void count(const std::string& id, const std::string& origin, double delay) {
        if (!seen_.insert(id).second) return;
        delays& at = airports_[origin];
        ++at.count;
        at.sum += delay;
    }

    void read_back(const std::string& journal) {
        std::ifstream input{journal, std::ios::binary};
        std::size_t whole = 0;
        for (std::string line; std::getline(input, line) && !input.eof();) {
            const auto read = gulo::json::try_decode<entry>(line);
            if (!read) throw std::runtime_error{"the journal " + journal + " is damaged: " + read.error().message};
            count(read->id, read->origin, read->delay);
            whole += line.size() + 1;
        }
        // A crash in the middle of a line: that event was not handled yet and will be delivered again.
        if (whole != 0 || input.eof())
            if (::truncate(journal.c_str(), static_cast<off_t>(whole)) != 0 && errno != ENOENT)
                throw std::system_error{errno, std::generic_category(), "cannot mend the journal " + journal};
    }

    void write_down(const std::string& line) {
        std::size_t written = 0;
        while (written < line.size()) {
            const ssize_t count = ::write(file_, line.data() + written, line.size() - written);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) throw std::system_error{errno, std::generic_category(), "cannot write the journal"};
            written += static_cast<std::size_t>(count);
        }
    }

    static std::string quoted(const std::string& text) {
        if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
        std::string quoted = "\"";
        for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
        return quoted + "\"";
    }

    std::mutex mutex_;
    int file_ = -1;
    std::map<std::string, delays> airports_;
    std::unordered_set<std::string> seen_;
};
