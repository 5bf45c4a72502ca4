#pragma once
// Conformance: transactions over records and offsets, where the transport has them.

#include <gulo/testing/conformance_member.hpp>
#include <gulo/testing/conformance_writer.hpp>
#include <gulo/transport/transactions.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace gulo::testing {

template <conformance_log Log>
struct conformance_transactions {
    static constexpr bool can_be_tried = transactional_transport<transport_of<Log>> && !requires { Log::has_no_transactions; };

    static void x1_together_or_not_at_all(Log& log, const conformance_options& options) {
        if constexpr (can_be_tried) {
            make_topics(log, options);
            {
                conformance_member<Log> reader{log, options, "source", "g"};
                expect(reader.poll_until([&] { return reader.records.size() >= 4; }), "not all records are read");
                const auto writer = opened(reader, "conformance-x1");
                begin(*writer, "aborted");
                expect(writer->abort().is_done(), "a transaction cannot be aborted");
                begin(*writer, "committed");
                const partition_offset offsets[]{{{"source", 0}, reader.records.at(2).offset}};
                const auto stored = writer->commit(offsets, reader.consumer().membership().get());
                expect(stored.is_done(), "a transaction cannot be committed: " + stored.cause.message);
            }
            const auto read = read_all(log, options, "target", 2);
            for (const conformance_record& each : read) expect(each.value == "committed", "a record of an aborted transaction is read");
            expect(read.size() == 2, std::to_string(read.size()) + " records of a committed transaction are read instead of 2");
            conformance_member<Log> next{log, options, "source", "g"};
            expect(next.poll_until([&] { return next.records.size() >= 2; }), "records are lost whose offsets were not committed");
            next.poll_on();
            expect(next.records.size() == 2 && next.records[0].value == "2", "the offsets of a transaction are not what the group goes on from");
        } else {
            skip("this transport declares no transactions");
        }
    }

    static void x3_fencing(Log& log, const conformance_options& options) {
        if constexpr (can_be_tried) {
            make_topics(log, options);
            conformance_member<Log> first{log, options, "source", "g"};
            conformance_member<Log> second{log, options, "source", "h"};
            const auto old = opened(first, "conformance-x3");
            begin(*old, "of the old one");
            const auto fresh = opened(second, "conformance-x3");
            begin(*fresh, "of the new one");
            auto refused = old->commit({}, nullptr);
            expect(!refused.is_done(), "a writer commits although another one has opened with its id");
            // What a broker says of a record may come before what it says of the writer.
            if (refused.status == transaction_status::abortable) refused = old->abort();
            expect(refused.status == transaction_status::fenced, "a writer is not told that another one has opened with its id, but " +
                                                                     std::to_string(static_cast<int>(refused.status)) + " " + refused.cause.message);
            const auto stored = fresh->commit({}, nullptr);
            expect(stored.is_done(), "the writer that fenced another cannot commit: " + stored.cause.message);
            const auto read = read_all(log, options, "target", 2);
            expect(read.size() == 2, std::to_string(read.size()) + " records are read after one of two transactions of 2 was fenced");
            for (const conformance_record& each : read) expect(each.value == "of the new one", "a record of a fenced writer is read");
        } else {
            skip("this transport declares no transactions");
        }
    }

private:
    static void make_topics(Log& log, const conformance_options& options) {
        log.create_topic("source", 1);
        log.create_topic("target", 1);
        conformance_writer<Log> writer{log, options};
        for (int number = 0; number < 4; ++number) writer.put("source", "key", std::to_string(number));
        writer.settle();
    }

    static std::unique_ptr<transaction_writer> opened(conformance_member<Log>& by, std::string id) {
        transaction_settings settings;
        settings.id = std::move(id);
        settings.timeout = std::chrono::seconds{10};
        auto writer = by.transport().write_transactions(settings);
        const auto result = writer->open();
        expect(result.is_done(), "a writer of transactions cannot be opened: " + result.cause.message);
        return writer;
    }

    static void begin(transaction_writer& writer, std::string_view value) {
        expect(writer.begin().is_done(), "a transaction cannot be begun");
        outgoing_record record;
        record.topic = "target";
        record.key = "key";
        record.value = value;
        for (const std::uint64_t tag : {1U, 2U}) expect(writer.produce(record, tag).is_done(), "a record cannot be written in a transaction");
    }
};

}  // namespace gulo::testing
