#pragma once
// What a running application lends to every cascade: services, clock, settings, the way out.

#include <gulo/base/clock.hpp>
#include <gulo/base/error.hpp>
#include <gulo/mediator/outbox.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/observe/log.hpp>

#include <string>

namespace gulo {

/// Takes over what a cascade publishes once it has succeeded.
class outlet {
public:
    /// Publishes everything in `messages`. In the default mode a failure never fails the operation (rule P2): it is
    /// reported elsewhere.
    virtual void release(outbox& messages) = 0;

    /// The same, and waits for the broker; throws gulo::failure with the first error.
    virtual void release_confirmed(outbox& messages) = 0;

protected:
    ~outlet() = default;
};

/// Shared by all cascades of an application; immutable while it runs, so used from any thread.
struct engine {
    void* const* services = nullptr;  ///< addresses of the services, two for each
    outlet* out = nullptr;            ///< null: publishing is a silent no-op
    const clock* time = nullptr;
    const log_sink* log = nullptr;
    header_style headers = header_style::compact;
    std::string service;  ///< stamped as the source of what is published
};

}  // namespace gulo
