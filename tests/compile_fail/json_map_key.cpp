// A map whose key has no form as a string.
// expect: gulo: this field has no JSON form
// expect in words: rates[] (the key)
#include <gulo/codec/json.hpp>
#include <map>

struct prices {
#ifdef GULO_BAD
    std::map<double, int> rates;
#else
    std::map<int, int> rates;
#endif
};

int main() { return static_cast<int>(gulo::json::encode(prices{}).size()); }
