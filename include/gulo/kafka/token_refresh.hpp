#pragma once
// librdkafka's call for a token, answered by the application's function on the library's own thread.

#include <gulo/kafka/oauthbearer.hpp>

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

namespace gulo::kafka_detail {

/// The answer to one call. Never throws: what `source` throws becomes the reason.
inline void refresh_token(rd_kafka_t* client, const oauthbearer_source& source) noexcept {
    try {
        std::string reason;
        try {
            const oauthbearer_token given = source();
            std::vector<const char*> extensions;
            for (const auto& [name, value] : given.extensions) extensions.insert(extensions.end(), {name.c_str(), value.c_str()});
            const std::int64_t expires = std::chrono::duration_cast<std::chrono::milliseconds>(given.expires.time_since_epoch()).count();
            char text[512] = "";
            if (rd_kafka_oauthbearer_set_token(client, given.token.reveal().c_str(), expires, given.principal.c_str(), extensions.data(), extensions.size(),
                                               text, sizeof text) == RD_KAFKA_RESP_ERR_NO_ERROR)
                return;
            reason = text;
            mask(reason, given.token);
        } catch (const std::exception& thrown) { reason = thrown.what(); } catch (...) {
            reason = "an exception that is not a std::exception";
        }
        if (reason.empty()) reason = "no reason was given";
        rd_kafka_oauthbearer_set_token_failure(client, reason.c_str());
    } catch (...) { rd_kafka_oauthbearer_set_token_failure(client, "out of memory"); }
}

}  // namespace gulo::kafka_detail
