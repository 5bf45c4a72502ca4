// A key would have to be escaped.
// expect: gulo: a name in JSON must not have quotes, backslashes or control characters
#include <gulo/codec/json.hpp>

struct customer {
    int user_id = 0;
#ifdef GULO_BAD
    static constexpr gulo::json_name json_names[]{{"user_id", "user\n"}};
#else
    static constexpr gulo::json_name json_names[]{{"user_id", "user'"}};
#endif
};

int main() { return gulo::json::encode(customer{}).empty() ? 1 : 0; }
