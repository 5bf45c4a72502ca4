#pragma once
// An application's contract as text.

#include <string>

namespace gulo {

/// What the application subscribes to and how its transport is configured, for a person to read. Secrets are masked by
/// the transport.
template <class Application>
std::string describe(Application& application) {
    std::string text;
    for (const auto& each : Application::deliveries()) {
        text.append("subscribes  ").append(each.type).append("  from  ").append(each.topic);
        for (const auto* format : each.formats) text.append(format == each.formats.front() ? "  as  " : ", or ").append(format->name);
        text.append("\n");
    }
    if constexpr (Application::has_transport) text.append("transport   ").append(application.transport().describe()).append("\n");
    return text;
}

}  // namespace gulo
