// Answers each order in the format in which it came. For the test with other implementations of the formats.

#include <gulo/gulo.hpp>
#include <gulo/kafka.hpp>
#include <gulo/run.hpp>

#include <string>
#include <string_view>
#include <tuple>

namespace {

/// Where a format's messages are, and what they are called.
template <class Format>
struct names;
template <>
struct names<gulo::event_envelope> {
    static constexpr std::string_view in = "event.in", out = "event.out", placed = "OrderPlaced", answered = "OrderAnswered";
};
template <>
struct names<gulo::metadata_envelope> {
    static constexpr std::string_view in = "metadata.in", out = "metadata.out", placed = "order.placed", answered = "order.answered";
};
template <>
struct names<gulo::cloudevents> {
    static constexpr std::string_view in = "cloud.in", placed = "com.example.order.placed";
};
template <>
struct names<gulo::cloudevents_binary> {
    static constexpr std::string_view out = "cloud.out", answered = "com.example.order.answered.binary";
};
template <>
struct names<gulo::cloudevents_structured> {
    static constexpr std::string_view out = "cloud.out", answered = "com.example.order.answered.structured";
};
template <>
struct names<gulo::named_headers> {
    static constexpr std::string_view in = "named.in", out = "named.out", placed = "order_placed", answered = "order_answered";
};

template <class Format>
struct order_placed {
    static constexpr auto wire = gulo::wire<Format>;
    static constexpr std::string_view topic = names<Format>::in;
    static constexpr std::string_view message_name = names<Format>::placed;
    std::string order_id;
    std::string note;
    double amount = 0;
};

template <class Format>
struct order_answered {
    static constexpr auto wire = gulo::wire<Format>;
    static constexpr std::string_view topic = names<Format>::out;
    static constexpr std::string_view message_name = names<Format>::answered;
    static constexpr int version = 3;
    static constexpr auto priority = gulo::priority::high;
    std::string order_id;
    std::string note;
    double amount = 0;
    std::string id;
    std::string correlation;
    std::string tenant;
    std::string source;
    gulo::timestamp time{};
    int told_version = 1;
    gulo::priority told_priority = gulo::priority::medium;
    const std::string& partition_key() const { return order_id; }
};

template <class Out, class In>
order_answered<Out> answer_to(const order_placed<In>& order, const gulo::context& about) {
    return {order.order_id,
            order.note,
            order.amount,
            std::string{about.message_id()},
            std::string{about.correlation_id()},
            std::string{about.tenant()},
            std::string{about.source()},
            about.time(),
            about.version(),
            about.priority()};
}

template <class Format>
order_answered<Format> answer(const order_placed<Format>& order, const gulo::context& about) {
    return answer_to<Format>(order, about);
}
std::tuple<order_answered<gulo::cloudevents_binary>, order_answered<gulo::cloudevents_structured>> answer_event(const order_placed<gulo::cloudevents>& order,
                                                                                                                const gulo::context& about) {
    return {answer_to<gulo::cloudevents_binary>(order, about), answer_to<gulo::cloudevents_structured>(order, about)};
}

}  // namespace

int main(int argc, char** argv) {
    using namespace gulo;
    application app{handlers<answer<event_envelope>, answer<metadata_envelope>, answer<named_headers>, answer_event>,
                    subscribes<order_placed<event_envelope>, order_placed<metadata_envelope>, order_placed<named_headers>, order_placed<cloudevents>>,
                    publishes<order_answered<event_envelope>, order_answered<metadata_envelope>, order_answered<named_headers>>,
                    publishes<order_answered<cloudevents_binary>, order_answered<cloudevents_structured>>, kafka{kafka_config::from_env()}};
    return run(app, argc, argv);
}
