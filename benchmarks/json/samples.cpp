#include "samples.hpp"

#include <gulo/codec/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace json_benchmark {

namespace {

/// splitmix64: a small generator whose sequence is the same everywhere.
class sequence {
public:
    explicit sequence(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() noexcept {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15ULL;
        mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebULL;
        return mixed ^ mixed >> 31;
    }
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(most - least + 1));
    }
    /// From 0 to 1, with all digits that a double has.
    double fraction() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    /// With two digits behind the point.
    double price() { return static_cast<double>(between(99, 199'999)) / 100; }
    template <std::size_t Count>
    std::string one_of(const std::array<std::string_view, Count>& choices) {
        return std::string{choices[next() % Count]};
    }

private:
    std::uint64_t state_;
};

user_registered make_user() { return {"usr_8472105", "ada.lovelace@example.org", "Ada Lovelace", 1'763'740'583'123, 42, 1234.56, true, "GB"}; }

order_placed make_order(sequence& random, std::size_t lines) {
    static constexpr std::array<std::string_view, 6> titles{"Garden hose, 20 m",     "Desk lamp",          "Notebook A5, dotted, 3 pieces", "USB-C cable, 2 m",
                                                            "Tea, Darjeeling 100 g", "Rain jacket, size M"};
    static constexpr std::array<std::string_view, 4> cities{"Amsterdam", "San Francisco", "Wellington", "Bern"};
    static constexpr std::array<std::string_view, 3> streets{"12 Long Canal Street", "4500 Mission Boulevard, Floor 3", "1 Main Road"};
    static constexpr std::array<std::string_view, 4> labels{"priority", "fragile", "first-order", "b2b"};
    order_placed order;
    order.order_id = "ord_" + std::to_string(random.between(10'000'000, 99'999'999));
    order.customer_id = "cus_" + std::to_string(random.between(100'000, 999'999));
    order.placed_at = 1'763'000'000'000 + random.between(0, 999'999'999);
    order.ship_to = {random.one_of(streets), random.one_of(cities), std::to_string(random.between(10'000, 99'999)), "NL"};
    for (std::size_t line = 0; line < lines; ++line)
        order.lines.push_back({"SKU-" + std::to_string(random.between(1'000, 999'999)), random.one_of(titles), static_cast<std::int32_t>(random.between(1, 12)),
                               random.price(), random.between(0, 9) == 0});
    order.total = random.price();
    order.currency = "EUR";
    for (std::int64_t label = random.between(1, 3); label > 0; --label) order.labels.push_back(random.one_of(labels));
    if (random.between(0, 1) == 0) order.note = "leave it at the door of the neighbour, please";
    return order;
}

node make_nodes(std::int64_t depth) {
    node made{depth * 7919, "level " + std::to_string(depth), nullptr};
    if (depth > 1) made.inner = std::make_unique<node>(make_nodes(depth - 1));
    return made;
}

shipment make_shipment() {
    return {"shp_19283746", "Northern Parcel", "Rotterdam", "Reykjavik", 1'763'740'583'123, 1'763'913'383'000, 3, 1, 12.75, 0.084, true, false};
}

// The members of a flat object, as texts.
std::vector<std::string> members(std::string_view document) {
    std::vector<std::string> found;
    std::size_t from = 1;
    bool in_text = false;
    for (std::size_t at = 1; at < document.size(); ++at) {
        if (document[at] == '"') in_text = !in_text;
        if (in_text || (document[at] != ',' && document[at] != '}')) continue;
        found.emplace_back(document.substr(from, at - from));
        from = at + 1;
    }
    return found;
}

std::string joined(const std::vector<std::string>& members) {
    std::string text = "{";
    for (const std::string& member : members) text.append(text.size() == 1 ? "" : ",").append(member);
    return text + "}";
}

std::string shuffled(std::string_view document) {
    std::vector<std::string> parts = members(document);
    sequence random{11};
    for (std::size_t left = parts.size(); left > 1; --left) std::swap(parts[left - 1], parts[random.next() % left]);
    return joined(parts);
}

// Between the known members others that nobody asked for: every third is unknown.
std::string with_unknown(std::string_view document) {
    static constexpr std::array<std::string_view, 6> unknown{R"("schema_version":3)",
                                                             R"("source":{"service":"depot","host":"a17"})",
                                                             R"("trace":"4bf92f3577b34da6")",
                                                             R"("tags":["x","y",1.5,null])",
                                                             R"("remark":null)",
                                                             R"("checked":true)"};
    const std::vector<std::string> known = members(document);
    std::vector<std::string> all;
    for (std::size_t index = 0; index < known.size(); ++index) {
        all.push_back(known[index]);
        if (index % 2 == 1) all.emplace_back(unknown[index / 2 % unknown.size()]);
    }
    return joined(all);
}

// The same document as people print it: every member on its line.
std::string indented(std::string_view document) {
    std::string text;
    std::size_t depth = 0;
    bool in_text = false;
    const auto new_line = [&] { text.append("\n").append(2 * depth, ' '); };
    for (std::size_t at = 0; at < document.size(); ++at) {
        const char c = document[at];
        if (c == '"' && (at == 0 || document[at - 1] != '\\')) in_text = !in_text;
        if (!in_text && (c == '}' || c == ']')) {
            --depth;
            new_line();
        }
        text += c;
        if (in_text) continue;
        if (c == ':') text += ' ';
        if (c == '{' || c == '[') ++depth;
        if (c == '{' || c == '[' || c == ',') new_line();
    }
    return text;
}

samples make_samples() {
    const auto plain = [&](std::string name, auto value) {
        std::string document = gulo::json::encode(value);
        return sample<decltype(value)>{std::move(name), std::move(value), std::move(document)};
    };
    const auto other = [&](std::string name, auto value, auto change) {
        std::string document = change(gulo::json::encode(value));
        return sample<decltype(value)>{std::move(name), std::move(value), std::move(document), false};
    };
    sequence random{42};
    order_placed order = make_order(random, 6);
    orders_exported exported{"exp_20251121", 9'001, {}};
    for (int count = 0; count < 20; ++count) exported.orders.push_back(make_order(random, 6));

    measurements wide, prices;
    for (int count = 0; count < 128; ++count) wide.values.push_back((random.fraction() - 0.5) * (count % 4 == 0 ? 1e-5 : count % 4 == 1 ? 1e9 : 100));
    for (int count = 0; count < 128; ++count) prices.values.push_back(random.price());
    counters ids, small;
    for (int count = 0; count < 128; ++count) ids.values.push_back(static_cast<std::int64_t>(random.next()) >> random.between(0, 24));
    for (int count = 0; count < 128; ++count) small.values.push_back(random.between(-99, 9'999));

    texts short_ascii, ascii, escaped, multibyte, mostly_ascii;
    const std::string sentence = "The quick brown fox jumps over the lazy dog, and 12 boxing wizards jump quickly. ";
    for (int count = 0; count < 64; ++count)
        short_ascii.values.push_back(sentence.substr(static_cast<std::size_t>(count % 30), static_cast<std::size_t>(3 + count % 13)));
    for (int count = 0; count < 16; ++count)
        ascii.values.push_back((sentence + sentence + sentence + sentence).substr(static_cast<std::size_t>(count), static_cast<std::size_t>(40 + 17 * count)));
    for (int count = 0; count < 16; ++count)
        escaped.values.push_back("He said: \"No\\way\"\nC:\\dir\\file\t" + std::to_string(count) +
                                 " tabs,\tand \"quotes\", then plain words up to the end of the line\r\n");
    for (int count = 0; count < 16; ++count)
        multibyte.values.push_back("Съешь же ещё этих мягких французских булок " + std::to_string(count) + " 今日は良い天気ですね、散歩に行きましょう 🦡🦡");
    for (int count = 0; count < 16; ++count)
        mostly_ascii.values.push_back("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, " + std::to_string(count) +
                                      " mal à la carte, s'il vous plaît");

    track path;
    for (std::int32_t id = 0; id < 64; ++id) path.points.push_back({random.price(), random.price() / 10, random.fraction(), id});

    return samples{plain("mixed, small", make_user()),
                   plain("mixed, medium", order),
                   plain("mixed, large", std::move(exported)),
                   plain("doubles, 17 digits", std::move(wide)),
                   plain("doubles, prices", std::move(prices)),
                   plain("int64, wide", std::move(ids)),
                   plain("int64, small", std::move(small)),
                   plain("strings, short ASCII", std::move(short_ascii)),
                   plain("strings, long ASCII", std::move(ascii)),
                   plain("strings, escapes", std::move(escaped)),
                   plain("strings, some not ASCII", std::move(mostly_ascii)),
                   plain("strings, multi-byte", std::move(multibyte)),
                   plain("deep, 48 levels", make_nodes(48)),
                   plain("array of structs", std::move(path)),
                   plain("keys in order", make_shipment()),
                   other("keys shuffled", make_shipment(), shuffled),
                   other("keys with unknown ones", make_shipment(), with_unknown),
                   other("mixed, medium, indented", order, indented)};
}

}  // namespace

const samples& all_samples() {
    static const samples made = make_samples();
    return made;
}

}  // namespace json_benchmark
