#include "library.hpp"

#include <gulo/codec/json.hpp>

namespace json_benchmark {

namespace {

struct gulo_library {
    static constexpr const char* name = "gulo";
    static constexpr bool encodes = true;

    static const std::string& prepare(const std::string& document) { return document; }

    template <class T>
    static T decode(const std::string& document) {
        return gulo::json::decode<T>(document);
    }

    template <class T>
    std::string_view encode(const T& value) {
        out_.clear();
        gulo::json::encode_to(value, out_);
        return out_.view();
    }

private:
    gulo::buffer out_;
};

}  // namespace

void register_gulo() { register_all<gulo_library>(); }

}  // namespace json_benchmark
