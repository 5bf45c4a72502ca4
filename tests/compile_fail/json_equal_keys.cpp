// Two fields of a struct become one key in the codec's style of names.
// expect: gulo: two names of this type are one in JSON
// expect in words: orders[].customer
#include <gulo/codec/json.hpp>

struct customer {
    int user_id = 0;
#ifdef GULO_BAD
    int userId = 0;
#endif
};
struct order {
    ::customer customer;
};
struct batch {
    std::vector<order> orders;
};

int main() {
    using codec = gulo::json_with<gulo::json_options{.names = gulo::name_style::camel_case}>;
    return codec::encode(batch{}).empty() ? 1 : 0;
}
