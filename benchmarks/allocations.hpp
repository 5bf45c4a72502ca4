#pragma once
// How often the program allocated, and how much of it is still there.

#include <cstddef>
#include <cstdint>

std::uint64_t allocations() noexcept;

/// Octets of the heap that are in use, as large as the allocator made them.
std::size_t octets_in_use() noexcept;
