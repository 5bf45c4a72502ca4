// A struct renames a field that it doesn't have.
// expect: gulo: json_names renames what the type doesn't have
#include <gulo/codec/json.hpp>

struct customer {
    int user_id = 0;
#ifdef GULO_BAD
    static constexpr gulo::json_name json_names[]{{"userid", "userId"}};
#else
    static constexpr gulo::json_name json_names[]{{"user_id", "userId"}};
#endif
};

int main() { return gulo::json::decode<customer>("{}").user_id; }
