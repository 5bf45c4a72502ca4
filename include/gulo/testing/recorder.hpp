#pragma once
// Sees everything that an application publishes.

#include <gulo/codec/json.hpp>
#include <gulo/codec/open_record.hpp>
#include <gulo/host/record_loop.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/message/name.hpp>
#include <gulo/message/topic.hpp>
#include <gulo/transport/log_reader.hpp>
#include <gulo/transport/transactions.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::testing {

/// A record that was published, and what became of it.
struct published_record {
    std::string topic;
    std::optional<std::string> key;
    std::optional<std::string> value;
    std::vector<std::pair<std::string, std::optional<std::string>>> headers;
    metadata about;                ///< as the record's wire format tells it
    std::optional<receipt> where;  ///< none: not delivered, or not yet
    std::optional<error> why_not;
};

/// A published message with its record.
template <class Message>
struct published_message {
    Message message;
    published_record record;
};

template <log_transport Transport>
class recording;

/// Keeps a copy of every record that passes a transport: `gulo::application app{…, recorder.on(gulo::in_memory{})};`
/// Copies of a recorder share what was recorded. Thread-safe.
class recorder {
public:
    /// The transport, recorded. Behaves as the transport itself.
    template <log_transport Transport>
    recording<Transport> on(Transport transport) const {
        return recording<Transport>{std::move(transport), *this};
    }

    /// All records in the order of publishing.
    std::vector<published_record> records() const {
        const std::lock_guard lock{state_->mutex};
        return state_->records;
    }

    /// The messages of one type in the order of publishing, whichever wire format of Gulo they are in. A record that names no type is of the type
    /// that is asked for on its topic. Throws gulo::failure when a record of that type and topic cannot be decoded.
    template <class Message>
    std::vector<published_message<Message>> published() const {
        std::vector<published_message<Message>> found;
        for (published_record& each : records()) {
            if (each.topic != topic_name<Message>) continue;
            const std::vector<header_view> views = views_of(each);
            const header_list headers{views};
            opened_record opened;
            const bool is_open =
                open_in(formats_of<Message>(), header_source{headers}, each.value ? std::string_view{*each.value} : std::string_view{}, opened);
            if (!is_open)
                throw failure{opened.fault != nullptr ? *opened.fault
                                                      : error{errc::unaccepted_format, "a record of topic " + each.topic + " is in no known wire format"}};
            if (opened.type() == message_name<Message> || opened.format == plain_message::name)
                found.push_back({json::decode<Message>(opened.payload()), std::move(each)});
        }
        return found;
    }

    /// For each partition of `topics` that something was delivered to: the offset after the last of it.
    std::map<topic_partition, std::int64_t> ends(const std::vector<std::string>& topics) const {
        const std::lock_guard lock{state_->mutex};
        std::map<topic_partition, std::int64_t> ends;
        for (const published_record& each : state_->records) {
            if (!each.where || std::ranges::find(topics, each.topic) == topics.end()) continue;
            std::int64_t& end = ends[{each.topic, each.where->partition}];
            end = (std::max)(end, each.where->offset + 1);
        }
        return ends;
    }

    /// A group has committed `offset`. Stages tell it each other, because a member hears only of its own commits.
    void note_committed(const std::string& group, const topic_partition& partition, std::int64_t offset) const {
        const std::lock_guard lock{state_->mutex};
        std::int64_t& known = state_->committed[{group, partition}];
        known = (std::max)(known, offset);
    }
    /// The highest offset that a group is known to have committed; 0 when none is known.
    std::int64_t committed(const std::string& group, const topic_partition& partition) const {
        const std::lock_guard lock{state_->mutex};
        const auto found = state_->committed.find({group, partition});
        return found != state_->committed.end() ? found->second : 0;
    }

    /// Records whose outcome is not known yet.
    std::size_t under_way() const {
        const std::lock_guard lock{state_->mutex};
        return static_cast<std::size_t>(std::ranges::count_if(state_->records, [](const published_record& each) { return !each.where && !each.why_not; }));
    }

    void clear() const {
        const std::lock_guard lock{state_->mutex};
        state_->records.clear();
        ++state_->generation;
    }

private:
    template <log_transport>
    friend class recording;

    static std::vector<header_view> views_of(const published_record& record) {
        std::vector<header_view> views;
        for (const auto& [name, value] : record.headers) views.push_back({name, value ? std::optional<std::string_view>{*value} : std::nullopt});
        return views;
    }

    template <class Message>
    static std::span<const wire_reader* const> formats_of() {
        if constexpr (detail::states_its_wire<Message>) return decltype(Message::wire)::readers();
        else return known_wire_formats;
    }

    struct state {
        std::mutex mutex;
        std::vector<published_record> records;
        std::uint64_t generation = 0;
        std::map<std::pair<std::string, topic_partition>, std::int64_t> committed;

        void finish(std::uint64_t generation_then, std::size_t index, const receipt* where, const error* why) {
            const std::lock_guard lock{mutex};
            if (generation != generation_then) return;
            if (where != nullptr) records[index].where = *where;
            if (why != nullptr) records[index].why_not = *why;
        }
    };

    std::shared_ptr<state> state_ = std::make_shared<state>();
};

/// What recorder::on makes of a transport.
template <class Transport>
struct reader_of {};
template <readable_transport Transport>
struct reader_of<Transport> {
    using reader_type = typename Transport::reader_type;
};

template <log_transport Transport>
class recording : public reader_of<Transport> {
public:
    using consumer_type = typename Transport::consumer_type;

    recording(Transport transport, recorder record) : transport_{std::move(transport)}, recorder_{std::move(record)} {}

    Transport& recorded() noexcept { return transport_; }

    bool is_enabled() const { return transport_.is_enabled(); }
    bool is_connected() const { return transport_.is_connected(); }
    consumer_settings settings() const { return transport_.settings(); }
    std::string service_name() const { return transport_.service_name(); }
    static std::string default_group()
        requires requires { Transport::default_group(); }
    {
        return Transport::default_group();
    }
    std::string describe() const { return transport_.describe(); }
    void start(const transport_environment& environment) {
        transport_.start(environment);
        out_ = std::make_unique<recording_publisher>(transport_, recorder_.state_, environment.failures);
    }
    publisher& out() { return *out_; }
    std::unique_ptr<consumer_type> subscribe(const std::vector<std::string>& topics, const consumer_settings& settings) {
        return transport_.subscribe(topics, settings);
    }
    auto read()
        requires readable_transport<Transport>
    {
        return transport_.read();
    }

    /// What transactions write is recorded when they are committed; where it stands in the log is not known.
    std::unique_ptr<transaction_writer> write_transactions(const transaction_settings& settings)
        requires transactional_transport<Transport>
    {
        return std::make_unique<recording_writer>(transport_.write_transactions(settings), recorder_.state_);
    }

private:
    static published_record copy_of(const outgoing_record& record) {
        published_record copy{std::string{record.topic}, {}, {}, {}, {}, {}, {}};
        if (record.key) copy.key = *record.key;
        if (record.value) copy.value = *record.value;
        for (const header_view& header : record.headers)
            copy.headers.emplace_back(header.name, header.value ? std::optional<std::string>{*header.value} : std::nullopt);
        const header_list headers{record.headers};
        copy.about = read_any_metadata(header_source{headers}, record.value);
        return copy;
    }

    class recording_writer final : public transaction_writer {
    public:
        recording_writer(std::unique_ptr<transaction_writer> writer, std::shared_ptr<recorder::state> state)
            : writer_{std::move(writer)}, state_{std::move(state)} {}

        transaction_result open() override { return writer_->open(); }
        transaction_result begin() override {
            records_.clear();
            return writer_->begin();
        }
        transaction_result produce(const outgoing_record& record, std::uint64_t tag) override {
            records_.push_back(copy_of(record));
            records_.back().where = receipt{records_.back().topic, any_partition, -1, {}};
            return writer_->produce(record, tag);
        }
        transaction_result commit(std::span<const partition_offset> offsets, const group_membership* member) override {
            transaction_result result = writer_->commit(offsets, member);
            if (!result.is_done()) return result;
            const std::lock_guard lock{state_->mutex};
            for (published_record& each : records_) state_->records.push_back(std::move(each));
            records_.clear();
            return result;
        }
        transaction_result abort() override { return writer_->abort(); }
        void interrupt() noexcept override { writer_->interrupt(); }
        std::size_t largest_record() const noexcept override { return writer_->largest_record(); }
        bool may_block() const noexcept override { return writer_->may_block(); }

    private:
        std::unique_ptr<transaction_writer> writer_;
        std::shared_ptr<recorder::state> state_;
        std::vector<published_record> records_;
    };

    class recording_publisher final : public publisher {
    public:
        recording_publisher(Transport& transport, std::shared_ptr<recorder::state> state, failure_listener* failures)
            : out_{transport.out()}, state_{std::move(state)}, failures_{failures} {}

        void publish(const outgoing_record& record, delivery_listener* listener) noexcept override {
            published_record copy = copy_of(record);
            std::size_t index;
            std::uint64_t generation;
            {
                const std::lock_guard lock{state_->mutex};
                index = state_->records.size();
                generation = state_->generation;
                state_->records.push_back(std::move(copy));
            }
            out_.publish(record, new watcher{*this, listener, generation, index});
        }
        std::optional<std::int32_t> prepare_dead_letters(std::string_view source, std::string_view target) noexcept override {
            return out_.prepare_dead_letters(source, target);
        }
        std::optional<std::int32_t> prepare_topic(const side_topic& wanted) noexcept override { return out_.prepare_topic(wanted); }
        bool flush(std::chrono::milliseconds bound) noexcept override { return out_.flush(bound); }
        void close() noexcept override { out_.close(); }

    private:
        // Deletes itself after the outcome.
        class watcher final : public delivery_listener {
        public:
            watcher(recording_publisher& owner, delivery_listener* listener, std::uint64_t generation, std::size_t index)
                : owner_{owner}, listener_{listener}, generation_{generation}, index_{index} {}

            void delivered(const receipt& where) noexcept override {
                owner_.state_->finish(generation_, index_, &where, nullptr);
                if (listener_ != nullptr) listener_->delivered(where);
                delete this;
            }
            void not_delivered(const error& why) noexcept override {
                owner_.state_->finish(generation_, index_, nullptr, &why);
                if (listener_ != nullptr) listener_->not_delivered(why);
                else owner_.tell_failure(generation_, index_, why);
                delete this;
            }

        private:
            recording_publisher& owner_;
            delivery_listener* listener_;
            std::uint64_t generation_;
            std::size_t index_;
        };

        void tell_failure(std::uint64_t generation, std::size_t index, const error& why) noexcept {
            if (failures_ == nullptr) return;
            published_record copy;
            {
                const std::lock_guard lock{state_->mutex};
                if (state_->generation != generation) return;
                copy = state_->records[index];
            }
            const std::vector<header_view> headers = recorder::views_of(copy);
            outgoing_record record;
            record.topic = copy.topic;
            if (copy.key) record.key = *copy.key;
            if (copy.value) record.value = *copy.value;
            record.headers = headers;
            failures_->publishing_failed(record, why);
        }

        publisher& out_;
        std::shared_ptr<recorder::state> state_;
        failure_listener* failures_;
    };

    Transport transport_;
    recorder recorder_;
    std::unique_ptr<recording_publisher> out_;
};

}  // namespace gulo::testing

namespace gulo {

// What is recorded goes by `out`; everything else is the transport's, and so is its loop, which may be compiled elsewhere.
template <log_transport Transport, bool ExactlyOnce>
struct record_loop_opener<testing::recording<Transport>, ExactlyOnce> {
    static std::unique_ptr<record_loop> open(testing::recording<Transport>& transport, const record_loop_parts& parts) {
        return record_loop_opener<Transport, ExactlyOnce>::open(transport.recorded(), parts);
    }
};

}  // namespace gulo
