#pragma once
// What the compiler saw of an application, as data, and as text for a person.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// One part of what a handler returns, and what is done with it.
struct explained_result {
    std::string what;               ///< "order_placed, when there is one", "int"
    std::uint64_t message = 0;      ///< reflect::type_id of the message; 0: it is no message
    std::vector<std::string> goes;  ///< where, and why
};

/// A handler of a message.
struct explained_handler {
    std::string name;
    std::vector<std::string> takes;   ///< the further parameters, and where they come from
    std::vector<std::string> inside;  ///< the middlewares that wrap it, the outermost first
    std::vector<std::string> rules;   ///< retry rules of its own
    std::string returns;              ///< the type; empty: nothing
    std::vector<explained_result> results;
};

struct explained_message {
    std::uint64_t id = 0;
    std::string name;
    std::vector<std::string> comes;  ///< how records of it arrive
    std::vector<std::string> rules;  ///< what happens to a record whose handlers fail
    std::vector<explained_handler> handlers;
    std::vector<std::string> goes;  ///< what is done with one that is returned or published
};

/// All messages of an application, in the order in which its parts name them.
struct explanation {
    std::vector<explained_message> messages;
    std::string transport;

    bool knows(std::uint64_t id) const {
        for (const explained_message& each : messages)
            if (each.id == id) return true;
        return false;
    }
    /// The message of that id, added when it is new.
    explained_message& about(std::uint64_t id, std::string_view name) {
        for (explained_message& each : messages)
            if (each.id == id) return each;
        explained_message made;
        made.id = id;
        made.name = name;
        return messages.emplace_back(std::move(made));
    }

    std::string text() const {
        std::string out;
        for (const explained_message& each : messages) append(out, each);
        return out.append(transport);
    }

private:
    static void line(std::string& out, std::size_t depth, std::string_view label, std::string_view what) {
        out.append(2 * depth, ' ').append(label);
        if (!label.empty()) out.append(label.size() < 12 ? 12 - label.size() : 1, ' ');
        out.append(what).append("\n");
    }
    static void lines(std::string& out, std::size_t depth, std::string_view label, const std::vector<std::string>& all) {
        for (const std::string& each : all) line(out, depth, label, each);
    }

    void append(std::string& out, const explained_message& message) const {
        out.append(message.name).append("\n");
        lines(out, 1, "arrives", message.comes);
        for (const explained_handler& each : message.handlers) append(out, each);
        if (message.handlers.empty() && !message.goes.empty()) lines(out, 1, "goes", message.goes);
        lines(out, 1, "on failure", message.rules);
        out.append("\n");
    }
    void append(std::string& out, const explained_handler& handler) const {
        line(out, 1, "handled by", handler.name);
        lines(out, 2, "takes", handler.takes);
        lines(out, 2, "inside", handler.inside);
        lines(out, 2, "on failure", handler.rules);
        line(out, 2, "returns", handler.returns.empty() ? "nothing" : handler.returns);
        for (const explained_result& each : handler.results) {
            line(out, 3, "", each.what + ":");
            lines(out, 4, "", each.goes);
            if (each.message == 0) continue;
            for (const explained_message& known : messages)
                if (known.id == each.message) lines(out, 4, "", known.goes);
        }
    }
};

}  // namespace gulo
