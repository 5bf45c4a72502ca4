#define BOOST_TEST_MODULE consume_transaction
#include <boost/test/unit_test.hpp>

#include <gulo/consume/transaction.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// Rules X1 to X3 as function calls, in virtual time.
namespace {

using namespace std::chrono_literals;
using namespace gulo::consume;
using gulo::errc;
using gulo::partition_offset;
using gulo::topic_partition;
using gulo::transaction_result;
using gulo::transaction_status;

const topic_partition a{"orders", 0};
const topic_partition b{"orders", 1};

struct fixture {
    gulo::virtual_clock time;
    transactions machine{{.id = "payments-0", .interval = 100ms, .max_records = 5, .retry_pause = 100ms, .drain_bound = 5'000ms}};
    std::vector<partition_offset> committable;  // what the pipeline would answer when it is asked
    std::vector<std::string> done;

    gulo::instant now() const { return time.now(); }

    fixture() {
        machine.start();
        const topic_partition both[]{a, b};
        machine.assigned(both);
        BOOST_TEST(happened() == "open");
    }

    void ready() {
        machine.opened({}, now());
        BOOST_TEST(happened() == "");
    }

    // Executes what the machine wants and says it in words.
    std::string happened() {
        std::string text;
        bool collected = true;
        while (collected || !machine.actions().empty()) {
            collected = false;
            auto actions = std::exchange(machine.actions(), {});
            for (const auto& each : actions) {
                const std::string word = std::visit([&](const auto& what) { return said(what); }, each);
                collected = collected || std::holds_alternative<collect_offsets>(each);
                if (!word.empty()) text += (text.empty() ? "" : " ") + word;
            }
            if (collected) {
                machine.want(std::exchange(committable, {}));
                machine.advance(now());
            }
        }
        return text;
    }

    static std::string in_words(const std::vector<partition_offset>& offsets) {
        std::string text;
        for (const auto& each : offsets) text += (text.empty() ? "" : ",") + std::string{each.partition == a ? "a" : "b"} + "@" + std::to_string(each.offset);
        return text;
    }

    std::string said(const open_writer&) { return "open"; }
    std::string said(const begin_transaction&) { return "begin"; }
    std::string said(const write_outputs& what) { return "write:" + std::to_string(what.outputs); }
    std::string said(const drop_outputs& what) { return "drop:" + std::to_string(what.outputs); }
    std::string said(const collect_offsets&) { return ""; }
    std::string said(const commit_transaction& what) { return "commit:" + in_words(what.offsets); }
    std::string said(const abort_transaction&) { return "abort"; }
    std::string said(const offsets_settled& what) { return (what.stored ? "stored:" : "not-stored:") + in_words(what.offsets); }
    std::string said(const hold_work&) { return "hold"; }
    std::string said(const rewind_partitions& what) {
        std::string text = "rewind:";
        for (const auto& each : what.partitions) text += each == a ? "a" : "b";
        if (!what.unsettled.empty()) text += "?" + in_words(what.unsettled);
        return text;
    }
    std::string said(const give_up& what) {
        texts.push_back(what.text);
        return "give-up";
    }
    std::string said(const tell& what) {
        texts.push_back(what.text);
        return "";
    }

    void finished(const topic_partition& of, std::int64_t offset, output_ticket outputs, int attempts = 1, bool parking = false) {
        machine.finished(of, {offset, outputs, attempts, parking});
    }
    void passed(const topic_partition& of, std::int64_t offset) { machine.passed(of, offset, now()); }

    // One record of partition a in a transaction that is open; its ticket is 7, its offset 0.
    void one_written() {
        ready();
        finished(a, 0, 7);
        passed(a, 1);
        BOOST_TEST(happened() == "begin write:7");
    }

    static transaction_result failed(transaction_status how, std::optional<std::uint64_t> guilty = {}) {
        return {how, {errc::message_too_large, "the reason"}, guilty};
    }

    std::vector<std::string> texts;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(x1, fixture)

BOOST_AUTO_TEST_CASE(x1_outputs_enter_when_the_frontier_passes_their_record) {
    ready();
    finished(a, 1, 11);
    finished(a, 2, 12);
    machine.advance(now());
    BOOST_TEST(happened() == "");
    finished(a, 0, 10);
    passed(a, 2);  // record 2 is finished, but something in between is not
    BOOST_TEST(happened() == "begin write:10 write:11");
    passed(a, 3);
    BOOST_TEST(happened() == "write:12");
}

BOOST_AUTO_TEST_CASE(x1_nothing_above_the_frontier_is_in_what_is_committed) {
    ready();
    finished(a, 0, 10);
    finished(a, 5, 15);
    passed(a, 3);
    BOOST_TEST(happened() == "begin write:10");
    time.advance(100ms);
    committable = {{a, 3}};
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@3");
}

BOOST_AUTO_TEST_CASE(x1_a_back_off_holds_no_transaction_open) {
    ready();
    finished(a, 1, 11);  // record 0 backs off: no frontier passes
    for (int step = 0; step < 50; ++step) {
        time.advance(1s);
        machine.advance(now());
    }
    BOOST_TEST(happened() == "");
    BOOST_TEST(!machine.is_open());
    finished(b, 0, 20);
    passed(b, 1);
    BOOST_TEST(happened() == "begin write:20");
    time.advance(100ms);
    committable = {{b, 1}};
    machine.advance(now());
    BOOST_TEST(happened() == "commit:b@1");
}

BOOST_AUTO_TEST_CASE(x1_a_transaction_closes_by_its_interval) {
    one_written();
    BOOST_TEST((machine.next_due() == now() + 100ms));
    time.advance(99ms);
    committable = {{a, 1}};
    machine.advance(now());
    BOOST_TEST(happened() == "");
    time.advance(1ms);
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@1");
    machine.written({}, now());
    BOOST_TEST(happened() == "stored:a@1");
    BOOST_TEST(machine.is_idle());
}

BOOST_AUTO_TEST_CASE(x1_a_transaction_closes_by_its_count) {
    ready();
    for (int offset = 0; offset < 5; ++offset) finished(a, offset, offset % 2 == 0 ? output_ticket(offset + 1) : 0);
    passed(a, 5);
    BOOST_TEST(happened() == "begin write:1 write:3 write:5");
    committable = {{a, 5}};
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@5");
}

BOOST_AUTO_TEST_CASE(x1_offsets_of_records_without_outputs_are_stored_as_well) {
    ready();
    finished(a, 0, 0);
    passed(a, 1);
    BOOST_TEST(happened() == "begin");
    time.advance(100ms);
    committable = {{a, 1}};
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@1");
}

// Transaction markers at the end of a log, which no record tells of (rule X4).
BOOST_AUTO_TEST_CASE(x4_a_frontier_that_moves_without_a_record_is_stored) {
    ready();
    passed(a, 41);
    BOOST_TEST(happened() == "begin");
    time.advance(100ms);
    committable = {{a, 41}};
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@41");
    machine.written({}, now());
    passed(a, 41);
    machine.advance(now());
    BOOST_TEST(happened() == "stored:a@41");
}

BOOST_AUTO_TEST_CASE(x1_of_a_log_that_begins_again_nothing_above_its_new_frontier_is_written) {
    ready();
    finished(a, 900, 1);
    passed(a, 901);
    finished(a, 905, 2);  // and 901 to 904 never came to an end
    machine.want(std::vector<partition_offset>{{a, 901}});
    BOOST_TEST(happened() == "begin write:1");
    const topic_partition again[]{a};
    machine.assigned(again);
    BOOST_TEST(happened() == "drop:2");
    finished(a, 1, 3);
    passed(a, 0);
    BOOST_TEST(happened() == "");
    finished(a, 0, 4);
    passed(a, 2);
    BOOST_TEST(happened() == "write:4 write:3");
    // What was written of the old log is committed, with the offset in the new one.
    time.advance(100ms);
    committable = {{a, 2}};
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@2");
}

BOOST_AUTO_TEST_CASE(x3_what_was_written_of_a_log_that_began_again_is_not_committed_once_its_partition_is_lost) {
    one_written();
    const topic_partition again[]{a};
    machine.assigned(again);
    machine.given_up(again, now());
    BOOST_TEST(happened() == "hold abort");
}

BOOST_AUTO_TEST_CASE(x1_all_partitions_are_committed_together) {
    one_written();
    finished(b, 0, 20);
    time.advance(100ms);
    committable = {{a, 1}, {b, 1}};
    machine.advance(now());
    BOOST_TEST(happened() == "write:20 commit:a@1,b@1");
}

BOOST_AUTO_TEST_CASE(x1_what_finishes_during_a_commit_waits_for_the_next_transaction) {
    one_written();
    machine.want(std::vector<partition_offset>{{a, 1}});
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@1");
    finished(a, 1, 8);
    passed(a, 2);
    BOOST_TEST(happened() == "");
    machine.written({}, now());
    machine.advance(now());
    BOOST_TEST(happened() == "stored:a@1 begin write:8");
}

BOOST_AUTO_TEST_CASE(x1_nothing_beyond_a_wanted_offset_is_in_its_transaction) {
    finished(a, 0, 7);
    finished(a, 1, 8);
    machine.want(std::vector<partition_offset>{{a, 1}});  // and the writer is not open yet
    passed(a, 2);
    machine.opened({}, now());
    passed(a, 2);
    machine.advance(now());
    BOOST_TEST(happened() == "begin write:7 commit:a@1");
    machine.written({}, now());
    passed(a, 2);
    machine.advance(now());
    BOOST_TEST(happened() == "stored:a@1 begin write:8");
}

BOOST_AUTO_TEST_CASE(x1_nothing_is_written_before_the_writer_is_open) {
    finished(a, 0, 7);
    passed(a, 1);
    machine.want(std::vector<partition_offset>{{a, 1}});
    machine.advance(now());
    BOOST_TEST(happened() == "");
    machine.opened({}, now());
    machine.advance(now());
    BOOST_TEST(happened() == "begin write:7 commit:a@1");
}

BOOST_AUTO_TEST_CASE(x1_a_refused_output_aborts_and_is_charged_to_its_record) {
    one_written();
    finished(a, 1, 8, 2);
    finished(b, 9, 99);
    passed(a, 2);
    BOOST_TEST(happened() == "write:8");
    machine.written(failed(transaction_status::abortable, 8), now());
    BOOST_TEST(happened() == "drop:99 hold abort");
    BOOST_TEST(machine.is_holding());
    BOOST_REQUIRE(machine.charged(a, 1) != nullptr);
    BOOST_TEST(machine.charged(a, 1)->attempts == 2);
    BOOST_TEST(machine.charged(a, 1)->why.message == "the reason");
    BOOST_TEST(machine.charged(a, 0) == nullptr);
    BOOST_TEST(machine.charged(b, 9) == nullptr);
    BOOST_REQUIRE(texts.size() == 1u);
    BOOST_TEST(texts[0].find("orders[0]@1") != std::string::npos, texts[0]);
}

BOOST_AUTO_TEST_CASE(x1_a_charge_lasts_until_the_record_is_committed) {
    one_written();
    machine.written(failed(transaction_status::abortable, 7), now());
    machine.aborted({}, now());
    machine.quiet(now());
    BOOST_TEST(happened() == "hold abort rewind:ab");
    machine.charged(a, 0)->served = true;
    // Another abort: the record is fetched once more, and is not innocent by that.
    finished(b, 0, 20);
    passed(b, 1);
    machine.written(failed(transaction_status::abortable, 20), now());
    machine.aborted({}, now());
    machine.quiet(now());
    static_cast<void>(happened());
    BOOST_REQUIRE(machine.charged(a, 0) != nullptr);
    BOOST_TEST(!machine.charged(a, 0)->served);
    machine.want(std::vector<partition_offset>{{a, 1}});
    machine.advance(now());
    BOOST_TEST(happened() == "begin commit:a@1");
    machine.written({}, now());
    BOOST_TEST(machine.charged(a, 0) == nullptr);
    BOOST_TEST(machine.charged(b, 0) != nullptr);
}

BOOST_AUTO_TEST_CASE(x1_an_abort_on_nobodys_account_charges_nobody_and_pauses_longer_each_time) {
    one_written();
    machine.written(failed(transaction_status::abortable), now());
    machine.aborted({}, now());
    machine.quiet(now());
    BOOST_TEST(happened() == "hold abort rewind:ab");
    BOOST_TEST(!machine.has_charges());
    finished(a, 0, 8);
    passed(a, 1);
    machine.advance(now());
    BOOST_TEST(happened() == "");
    time.advance(100ms);
    machine.advance(now());
    BOOST_TEST(happened() == "begin write:8");
    machine.written(failed(transaction_status::abortable), now());
    machine.aborted({}, now());
    machine.quiet(now());
    static_cast<void>(happened());
    finished(a, 0, 9);
    passed(a, 1);
    time.advance(199ms);
    machine.advance(now());
    BOOST_TEST(happened() == "");
    time.advance(1ms);
    machine.advance(now());
    BOOST_TEST(happened() == "begin write:9");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(x3, fixture)

BOOST_AUTO_TEST_CASE(x3_an_abort_waits_for_running_handlers_and_the_writer_before_it_rewinds) {
    one_written();
    machine.written(failed(transaction_status::abortable, 7), now());
    BOOST_TEST(happened() == "hold abort");
    machine.aborted({}, now());
    BOOST_TEST(happened() == "");
    BOOST_TEST(machine.is_holding());
    machine.quiet(now());
    BOOST_TEST(happened() == "rewind:ab");
    BOOST_TEST(!machine.is_holding());
}

BOOST_AUTO_TEST_CASE(x3_an_abort_drops_the_outputs_of_handlers_that_end_meanwhile) {
    one_written();
    machine.written(failed(transaction_status::abortable, 7), now());
    static_cast<void>(happened());
    finished(a, 1, 8);
    passed(a, 2);
    BOOST_TEST(happened() == "drop:8");
}

BOOST_AUTO_TEST_CASE(x3_a_handler_that_does_not_end_holds_an_abort_only_so_long) {
    one_written();
    machine.written(failed(transaction_status::abortable, 7), now());
    machine.aborted({}, now());
    time.advance(4'999ms);
    machine.advance(now());
    BOOST_TEST(happened() == "hold abort");
    time.advance(1ms);
    machine.advance(now());
    BOOST_TEST(happened() == "rewind:ab");
}

BOOST_AUTO_TEST_CASE(x3_offsets_that_are_wanted_during_an_abort_are_not_stored) {
    one_written();
    machine.written(failed(transaction_status::abortable, 7), now());
    machine.want(std::vector<partition_offset>{{a, 1}});
    BOOST_TEST(happened() == "hold abort not-stored:a@1");
}

BOOST_AUTO_TEST_CASE(x3_a_revocation_finishes_the_transaction_at_once) {
    one_written();
    const topic_partition revoked[]{a};
    machine.revoking(revoked);
    machine.want(std::vector<partition_offset>{{a, 1}});
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@1");
    machine.written({}, now());
    BOOST_TEST(happened() == "stored:a@1");
    machine.given_up(revoked, now());
    BOOST_TEST(happened() == "");
}

BOOST_AUTO_TEST_CASE(x3_when_the_last_transaction_of_a_revocation_fails_only_what_is_kept_is_read_again) {
    one_written();
    const topic_partition revoked[]{a};
    machine.revoking(revoked);
    machine.want(std::vector<partition_offset>{{a, 1}});
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@1");
    machine.written(failed(transaction_status::abortable), now());
    BOOST_TEST(happened() == "not-stored:a@1 hold abort");
    machine.given_up(revoked, now());
    machine.aborted({}, now());
    machine.quiet(now());
    BOOST_TEST(happened() == "rewind:b");
}

BOOST_AUTO_TEST_CASE(x3_partitions_that_are_about_to_be_given_back_are_not_read_again) {
    one_written();
    const topic_partition revoked[]{a};
    machine.revoking(revoked);
    machine.written(failed(transaction_status::abortable), now());
    machine.aborted({}, now());
    machine.quiet(now());
    BOOST_TEST(happened() == "hold abort rewind:b");
}

BOOST_AUTO_TEST_CASE(x3_lost_partitions_abort_the_whole_transaction) {
    one_written();
    finished(b, 0, 20);
    passed(b, 1);
    const topic_partition lost[]{a};
    machine.given_up(lost, now());
    BOOST_TEST(happened() == "write:20 hold abort");
    machine.aborted({}, now());
    machine.quiet(now());
    BOOST_TEST(happened() == "rewind:b");
}

BOOST_AUTO_TEST_CASE(x3_lost_partitions_with_nothing_in_the_transaction_do_not_abort_it) {
    one_written();
    finished(b, 3, 20);  // above the frontier
    const topic_partition lost[]{b};
    machine.given_up(lost, now());
    BOOST_TEST(happened() == "drop:20");
    machine.want(std::vector<partition_offset>{{a, 1}, {b, 4}});  // b's comes too late: it is filtered
    machine.advance(now());
    BOOST_TEST(happened() == "not-stored:b@4 commit:a@1");
}

BOOST_AUTO_TEST_CASE(x3_fenced_commits_nothing_and_builds_anew_once) {
    one_written();
    machine.want(std::vector<partition_offset>{{a, 1}});
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@1");
    machine.written(failed(transaction_status::fenced), now());
    BOOST_TEST(happened() == "not-stored:a@1 hold open");
    machine.quiet(now());
    BOOST_TEST(happened() == "");
    machine.opened({}, now());
    BOOST_TEST(happened() == "rewind:ab");
    finished(a, 0, 8);
    time.advance(100ms);
    passed(a, 1);
    BOOST_TEST(happened() == "begin write:8");
}

BOOST_AUTO_TEST_CASE(x3_fenced_again_within_ten_minutes_stops_and_names_the_id) {
    one_written();
    machine.written(failed(transaction_status::fenced), now());
    machine.opened({}, now());
    machine.quiet(now());
    static_cast<void>(happened());
    time.advance(9min + 59s);
    finished(a, 0, 8);
    passed(a, 1);
    machine.written(failed(transaction_status::fenced), now());
    BOOST_TEST(happened() == "begin write:8 hold give-up");
    BOOST_TEST(texts.back().find("\"payments-0\"") != std::string::npos, texts.back());
    BOOST_TEST(texts.back().find("two instances") != std::string::npos, texts.back());
    machine.want(std::vector<partition_offset>{{a, 1}});
    BOOST_TEST(happened() == "not-stored:a@1");
}

BOOST_AUTO_TEST_CASE(x3_fenced_after_a_long_time_builds_anew_again) {
    one_written();
    machine.written(failed(transaction_status::fenced), now());
    machine.opened({}, now());
    machine.quiet(now());
    static_cast<void>(happened());
    time.advance(10min);
    finished(a, 0, 8);
    passed(a, 1);
    machine.written(failed(transaction_status::fenced), now());
    BOOST_TEST(happened() == "begin write:8 hold open");
}

// The broker shuts out a producer whose transaction was open for too long: that is no second instance.
BOOST_AUTO_TEST_CASE(x3_a_process_that_stood_still_beyond_the_time_of_its_transaction_goes_on_however_often) {
    one_written();
    for (int times = 0; times < 3; ++times) {
        time.advance(60s);
        machine.written(failed(transaction_status::fenced), now());
        machine.opened({}, now());
        machine.quiet(now());
        BOOST_TEST(!machine.is_holding());
        static_cast<void>(happened());
        BOOST_TEST(std::ranges::any_of(texts, [](const std::string& each) { return each.find("stands still") != std::string::npos; }));
        texts.clear();
        finished(a, 0, 8);
        time.advance(10s);  // the pauses after aborts grow
        passed(a, 1);
        BOOST_TEST(happened() == "begin write:8");
    }
}

BOOST_AUTO_TEST_CASE(x3_fatal_stops) {
    one_written();
    machine.written(failed(transaction_status::fatal), now());
    BOOST_TEST(happened() == "hold give-up");
    BOOST_TEST(machine.is_holding());
    BOOST_TEST(texts.back().find("the reason") != std::string::npos, texts.back());
}

BOOST_AUTO_TEST_CASE(x3_a_commit_without_an_answer_is_settled_by_the_committed_offsets) {
    one_written();
    machine.want(std::vector<partition_offset>{{a, 1}});
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@1");
    machine.written(failed(transaction_status::unknown), now());
    BOOST_TEST(happened() == "not-stored:a@1 hold open");
    BOOST_TEST(texts.front().find("outcome of a transaction is unknown") != std::string::npos, texts.front());
    machine.opened({}, now());  // this decides the fate of what was open
    machine.quiet(now());
    BOOST_TEST(happened() == "rewind:ab?a@1");
}

BOOST_AUTO_TEST_CASE(x3_an_abort_that_fails_builds_anew) {
    one_written();
    machine.written(failed(transaction_status::abortable, 7), now());
    machine.aborted(failed(transaction_status::unknown), now());
    machine.quiet(now());
    BOOST_TEST(happened() == "hold abort open");
    machine.opened({}, now());
    BOOST_TEST(happened() == "rewind:ab");
}

BOOST_AUTO_TEST_CASE(x3_a_stop_stores_what_is_wanted_and_reads_nothing_again) {
    one_written();
    machine.stop();
    machine.want(std::vector<partition_offset>{{a, 1}});
    machine.advance(now());
    BOOST_TEST(happened() == "commit:a@1");
    machine.written(failed(transaction_status::abortable), now());
    machine.aborted({}, now());
    machine.quiet(now());
    BOOST_TEST(happened() == "not-stored:a@1 hold abort");
}

BOOST_AUTO_TEST_SUITE_END()
