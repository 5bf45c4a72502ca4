#pragma once
// What a message says about itself for people who read its schema.

#include <gulo/reflect/fields.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>

namespace gulo {

/// One field and a sentence about it. In a message, beside `title` and `description` for the message itself:
///
///     struct order_placed {
///         gulo::uuid order_id;
///         std::vector<order_line> lines;
///
///         static constexpr std::string_view title = "Order placed";
///         static constexpr std::string_view description = "A customer has confirmed the basket.";
///         static constexpr gulo::described_field field_descriptions[]{{"order_id", "as the shop prints it"}};
///     };
///
/// All three may be left out. They appear in the JSON Schema and nowhere else.
struct described_field {
    std::string_view field;
    std::string_view text;
};

namespace json_detail {

template <class T>
concept has_title = requires {
    { T::title } -> std::convertible_to<std::string_view>;
    requires !std::is_member_object_pointer_v<decltype(&T::title)>;
};
template <class T>
concept has_description = requires {
    { T::description } -> std::convertible_to<std::string_view>;
    requires !std::is_member_object_pointer_v<decltype(&T::description)>;
};
template <class T>
concept describes_fields = std::same_as<std::remove_cvref_t<decltype(T::field_descriptions[0])>, described_field>;

template <class T>
constexpr bool describes_only_fields() {
    if constexpr (describes_fields<T>) {
        for (const described_field& each : T::field_descriptions) {
            bool found = false;
            for (const std::string_view name : reflect::field_names<T>) found = found || name == each.field;
            if (!found) return false;
        }
    }
    return true;
}

template <class T>
inline constexpr bool every_described_field_exists = describes_only_fields<T>();

template <class T>
constexpr std::string_view field_description(std::string_view field) {
    if constexpr (describes_fields<T>) {
        static_assert(every_described_field_exists<T>,
                      "gulo: field_descriptions describes what the struct doesn't have; write the field's name as it is declared");
        for (const described_field& each : T::field_descriptions)
            if (each.field == field) return each.text;
    }
    return {};
}

}  // namespace json_detail
}  // namespace gulo
