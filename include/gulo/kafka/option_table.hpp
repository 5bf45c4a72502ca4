#pragma once
// librdkafka's own table of its options: names, aliases, who they are for, and what they allow.

#include <gulo/kafka/nearest.hpp>

#include <librdkafka/rdkafka.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace gulo::kafka_detail {

struct client_option {
    std::string name;
    std::string canonical;  ///< the name itself, or the one it is an alias for
    char scope = '*';       ///< 'P' producer, 'C' consumer, '*' both
    std::string allowed;    ///< librdkafka's range; may be empty
    std::string type;
};

inline std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// The part of `text` between `open` and the next `close`; empty when there is none.
inline std::string_view between(std::string_view text, std::string_view open, std::string_view close) noexcept {
    const std::size_t from = text.find(open);
    if (from == text.npos) return {};
    text.remove_prefix(from + open.size());
    const std::size_t to = text.find(close);
    return to == text.npos ? std::string_view{} : text.substr(0, to);
}

/// Reads the Markdown table that rd_kafka_conf_properties_show writes.
inline std::vector<client_option> parse_option_table(std::string_view table) {
    std::vector<client_option> options;
    while (!table.empty()) {
        const std::size_t end = (std::min)(table.find('\n'), table.size());
        std::string_view line = table.substr(0, end);
        table.remove_prefix((std::min)(end + 1, table.size()));

        const std::string_view type = between(line, "*Type: ", "*");
        const std::size_t first = line.find('|');
        if (type.empty() || type == "see dedicated API" || first == line.npos) continue;
        client_option option;
        option.name = trimmed(line.substr(0, first));
        option.type = type;
        const std::string_view alias = between(line, "| Alias for `", "`");
        option.canonical = alias.empty() ? option.name : std::string{alias};
        line.remove_prefix(first + 1);
        const std::string_view scope = trimmed(line.substr(0, line.find('|')));
        option.scope = scope.empty() ? '*' : scope.front();
        line.remove_prefix((std::min)(line.find('|') + 1, line.size()));
        option.allowed = trimmed(line.substr(0, line.find('|')));
        options.push_back(std::move(option));
    }
    return options;
}

/// All options that can be set as text. Made once; thread-safe.
inline const std::vector<client_option>& option_table() {
    static const std::vector<client_option> table = [] {
        char* text = nullptr;
        std::size_t size = 0;
        std::FILE* const file = ::open_memstream(&text, &size);
        if (file == nullptr) return std::vector<client_option>{};
        rd_kafka_conf_properties_show(file);
        std::fclose(file);
        auto options = parse_option_table({text, size});
        std::free(text);
        return options;
    }();
    return table;
}

/// Global options come before topic options of the same name in librdkafka's table, and are meant.
inline const client_option* find_option(std::string_view name) {
    for (const client_option& option : option_table())
        if (option.name == name) return &option;
    return nullptr;
}

inline std::string_view nearest_option(std::string_view wrong) {
    std::vector<std::string_view> names;
    for (const client_option& option : option_table()) names.push_back(option.name);
    return nearest_name(wrong, names);
}

inline bool is_secret_option(std::string_view name) noexcept {
    for (const std::string_view part : {"password", "passphrase", "secret", "private.key"})
        if (name.find(part) != name.npos) return true;
    return name == "ssl.key.pem" || name == "sasl.oauthbearer.config";
}

}  // namespace gulo::kafka_detail
