// A field without a JSON form, where there is no application.
// expect: gulo: this field can't be decoded from JSON
// expect in words: lines[].text
#include <gulo/codec/json.hpp>

struct line {
#ifdef GULO_BAD
    std::string_view text;
#else
    std::string text;
#endif
};
struct order {
    std::vector<line> lines;
};

int main() { return static_cast<int>(gulo::json::decode<order>("{}").lines.size()); }
