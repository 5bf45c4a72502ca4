#pragma once
// What can be seen at the border between a simulated broker and its members.

#include <gulo/base/error.hpp>
#include <gulo/transport/record.hpp>

#include <cstddef>
#include <cstdint>

namespace gulo::testing {

/// Is told everything that members ask of a simulated broker, and what they are told. All functions do nothing until
/// overridden. What one of them throws reaches whoever drives the simulation, except from publications.
class broker_observer {
public:
    virtual ~broker_observer() = default;

    /// A member begins to read a partition at `from`: at an assignment, or because its log was truncated.
    virtual void assigned(std::size_t, const topic_partition&, std::int64_t from) { static_cast<void>(from); }
    /// A member gave a partition back or was told that it is lost.
    virtual void released(std::size_t, const topic_partition&) {}
    /// A member asks to commit, whether or not that will be stored.
    virtual void commit_asked(std::size_t, const topic_partition&, std::int64_t) {}
    /// The committed offset of a partition after a commit by this member.
    virtual void committed(std::size_t, const topic_partition&, std::int64_t) {}

    /// A member publishes a record; `publication` names it from here on.
    virtual void published(std::size_t, std::uint64_t publication, const outgoing_record&) noexcept { static_cast<void>(publication); }
    virtual void stored(std::uint64_t publication, const receipt&) noexcept { static_cast<void>(publication); }
    /// The member is told the outcome; null: it is stored.
    virtual void told(std::uint64_t publication, const error* why_not) noexcept {
        static_cast<void>(publication);
        static_cast<void>(why_not);
    }
};

}  // namespace gulo::testing
