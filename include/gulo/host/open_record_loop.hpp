#pragma once
// Joining a consumer group by a transport, and the loop that serves it.

#include <gulo/base/error.hpp>
#include <gulo/host/consumer_loop.hpp>
#include <gulo/host/parked_key_index.hpp>
#include <gulo/host/record_loop.hpp>
#include <gulo/transport/log_reader.hpp>

#include <memory>
#include <utility>

namespace gulo {

namespace detail {

template <class Transport>
std::unique_ptr<parked_key_index> open_parked_keys(Transport& transport, const record_loop_parts& parts) {
    if (parts.router.later().parkings().empty()) return nullptr;
    if constexpr (readable_transport<Transport>)
        return std::make_unique<reading_key_index<typename Transport::reader_type>>(transport.read(), parts.router.later(), parts.out);
    else
        throw failure{{errc::invalid_configuration,
                       "a retry rule parks keys, but the transport cannot be read outside of a group; use another last resort, or a "
                       "transport that satisfies gulo::readable_transport"}};
}

template <class Loop, class Transport, class Setup>
std::unique_ptr<record_loop> make_record_loop(Transport& transport, const record_loop_parts& parts, Setup setup) {
    return std::make_unique<Loop>(transport.subscribe(parts.router.topics(), parts.settings), parts.shared, parts.router, parts.out, parts.count, parts.log,
                                  parts.state, parts.settings, std::move(setup));
}

template <class Transport, bool ExactlyOnce>
std::unique_ptr<record_loop> open_record_loop(Transport& transport, const record_loop_parts& parts) {
    using consumer_type = typename Transport::consumer_type;
    if constexpr (ExactlyOnce) {
        const transaction_settings writer = transaction_setup::writer_settings(*parts.once);
        transaction_setup setup{*parts.once, writer.id, writer.timeout, [open = parts.write_transactions, writer] { return open(writer); }};
        return make_record_loop<consumer_loop<consumer_type, transaction_loop<consumer_type>>>(transport, parts, std::move(setup));
    } else {
        return make_record_loop<consumer_loop<consumer_type>>(transport, parts, open_parked_keys(transport, parts));
    }
}

}  // namespace detail

template <class Transport, bool ExactlyOnce>
struct record_loop_opener {
    static std::unique_ptr<record_loop> open(Transport& transport, const record_loop_parts& parts) {
        return detail::open_record_loop<Transport, ExactlyOnce>(transport, parts);
    }
};

}  // namespace gulo
