// nlohmann::json, through its value.

#include "library.hpp"

#include <gulo/reflect/fields.hpp>
#include <nlohmann/json.hpp>

#include <type_traits>

namespace json_benchmark {

namespace {

using nlohmann::json;

template <class T>
void read(const json& from, T& to) {
    if constexpr (std::is_same_v<T, std::string>) {
        to = from.get_ref<const std::string&>();
    } else if constexpr (std::is_arithmetic_v<T>) {
        from.get_to(to);
    } else if constexpr (is_vector<T>) {
        to.reserve(from.size());
        for (const json& each : from) read(each, to.emplace_back());
    } else {
        gulo::reflect::for_each_field(to, [&](std::string_view name, auto& field) {
            using field_type = std::remove_reference_t<decltype(field)>;
            if constexpr (is_optional<field_type>) {
                const auto found = from.find(name);
                if (found == from.end() || found->is_null()) return;
                make_empty(field);
                read(*found, *field);
            } else {
                read(from.at(name), field);
            }
        });
    }
}

template <class T>
json write(const T& from) {
    if constexpr (std::is_same_v<T, std::string> || std::is_arithmetic_v<T>) {
        return from;
    } else if constexpr (is_vector<T>) {
        json to = json::array();
        for (const auto& each : from) to.push_back(write(each));
        return to;
    } else {
        json to = json::object();
        gulo::reflect::for_each_field(from, [&](std::string_view name, const auto& field) {
            if constexpr (is_optional<std::remove_cvref_t<decltype(field)>>) {
                if (field) to[name] = write(*field);
            } else {
                to[name] = write(field);
            }
        });
        return to;
    }
}

struct nlohmann_library {
    static constexpr const char* name = "nlohmann";
    static constexpr bool encodes = true;

    static const std::string& prepare(const std::string& document) { return document; }

    template <class T>
    static T decode(const std::string& document) {
        T value{};
        read(json::parse(document), value);
        return value;
    }

    template <class T>
    std::string_view encode(const T& value) {
        return out_ = write(value).dump();
    }

private:
    std::string out_;
};

}  // namespace

void register_nlohmann() { register_all<nlohmann_library>(); }

}  // namespace json_benchmark
