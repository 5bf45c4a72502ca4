#pragma once
// How one library's rows are registered with google benchmark, after a check that it reads and writes them rightly.

#include "samples.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace json_benchmark {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_optional<std::unique_ptr<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T>
void make_empty(std::optional<T>& value) {
    value.emplace();
}
template <class T>
void make_empty(std::unique_ptr<T>& value) {
    value = std::make_unique<T>();
}

/// A Library has
///   `name`;
///   `prepare(document)`: what it wants a document to be in, made before the clock starts;
///   `decode<T>(prepared)`: a new value, made where the caller wants it; throws when the document is not such a value;
///   `encode(value)`: the document, valid until the next call; only where `encodes` says so.
template <class Library, class T>
void register_sample(const sample<T>& row) {
    Library library;
    const auto prepared = library.prepare(row.document);
    const T read = library.template decode<T>(prepared);
    if (!(read == row.value)) {
        std::printf("%s reads other values than were written in \"%s\"; it is left out there\n", Library::name, row.name.c_str());
        return;
    }
    benchmark::RegisterBenchmark(("decode/" + row.name + "/" + Library::name).c_str(), [&row](benchmark::State& state) {
        Library reader;
        const auto document = reader.prepare(row.document);
        for (auto _ : state) {
            T value = reader.template decode<T>(document);
            benchmark::DoNotOptimize(&value);
            benchmark::ClobberMemory();
        }
        state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(row.document.size()));
    });
    if constexpr (Library::encodes) {
        if (!row.encoded) return;
        const std::string written{library.encode(row.value)};
        const T back = library.template decode<T>(library.prepare(written));
        if (!(back == row.value)) {
            std::printf("%s writes \"%s\" so that it reads other values; it is left out there\n", Library::name, row.name.c_str());
            return;
        }
        benchmark::RegisterBenchmark(("encode/" + row.name + "/" + Library::name).c_str(), [&row](benchmark::State& state) {
            Library writer;
            for (auto _ : state) {
                std::string_view document = writer.encode(row.value);
                benchmark::DoNotOptimize(document);
                benchmark::ClobberMemory();
            }
            state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(row.document.size()));
        });
    }
}

template <class Library>
void register_all() {
    std::apply([](const auto&... row) { (register_sample<Library>(row), ...); }, all_samples());
}

void register_gulo();
void register_simdjson();
void register_rapidjson();
void register_nlohmann();
void register_boost();

}  // namespace json_benchmark
