#pragma once
// Conformance: what is published has an outcome, a place, an order, and arrives as it was.

#include <gulo/testing/conformance_member.hpp>
#include <gulo/testing/conformance_writer.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::testing {

template <conformance_log Log>
struct conformance_publishing {
    static void p2_one_receipt_each(Log& log, const conformance_options& options) {
        log.create_topic("receipts", 3);
        conformance_writer<Log> writer{log, options};
        for (int number = 0; number < 30; ++number) writer.put("receipts", std::to_string(number % 7), std::to_string(number));
        writer.settle();
        std::map<std::pair<std::int32_t, std::int64_t>, std::string> told;
        int number = 0;
        for (const auto& each : writer.outcomes().all()) {
            expect(each.times == 1, "record " + std::to_string(number) + " had " + std::to_string(each.times) + " outcomes");
            expect(told.emplace(std::pair{each.where->partition, each.where->offset}, std::to_string(number++)).second, "two receipts name one place");
        }
        const auto read = read_all(log, options, "receipts", 30);
        expect(read.size() == 30, std::to_string(read.size()) + " records are in the topic after 30 receipts");
        for (const conformance_record& each : read) {
            const auto found = told.find({each.partition, each.offset});
            expect(found != told.end() && found->second == each.value, "no receipt names the place of the record at " + each.place());
        }
    }

    static void p4_order_and_place_of_a_key(Log& log, const conformance_options& options) {
        log.create_topic("ordered", 4);
        conformance_writer<Log> writer{log, options};
        for (int number = 0; number < 60; ++number) writer.put("ordered", "key " + std::to_string(number % 6), std::to_string(number));
        writer.settle();
        std::map<std::string, conformance_record> last;
        for (const conformance_record& each : read_all(log, options, "ordered", 60)) {
            const auto [before, is_first] = last.try_emplace(each.key.value_or(""), each);
            if (is_first) continue;
            expect(before->second.partition == each.partition, "one key is in two partitions");
            expect(std::stoi(before->second.value.value_or("0")) < std::stoi(each.value.value_or("0")),
                   "records of " + before->first + " come in another order than they were published in");
            before->second = each;
        }
    }

    static void c9_bytes_stay_as_they_are(Log& log, const conformance_options& options) {
        using namespace std::string_view_literals;
        log.create_topic("bytes", 1);
        const auto binary = "\0\xff\n\"\xc3"sv;
        {
            conformance_writer<Log> writer{log, options};
            writer.put("bytes", binary, binary, {{"null", std::nullopt}, {"empty", ""sv}, {"twice", "1"sv}, {"twice", "2"sv}, {"binary", binary}});
            writer.put("bytes", ""sv, ""sv);
            writer.put("bytes", std::nullopt, "no key"sv);
            writer.put("bytes", "no value"sv, std::nullopt);
            writer.settle();
        }
        const auto read = read_all(log, options, "bytes", 4);
        expect(read.size() == 4, "4 records were published and " + std::to_string(read.size()) + " read");
        expect(read[0].key == binary && read[0].value == binary, "a key or value with any octets is changed");
        const std::vector<std::pair<std::string, std::optional<std::string>>> headers{
            {"null", std::nullopt}, {"empty", ""}, {"twice", "1"}, {"twice", "2"}, {"binary", std::string{binary}}};
        expect(read[0].headers == headers, "headers are changed: null, empty, repeated or with any octets");
        expect(read[1].key == "" && read[1].value == "", "an empty key or value does not stay empty");
        expect(!read[2].key && read[2].value == "no key", "P6: a record without a key has one");
        expect(read[3].key == "no value" && !read[3].value, "a tombstone has a value");
    }

    static void p8_closing_leaves_no_outcome_open(Log& log, const conformance_options& options) {
        log.create_topic("closing", 1);
        conformance_writer<Log> writer{log, options};
        for (int number = 0; number < 50; ++number) writer.put("closing", "key", std::to_string(number));
        writer.out().close();
        writer.put("closing", "key", "after the end");
        expect(writer.outcomes().wait(options.bound), "a record that was under way when the publisher was closed has no outcome");
        for (const auto& each : writer.outcomes().all()) expect(each.times == 1, "a record has several outcomes");
        expect(writer.outcomes().all().back().why_not.has_value(), "a closed publisher says that it delivered");
    }

    static void p3_a_full_queue_is_an_error(Log& log, const conformance_options& options) {
        if constexpr (requires { log.clogged_transport(); }) {
            conformance_writer<Log> writer{log.clogged_transport(), options};
            for (int number = 0; number < 200; ++number) writer.put("anywhere", "key", std::to_string(number));
            std::size_t full = 0;
            for (const auto& each : writer.outcomes().all()) full += each.why_not && each.why_not->code == errc::queue_full ? 1 : 0;
            expect(full > 0, "none of 200 records was refused because the queue is full");
            writer.out().close();
            expect(writer.outcomes().wait(options.bound), "a record that the full queue did not take was dropped without a word");
            for (const auto& each : writer.outcomes().all()) expect(each.times == 1 && !each.where, "a record has not exactly one outcome, an error");
        } else {
            skip("this log has no clogged_transport(): its queue cannot be made full");
        }
    }
};

}  // namespace gulo::testing
