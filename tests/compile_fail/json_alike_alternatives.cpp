// The alternatives of a variant have the same required fields.
// expect: gulo: the alternatives of this variant can't be told apart
// expect in words: payments[]
#include <gulo/codec/json.hpp>

struct card {
    int amount = 0;
    std::string number;
};
struct cash {
    int amount = 0;
#ifndef GULO_BAD
    std::string currency;
#endif
};
struct order {
    std::vector<std::variant<card, cash>> payments;
};

int main() {
    using codec = gulo::json_with<gulo::json_options{.variants = gulo::variant_form::by_shape}>;
    return codec::encode(order{}).empty() ? 1 : 0;
}
