// A bound of nesting that the stack could not stand.
// expect: gulo: max_depth of json_options is 1 to 1,000
#include <gulo/codec/json.hpp>

int main() {
#ifdef GULO_BAD
    using codec = gulo::json_with<gulo::json_options{.max_depth = 1001}>;
#else
    using codec = gulo::json_with<gulo::json_options{.max_depth = 1000}>;
#endif
    return codec::encode(1).empty() ? 1 : 0;
}
