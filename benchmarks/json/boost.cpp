// Boost.JSON, through its value, with memory that is used again.

#include "library.hpp"

#include <boost/json.hpp>
#include <gulo/reflect/fields.hpp>

#include <memory>
#include <type_traits>

namespace json_benchmark {

namespace {

namespace json = boost::json;

template <class T>
void read(const json::value& from, T& to) {
    if constexpr (std::is_same_v<T, std::string>) {
        const json::string& text = from.as_string();
        to.assign(text.data(), text.size());
    } else if constexpr (std::is_same_v<T, bool>) {
        to = from.as_bool();
    } else if constexpr (std::is_arithmetic_v<T>) {
        to = from.to_number<T>();
    } else if constexpr (is_vector<T>) {
        const json::array& elements = from.as_array();
        to.reserve(elements.size());
        for (const json::value& each : elements) read(each, to.emplace_back());
    } else {
        const json::object& object = from.as_object();
        gulo::reflect::for_each_field(to, [&](std::string_view name, auto& field) {
            using field_type = std::remove_reference_t<decltype(field)>;
            if constexpr (is_optional<field_type>) {
                const json::value* const found = object.if_contains(name);
                if (found == nullptr || found->is_null()) return;
                make_empty(field);
                read(*found, *field);
            } else {
                read(object.at(name), field);
            }
        });
    }
}

template <class T>
json::value write(const T& from, const json::storage_ptr& memory) {
    if constexpr (std::is_same_v<T, std::string>) {
        return json::value(json::string_view{from}, memory);
    } else if constexpr (std::is_arithmetic_v<T>) {
        return json::value(from, memory);
    } else if constexpr (is_vector<T>) {
        json::array to(memory);
        to.reserve(from.size());
        for (const auto& each : from) to.push_back(write(each, memory));
        return to;
    } else {
        json::object to(memory);
        to.reserve(gulo::reflect::field_count<T>);
        gulo::reflect::for_each_field(from, [&](std::string_view name, const auto& field) {
            if constexpr (is_optional<std::remove_cvref_t<decltype(field)>>) {
                if (field) to.emplace(name, write(*field, memory));
            } else {
                to.emplace(name, write(field, memory));
            }
        });
        return to;
    }
}

struct boost_library {
    static constexpr const char* name = "boost";
    static constexpr bool encodes = true;

    static const std::string& prepare(const std::string& document) { return document; }

    template <class T>
    T decode(const std::string& document) {
        T value{};
        json::monotonic_resource memory{memory_.get(), memory_size};
        json::parse_options options;
        options.max_depth = 64;
        read(json::parse(document, &memory, options), value);
        return value;
    }

    template <class T>
    std::string_view encode(const T& value) {
        json::monotonic_resource memory{memory_.get(), memory_size};
        return out_ = json::serialize(write(value, &memory));
    }

private:
    static constexpr std::size_t memory_size = 256 * 1024;
    std::unique_ptr<unsigned char[]> memory_ = std::make_unique<unsigned char[]>(memory_size);
    std::string out_;
};

}  // namespace

void register_boost() { register_all<boost_library>(); }

}  // namespace json_benchmark
