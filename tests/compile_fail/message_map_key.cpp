// A message with a map whose key is a struct.
// expect: gulo: a field of a message has no JSON mapping
// expect in words: amounts[] (the key)
#include <gulo/gulo.hpp>

#include <compare>
#include <map>
#include <string>

struct customer_id {
    std::string text;
    auto operator<=>(const customer_id&) const = default;
};
#ifndef GULO_BAD
template <>
struct gulo::json_mapping<customer_id> {
    static std::string to(const customer_id& id) { return id.text; }
    static customer_id from(std::string text) { return {std::move(text)}; }
};
#endif
struct happened {
    static constexpr std::string_view topic = "happened";
    std::map<customer_id, int> amounts;
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
