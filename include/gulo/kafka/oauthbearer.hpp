#pragma once
// Tokens for SASL OAUTHBEARER: where a client gets one, and when it gets the next.

#include <gulo/base/clock.hpp>
#include <gulo/kafka/secret.hpp>

#include <functional>
#include <map>
#include <string>

namespace gulo {

/// What a token endpoint gave (RFC 6749, RFC 7628).
struct oauthbearer_token {
    secret token;                                     ///< the JWT, as text
    timestamp expires{};                              ///< the next one is asked for when four fifths of its time are over
    std::string principal{};                          ///< whom the token is for; shown in errors
    std::map<std::string, std::string> extensions{};  ///< of SASL (RFC 7628 section 3.1); seldom needed
};

/// Gets a token. Called from a thread of the client library, once at the start and again before each token expires,
/// whatever the application does meanwhile; may block and may be called by several clients at once. What it throws is
/// logged as the reason why there is no token, and it is called again 10 seconds later: the text must hold no secret.
using oauthbearer_source = std::function<oauthbearer_token()>;

}  // namespace gulo
