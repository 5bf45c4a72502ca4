// An alternative of a tagged variant has a field with the key of the tag.
// expect: gulo: a field of an alternative has the key of the variant's tag
// expect in words: payment
#include <gulo/codec/json.hpp>

struct card {
#ifdef GULO_BAD
    std::string type;
#else
    std::string brand;
#endif
};
struct cash {
    int amount = 0;
};
struct order {
    std::variant<card, cash> payment;
};

int main() {
    using codec = gulo::json_with<gulo::json_options{.variants = gulo::variant_form::tagged}>;
    return codec::encode(order{}).empty() ? 1 : 0;
}
