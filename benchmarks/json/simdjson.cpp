// simdjson On-Demand, with a parser that is used again, on documents that are padded already.

#include "library.hpp"

#include <simdjson.h>
#include <gulo/reflect/fields.hpp>

#include <limits>
#include <stdexcept>
#include <type_traits>

namespace json_benchmark {

namespace {

namespace ondemand = simdjson::ondemand;

template <class T, class Value>
void read(Value&& from, T& to) {
    if constexpr (std::is_same_v<T, std::string>) {
        const std::string_view text = from.get_string();
        to.assign(text);
    } else if constexpr (std::is_same_v<T, bool>) {
        to = from.get_bool();
    } else if constexpr (std::is_integral_v<T>) {
        const std::int64_t amount = from.get_int64();
        if (amount < std::numeric_limits<T>::min() || amount > std::numeric_limits<T>::max()) throw std::out_of_range{"a number does not fit"};
        to = static_cast<T>(amount);
    } else if constexpr (std::is_floating_point_v<T>) {
        to = from.get_double();
    } else if constexpr (is_vector<T>) {
        for (auto each : from.get_array()) read(each.value(), to.emplace_back());
    } else {
        ondemand::object object = from.get_object();
        gulo::reflect::for_each_field(to, [&](std::string_view name, auto& field) {
            using field_type = std::remove_reference_t<decltype(field)>;
            ondemand::value value;
            const simdjson::error_code code = object.find_field_unordered(name).get(value);
            if constexpr (is_optional<field_type>) {
                if (code == simdjson::NO_SUCH_FIELD) return;
                if (code != simdjson::SUCCESS) throw simdjson::simdjson_error{code};
                if (value.is_null()) return;
                make_empty(field);
                read(value, *field);
            } else {
                if (code != simdjson::SUCCESS) throw simdjson::simdjson_error{code};
                read(value, field);
            }
        });
    }
}

struct simdjson_library {
    static constexpr const char* name = "simdjson";
    static constexpr bool encodes = false;

    static simdjson::padded_string prepare(const std::string& document) { return simdjson::padded_string{document}; }

    template <class T>
    T decode(const simdjson::padded_string& document) {
        T value{};
        ondemand::document root = parser_.iterate(document);
        read(root, value);
        return value;
    }

private:
    ondemand::parser parser_;
};

}  // namespace

void register_simdjson() { register_all<simdjson_library>(); }

}  // namespace json_benchmark
