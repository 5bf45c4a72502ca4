#pragma once
// How far the reading of a file is, on standard error.

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include <unistd.h>

/// The size of an open file in bytes; 0 when it is not open or has none.
inline std::uint64_t size_of(std::ifstream& file) {
    if (!file.is_open()) return 0;
    file.seekg(0, std::ios::end);
    const auto end = file.tellg();
    file.clear();
    file.seekg(0);
    return end > 0 ? static_cast<std::uint64_t>(end) : 0;
}

/// Draws a bar on a terminal, and prints a line every tenth of the way elsewhere. Nothing when the total is unknown.
class progress_bar {
public:
    explicit progress_bar(std::uint64_t total) : total_{total}, on_terminal_{isatty(STDERR_FILENO) != 0} {}

    void advance(std::uint64_t by) {
        done_ += by;
        if (total_ == 0) return;
        const auto percent = static_cast<int>(done_ >= total_ ? 100 : done_ * 100 / total_);
        if (percent == shown_ || (!on_terminal_ && percent / 10 == shown_ / 10)) return;
        shown_ = percent;
        draw();
    }

    /// Makes room for another line.
    void clear() {
        if (on_terminal_) std::fprintf(stderr, "\r\033[K");
    }

    void finish() {
        if (total_ == 0) return;
        if (on_terminal_) std::fputc('\n', stderr);
    }

private:
    void draw() const {
        const auto filled = static_cast<std::size_t>(shown_ / 2);
        const std::string bar = std::string(filled, '#') + std::string(50 - filled, '.');
        std::fprintf(stderr, on_terminal_ ? "\r[%s] %3d %%" : "[%s] %3d %%\n", bar.c_str(), shown_);
        std::fflush(stderr);
    }

    std::uint64_t total_;
    std::uint64_t done_ = 0;
    int shown_ = 0;
    bool on_terminal_;
};
