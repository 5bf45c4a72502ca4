#pragma once
// Numbers that look random and are the same for the same seed on every machine.

#include <cstddef>
#include <cstdint>

namespace gulo::testing {

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
class random_source {
public:
    explicit constexpr random_source(std::uint64_t seed) noexcept : state_{seed} {}

    constexpr std::uint64_t next() noexcept {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15ULL;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31);
    }

    /// 0 to `bound` - 1; `bound` is at least 1.
    constexpr std::size_t below(std::size_t bound) noexcept { return static_cast<std::size_t>(next() % bound); }

    constexpr bool chance(std::size_t percent) noexcept { return below(100) < percent; }

private:
    std::uint64_t state_;
};

}  // namespace gulo::testing
