#pragma once
// The kinds of error that Gulo reports, as one std::error_category.

#include <string>
#include <system_error>

namespace gulo {

/// Every kind of failure that Gulo itself can report. The text of a particular failure (gulo::error,
/// gulo::failure) names the thing, the value and the remedy; this is what a program branches on.
enum class errc : int {
    malformed_document = 1,
    schema_mismatch,
    invalid_configuration,
    unknown_message_type,
    invalid_topic,
    message_too_large,
    queue_full,
    broker_unavailable,
    authentication_failed,
    not_authorized,
    delivery_failed,
    delivery_unknown,
    not_started,
    shutting_down,
    timed_out,
    cascade_too_deep,
    handler_failed,
    cancelled,
    stale_assignment,
    transport_failure,
    offset_out_of_range,
    unaccepted_format,
};

namespace detail {

class category_of_gulo final : public std::error_category {
public:
    const char* name() const noexcept override { return "gulo"; }

    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
        case errc::malformed_document: return "the document is malformed";
        case errc::schema_mismatch: return "the document does not fit the type it is read into";
        case errc::invalid_configuration: return "the configuration is invalid";
        case errc::unknown_message_type: return "no handler is registered for this type of message";
        case errc::invalid_topic: return "the topic does not exist or its name is invalid";
        case errc::message_too_large: return "the message is larger than the broker or the client allows";
        case errc::queue_full: return "the local publishing queue stayed full";
        case errc::broker_unavailable: return "no broker can be reached";
        case errc::authentication_failed: return "the broker refused the credentials";
        case errc::not_authorized: return "the broker denies this operation";
        case errc::delivery_failed: return "the broker did not take the message";
        case errc::delivery_unknown: return "it is unknown whether the broker took the message";
        case errc::not_started: return "the transport has not been started";
        case errc::shutting_down: return "the application is shutting down";
        case errc::timed_out: return "the operation did not finish in time";
        case errc::cascade_too_deep: return "a cascade of messages runs too deep";
        case errc::handler_failed: return "a handler reported a failure";
        case errc::cancelled: return "the operation was cancelled";
        case errc::stale_assignment: return "the partition is not assigned to this consumer any more";
        case errc::transport_failure: return "the transport failed";
        case errc::offset_out_of_range: return "the log does not reach back to the wanted offset";
        case errc::unaccepted_format: return "the record is in a wire format that its topic does not accept";
        }
        return "unknown error";
    }
};

inline constinit const category_of_gulo the_category{};

}  // namespace detail

/// The category of gulo::errc. Thread-safe; lives as long as the program.
inline const std::error_category& error_category() noexcept { return detail::the_category; }

inline std::error_code make_error_code(errc code) noexcept { return {static_cast<int>(code), error_category()}; }

}  // namespace gulo

template <>
struct std::is_error_code_enum<gulo::errc> : std::true_type {};
