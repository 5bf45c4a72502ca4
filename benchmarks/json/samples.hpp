#pragma once
// The values of the messages, the same in every run, and their documents.

#include "messages.hpp"

#include <string>
#include <tuple>

namespace json_benchmark {

/// One row of the table: a value, and the document that is decoded, which need not be the one it is encoded to.
template <class T>
struct sample {
    std::string name;
    T value;
    std::string document;
    bool encoded = true;  ///< whether encoding is measured too
};

/// All rows, in the order of the table.
using samples = std::tuple<sample<user_registered>, sample<order_placed>, sample<orders_exported>, sample<measurements>, sample<measurements>, sample<counters>,
                           sample<counters>, sample<texts>, sample<texts>, sample<texts>, sample<texts>, sample<texts>, sample<node>, sample<track>,
                           sample<shipment>, sample<shipment>, sample<shipment>, sample<order_placed>>;

/// Made once, by the first call.
const samples& all_samples();

}  // namespace json_benchmark
