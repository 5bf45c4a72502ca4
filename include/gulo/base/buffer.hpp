#pragma once
// A growing run of characters that an encoder writes into without filling it with zeros first.

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace gulo {

/// Memory to encode into. Keeps its capacity when cleared, so that a reused buffer stops allocating.
/// Not thread-safe. Pointers into it are valid until the next `prepare` or `append`.
class buffer {
public:
    buffer() = default;
    buffer(buffer&& other) noexcept : data_{std::move(other.data_)}, size_{std::exchange(other.size_, 0)}, capacity_{std::exchange(other.capacity_, 0)} {}
    buffer& operator=(buffer&& other) noexcept {
        data_ = std::move(other.data_);
        size_ = std::exchange(other.size_, 0);
        capacity_ = std::exchange(other.capacity_, 0);
        return *this;
    }

    const char* data() const noexcept { return data_.get(); }
    char* data() noexcept { return data_.get(); }
    std::size_t size() const noexcept { return size_; }
    std::size_t capacity() const noexcept { return capacity_; }
    std::string_view view() const noexcept { return {data_.get(), size_}; }

    /// Forgets the content, keeps the memory.
    void clear() noexcept { size_ = 0; }

    /// Cuts the content to its first `size` characters.
    void truncate(std::size_t size) noexcept { size_ = size < size_ ? size : size_; }

    /// Room for at least `count` more characters; returns where they go. Write there, then `commit`.
    char* prepare(std::size_t count) {
        if (capacity_ - size_ < count) [[unlikely]]
            grow(count);
        return data_.get() + size_;
    }

    /// Takes over `count` characters that were written at the place `prepare` returned.
    void commit(std::size_t count) noexcept { size_ += count; }

    void append(std::string_view text) {
        if (text.empty()) return;
        std::memcpy(prepare(text.size()), text.data(), text.size());
        size_ += text.size();
    }

    void push_back(char c) {
        *prepare(1) = c;
        ++size_;
    }

private:
    [[gnu::noinline]] void grow(std::size_t count) {
        std::size_t wanted = capacity_ < 256 ? 512 : capacity_ * 2;
        if (wanted < size_ + count) wanted = size_ + count;
        std::unique_ptr<char[]> larger{new char[wanted]};
        if (size_ != 0) std::memcpy(larger.get(), data_.get(), size_);
        data_ = std::move(larger);
        capacity_ = wanted;
    }

    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace gulo
