// RapidJSON: its DOM with memory that is used again, and its writer. It reads numbers exactly and checks UTF-8, as the
// others do; its writer doesn't check.

#define RAPIDJSON_SSE2

#include "library.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <gulo/reflect/fields.hpp>

#include <memory>
#include <stdexcept>
#include <type_traits>

namespace json_benchmark {

namespace {

void expect(bool right) {
    if (!right) throw std::runtime_error{"another kind of value was expected"};
}

template <class T>
void read(const rapidjson::Value& from, T& to) {
    if constexpr (std::is_same_v<T, std::string>) {
        expect(from.IsString());
        to.assign(from.GetString(), from.GetStringLength());
    } else if constexpr (std::is_same_v<T, bool>) {
        expect(from.IsBool());
        to = from.GetBool();
    } else if constexpr (std::is_same_v<T, std::int32_t>) {
        expect(from.IsInt());
        to = from.GetInt();
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        expect(from.IsInt64());
        to = from.GetInt64();
    } else if constexpr (std::is_floating_point_v<T>) {
        expect(from.IsNumber());
        to = from.GetDouble();
    } else if constexpr (is_vector<T>) {
        expect(from.IsArray());
        to.reserve(from.Size());
        for (const rapidjson::Value& each : from.GetArray()) read(each, to.emplace_back());
    } else {
        expect(from.IsObject());
        gulo::reflect::for_each_field(to, [&](std::string_view name, auto& field) {
            using field_type = std::remove_reference_t<decltype(field)>;
            const auto found = from.FindMember(rapidjson::Value{rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()))});
            if constexpr (is_optional<field_type>) {
                if (found == from.MemberEnd() || found->value.IsNull()) return;
                make_empty(field);
                read(found->value, *field);
            } else {
                expect(found != from.MemberEnd());
                read(found->value, field);
            }
        });
    }
}

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

template <class T>
void write(writer& to, const T& from) {
    if constexpr (std::is_same_v<T, std::string>) {
        to.String(from.data(), static_cast<rapidjson::SizeType>(from.size()));
    } else if constexpr (std::is_same_v<T, bool>) {
        to.Bool(from);
    } else if constexpr (std::is_same_v<T, std::int32_t>) {
        to.Int(from);
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        to.Int64(from);
    } else if constexpr (std::is_floating_point_v<T>) {
        to.Double(from);
    } else if constexpr (is_vector<T>) {
        to.StartArray();
        for (const auto& each : from) write(to, each);
        to.EndArray();
    } else {
        to.StartObject();
        gulo::reflect::for_each_field(from, [&](std::string_view name, const auto& field) {
            if constexpr (is_optional<std::remove_cvref_t<decltype(field)>>) {
                if (!field) return;
                to.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
                write(to, *field);
            } else {
                to.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
                write(to, field);
            }
        });
        to.EndObject();
    }
}

struct rapidjson_library {
    static constexpr const char* name = "rapidjson";
    static constexpr bool encodes = true;

    static const std::string& prepare(const std::string& document) { return document; }

    template <class T>
    T decode(const std::string& document) {
        T value{};
        using allocator = rapidjson::MemoryPoolAllocator<>;
        using root_type = rapidjson::GenericDocument<rapidjson::UTF8<>, allocator, allocator>;
        allocator values{memory_.get(), memory_size};
        allocator stack{stack_.get(), stack_size};
        root_type root{&values, stack_size / 4, &stack};
        root.Parse<rapidjson::kParseFullPrecisionFlag | rapidjson::kParseValidateEncodingFlag>(document.data(), document.size());
        if (root.HasParseError()) throw std::runtime_error{"malformed"};
        read(root, value);
        return value;
    }

    template <class T>
    std::string_view encode(const T& value) {
        out_.Clear();
        writer to{out_};
        write(to, value);
        return {out_.GetString(), out_.GetSize()};
    }

private:
    static constexpr std::size_t memory_size = 256 * 1024;
    static constexpr std::size_t stack_size = 64 * 1024;
    std::unique_ptr<char[]> memory_ = std::make_unique<char[]>(memory_size);
    std::unique_ptr<char[]> stack_ = std::make_unique<char[]>(stack_size);
    rapidjson::StringBuffer out_;
};

}  // namespace

void register_rapidjson() { register_all<rapidjson_library>(); }

}  // namespace json_benchmark
