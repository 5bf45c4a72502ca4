#pragma once
// An application at work.

#include <gulo/base/separate.hpp>
#include <gulo/host/serving.hpp>
#if defined(GULO_SEPARATE_COMPILATION)
#include <gulo/host/compiled_loops.hpp>
#else
#include <gulo/host/open_record_loop.hpp>
#endif

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace gulo {

namespace detail {

template <class Application>
constexpr bool is_opened_here = true;
template <class Application>
    requires(Application::has_transport)
constexpr bool is_opened_here<Application> = Application::deliveries().size() == 0 || requires {
    sizeof(record_loop_opener<std::remove_cvref_t<decltype(std::declval<Application&>().transport())>, Application::is_exactly_once>);
};

}  // namespace detail

/// Consumes what an application subscribes to (gulo::serving has the functions). The application has to outlive it.
template <class Application>
class service : public serving {
    static_assert(
        detail::is_opened_here<Application>,
        "gulo: this program compiles Gulo separately, which has the consuming half of gulo::kafka and gulo::in_memory only; for a transport of your own "
        "include <gulo/host/open_record_loop.hpp> where its service is made");

public:
    /// Throws gulo::failure when the application consumes and its settings cannot work. Joins the group at once.
    explicit service(Application& application) : service{application, settings_of(application)} {}

    service(Application& application, const std::optional<consumer_settings>& settings) : serving{parts_of(application), settings} {}

private:
    static std::optional<consumer_settings> settings_of(Application& application) {
        if constexpr (Application::has_transport) return application.consuming();
        else return std::nullopt;
    }

    static serving_parts parts_of(Application& application) {
        static constexpr auto deliveries = Application::deliveries();
        serving_parts parts{application.shared(), application.count(), application.log(), deliveries};
        if constexpr (Application::has_transport) {
            using transport_type = std::remove_cvref_t<decltype(application.transport())>;
            if (!application.transport().is_enabled()) return parts;
            parts.out = &application.transport().out();
            parts.transport = std::addressof(application.transport());
            if constexpr (deliveries.size() != 0) {
                using opener = record_loop_opener<transport_type, Application::is_exactly_once>;
                if constexpr (detail::is_opened_here<Application>)
                    parts.open = [](void* transport, const record_loop_parts& loop) { return opener::open(*static_cast<transport_type*>(transport), loop); };
            }
            if constexpr (Application::is_exactly_once) {
                parts.once = &application.once();
                parts.write_transactions = [&transport = application.transport()](const transaction_settings& settings) {
                    return transport.write_transactions(settings);
                };
            }
        }
        return parts;
    }
};

}  // namespace gulo
