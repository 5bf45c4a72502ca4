#pragma once
// Documents that are nearly right: a JSON tree, changed in one or a few places.

#include "codec/reference.hpp"

#include <gulo/testing/random_source.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mutation {

using reference::kind, reference::node, reference::write;

inline node parsed(std::string_view text) { return *reference::parse(text); }

class mutator {
public:
    explicit mutator(gulo::testing::random_source& random) : random_{random} {}

    void change(node& root) {
        std::vector<node*> all;
        collect(root, all);
        node& target = *all[random_.below(all.size())];
        switch (random_.below(10)) {
        case 0: target = parsed("null"); break;
        case 1: target = something(); break;
        case 2: target = node{*all[random_.below(all.size())]}; break;
        default: change_inside(target); break;
        }
    }

private:
    static void collect(node& from, std::vector<node*>& all) {
        all.push_back(&from);
        for (node& each : from.elements) collect(each, all);
    }

    node something() {
        static constexpr std::string_view values[] = {"true",  "0",     "-1",        "1.0", "1.5", "2e2",    "300",        "70000",    "5000000000",     "1e20",
                                                      "-1e20", R"("")", R"("text")", "[]",  "{}",  "[null]", R"({"x":1})", R"(["a"])", R"("2024-02-29")"};
        return parsed(values[random_.below(std::size(values))]);
    }

    void change_inside(node& target) {
        switch (target.is) {
        case kind::string: change_text(target.text); break;
        case kind::number: change_number(target); break;
        case kind::array: change_array(target); break;
        case kind::object: change_object(target); break;
        default: target = something(); break;
        }
    }

    // Never a letter that is a unit of time.
    void change_text(std::string& text) {
        static constexpr std::string_view pieces[] = {"x", "0", "1", "9", "-", "+", ":", ".", "=", "/", "A", "g", " ", "\xc3\xa9", "\n", "00"};
        const std::string_view piece = pieces[random_.below(std::size(pieces))];
        std::size_t at = random_.below(text.size() + 1);
        while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
        const bool plain = at < text.size() && static_cast<unsigned char>(text[at]) < 0x80;
        switch (random_.below(4)) {
        case 0: text.insert(at, piece); break;
        case 1:
            if (plain) text.replace(at, 1, piece);
            break;
        case 2:
            if (plain) text.erase(at, 1);
            break;
        default: text.resize(at); break;
        }
        // Where "$" ends is another matter in Python.
        while (text.ends_with('\n')) text.pop_back();
    }

    void change_number(node& target) {
        static constexpr std::string_view values[] = {"-1",         "128",         "-129",       "256",  "32768", "-32769", "65536",
                                                      "2147483648", "-2147483649", "4294967296", "1e20", "-1e20", "3.5e38", "-3.5e38",
                                                      "0.5",        "-0.5",        "-0.0",       "1.0",  "1E2",   "12e-1",  "10e-1"};
        // Beyond 15 digits a validator that thinks in doubles sees another number.
        const bool exact = target.text.size() <= 15 && target.text.find_first_of(".eE") == std::string::npos;
        switch (random_.below(3)) {
        case 0: target.text += exact ? ".0" : ""; break;
        case 1: target.text += exact ? ".5" : ""; break;
        default: target.text = values[random_.below(std::size(values))]; break;
        }
    }

    void change_array(node& target) {
        auto& elements = target.elements;
        const std::size_t at = random_.below(elements.size() + 1);
        const auto place = elements.begin() + static_cast<std::ptrdiff_t>(at);
        if (at == elements.size() || random_.below(2) == 0) {
            node added = elements.empty() ? something() : elements[random_.below(elements.size())];
            elements.insert(place, std::move(added));
        } else {
            elements.erase(place);
        }
    }

    void change_object(node& target) {
        const std::size_t at = random_.below(target.keys.size() + 1);
        if (at == target.keys.size()) {
            std::string key = "extra";
            if (random_.below(2) == 0) key = std::to_string(static_cast<int>(random_.below(600)) - 200);
            if (target.find(key) != nullptr) return;
            target.keys.push_back(key);
            target.elements.push_back(target.elements.empty() || random_.below(2) == 0 ? something() : node{target.elements.front()});
        } else if (random_.below(3) == 0) {
            std::string key = target.keys[at];
            change_text(key);
            if (target.find(key) == nullptr) target.keys[at] = key;
        } else {
            target.keys.erase(target.keys.begin() + static_cast<std::ptrdiff_t>(at));
            target.elements.erase(target.elements.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }

    gulo::testing::random_source& random_;
};

}  // namespace mutation
