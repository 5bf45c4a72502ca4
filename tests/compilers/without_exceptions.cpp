// What needs no exceptions: errors as values, uuids, reflection, names and keys of messages, JSON both ways. What would be thrown
// is given to the program.
#include <gulo/codec/json.hpp>
#include <gulo/message/key.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/message/topic.hpp>
#include <gulo/observe/log_router.hpp>
#include <gulo/reflect/fields.hpp>

#include <boost/throw_exception.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace boost {
void throw_exception(const std::exception& exception) {
    std::puts(exception.what());
    std::exit(std::strstr(exception.what(), "count") != nullptr ? 0 : 1);
}
void throw_exception(const std::exception& exception, const boost::source_location&) { throw_exception(exception); }
}  // namespace boost

struct order {
    gulo::uuid id;
    std::string name;
    std::vector<double> weights;
    std::optional<int> count;
};

int main() {
    const order sent{gulo::uuid::make(), "tea", {0.5, 1e-320}, 3};
    const std::string text = gulo::json::encode(sent);
    const auto received = gulo::json::try_decode<order>(text);
    if (!received || received->id != sent.id || received->weights != sent.weights || gulo::reflect::field_count<order> != 4) return 2;

    gulo::log_router log;
    log.write({gulo::severity::error, "an entry", {}});

    const auto wrong = gulo::json::try_decode<order>("{\"id\": \"" + sent.id.to_string() + "\", \"name\": \"\", \"weights\": [], \"count\": \"many\"}");
    if (wrong || wrong.error().code != gulo::errc::schema_mismatch) return 3;
    (void)wrong.value();  // ends in throw_exception above
    return 4;
}
