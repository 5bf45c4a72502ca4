#pragma once
// Values that look random, of any type that has a JSON form: what a message could hold, made by reflection.

#include <gulo/base/bytes.hpp>
#include <gulo/base/decimal.hpp>
#include <gulo/base/uuid.hpp>
#include <gulo/codec/json.hpp>
#include <gulo/codec/raw_json.hpp>
#include <gulo/message/key.hpp>
#include <gulo/reflect/enumerators.hpp>
#include <gulo/reflect/fields.hpp>
#include <gulo/testing/random_number.hpp>
#include <gulo/testing/random_text.hpp>
#include <gulo/testing/random_time.hpp>

#include <concepts>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace gulo::testing {

/// Specialise it to say how a type of your own is made, for instance when only few values of its fields are sound:
///
///     template <> struct gulo::testing::random_form<percentage> {
///         static percentage make(auto& random) { return percentage{int(random.below(101))}; }
///     };
template <class T>
struct random_form;

namespace detail {

template <class T, class Source>
concept made_by_user = requires(Source& random) {
    { random_form<T>::make(random) } -> std::convertible_to<T>;
};

template <class T>
concept pointer_like = requires { typename T::element_type; } &&
                       (std::is_same_v<T, std::unique_ptr<typename T::element_type>> || std::is_same_v<T, std::shared_ptr<typename T::element_type>>);

/// What json_mapping makes of a T.
template <class T>
using form_of = std::remove_cvref_t<decltype(json_mapping<T>::to(std::declval<const T&>()))>;

template <class E>
using enum_number = std::conditional_t<std::is_same_v<std::underlying_type_t<E>, bool>, unsigned char, std::underlying_type_t<E>>;

/// Makes values out of numbers from `Source`. Where all numbers are zero, so is the value, and everything that can be
/// empty is.
template <random_numbers Source>
class value_maker {
public:
    explicit value_maker(Source& random) : random_{random} {}

    template <class T>
    T make() {
        using json_detail::map_like, json_detail::set_like, json_detail::sequence_like, json_detail::tuple_like, json_detail::struct_like;
        if constexpr (made_by_user<T, Source>) return random_form<T>::make(random_);
        else if constexpr (json_detail::mapped_by_user<T>) return made_from_form<T>();
        else if constexpr (std::is_same_v<T, bool>) return random_.below(2) != 0;
        else if constexpr (std::is_same_v<T, char>) return static_cast<char>(random_.below(128));
        else if constexpr (std::is_integral_v<T>) return random_integer<T>(random_);
        else if constexpr (std::is_floating_point_v<T>) return random_floating<T>(random_);
        else if constexpr (std::is_enum_v<T>) return enumerator<T>();
        else if constexpr (std::is_same_v<T, std::string>) return random_text(random_);
        else if constexpr (std::is_same_v<T, decimal>) return random_decimal(random_);
        else if constexpr (std::is_same_v<T, raw_json>) return raw();
        else if constexpr (std::is_same_v<T, bytes>) return octets();
        else if constexpr (std::is_same_v<T, uuid>) return identifier();
        else if constexpr (json_detail::is_time_form<T>) return random_time<T>(random_);
        else if constexpr (std::is_same_v<T, std::monostate>) return {};
        else if constexpr (gulo::detail::is_optional<T>) return optional<T>();
        else if constexpr (pointer_like<T>) return pointer<T>();
        else if constexpr (json_detail::is_variant<T>) return variant<T>(std::make_index_sequence<std::variant_size_v<T>>{});
        else if constexpr (map_like<T>) return map<T>();
        else if constexpr (set_like<T> || json_detail::multiset_like<T>) return set<T>();
        else if constexpr (sequence_like<T>) return sequence<T>();
        else if constexpr (tuple_like<T>) return tuple<T>(std::make_index_sequence<std::tuple_size<T>::value>{});
        else return structure<T>();
    }

private:
    /// So deep, or with so many parts made, that what can be empty is left empty, because a type may contain itself.
    static constexpr int deepest = 6;
    static constexpr std::size_t most_parts = 200;

    template <class F>
    auto inside(F make) {
        ++depth_;
        ++parts_;
        auto made = make();
        --depth_;
        return made;
    }
    bool present() { return may_go_on() && random_.below(3) != 0; }
    std::size_t count() { return may_go_on() ? random_.below(depth_ == 0 && random_.below(8) == 7 ? 40 : 4) : 0; }
    bool may_go_on() { return depth_ < deepest && parts_ < most_parts; }

    template <class E>
    E enumerator() {
        constexpr auto& all = reflect::enumerators<E>;
        // A value without a name is a value all the same, where the type holds any.
        if constexpr (reflect::detail::holds_any_value<E>) {
            if (all.empty() || random_.below(8) == 7) return static_cast<E>(random_integer<enum_number<E>>(random_));
        }
        if constexpr (all.empty()) return E{};
        else return all[random_.below(all.size())].value;
    }

    bytes octets() {
        bytes made(random_.below(random_.below(8) == 7 ? 300 : 20));
        for (auto& octet : made) octet = static_cast<std::byte>(random_.below(256));
        return made;
    }

    // The text of a value of one of a few types.
    raw_json raw() {
        using some = std::variant<bool, std::monostate, double, std::string, std::vector<std::string>, std::map<std::string, std::optional<double>>>;
        return raw_json{std::visit([](const auto& value) { return json::encode(value); }, make<some>())};
    }

    uuid identifier() {
        uuid::bytes_type octets{};
        for (auto& octet : octets) octet = static_cast<std::uint8_t>(random_.below(256));
        return uuid{octets};
    }

    template <class T>
    T optional() {
        if (!present()) return std::nullopt;
        return T{inside([&] { return make<typename T::value_type>(); })};
    }

    template <class T>
    T pointer() {
        if (!present()) return nullptr;
        return T{new typename T::element_type(inside([&] { return make<typename T::element_type>(); }))};
    }

    template <class T, std::size_t... Index>
    T variant(std::index_sequence<Index...>) {
        const std::size_t chosen = random_.below(sizeof...(Index));
        std::optional<T> made;
        static_cast<void>(((Index == chosen && (made.emplace(std::in_place_index<Index>, make<std::variant_alternative_t<Index, T>>()), true)) || ...));
        return *std::move(made);
    }

    template <class T>
    T map() {
        T made;
        for (std::size_t left = count(); left > 0; --left) {
            auto key = make<typename T::key_type>();
            made.try_emplace(std::move(key), inside([&] { return make<typename T::mapped_type>(); }));
        }
        return made;
    }

    template <class T>
    T set() {
        T made;
        for (std::size_t left = count(); left > 0; --left) made.insert(inside([&] { return make<typename T::value_type>(); }));
        return made;
    }

    template <class T>
    T sequence() {
        T made;
        for (std::size_t left = count(); left > 0; --left) made.push_back(inside([&] { return make<typename T::value_type>(); }));
        return made;
    }

    template <class T, std::size_t... Index>
    T tuple(std::index_sequence<Index...>) {
        return T{make<std::tuple_element_t<Index, T>>()...};
    }

    template <class T>
    T structure() {
        return structure<T>(json_detail::field_types<T>{});
    }
    template <class T, class... Field>
    T structure(json_detail::part_list<Field...>) {
        if constexpr (json_detail::is_read_in_place<T> && (std::is_move_assignable_v<Field> && ...)) {
            T made{};
            reflect::visit_fields(made, [&](auto&... fields) { (static_cast<void>(fields = make<std::remove_reference_t<decltype(fields)>>()), ...); });
            return made;
        } else {
            return T{make<Field>()...};
        }
    }

    // What the type's author refuses is made again.
    template <class T>
    T made_from_form() {
        using form = form_of<T>;
        for (int attempt = 0; attempt < 10'000; ++attempt) {
            const form made = make<form>();
            auto converted = json_mapping<T>::from(made);
            if constexpr (std::is_same_v<decltype(converted), result<T>>) {
                if (converted.has_value()) return *std::move(converted);
            } else {
                return converted;
            }
        }
        throw std::logic_error{"gulo: json_mapping refuses whatever is made at random for " + std::string{reflect::type_name<T>()} +
                               "; specialise gulo::testing::random_form for it"};
    }

    Source& random_;
    int depth_ = 0;
    std::size_t parts_ = 0;
};

}  // namespace detail

/// A value of T made of numbers from `random`: anything that JSON can carry, so no NaN, no invalid UTF-8 and no time
/// outside the years 0000 to 9999; among it what tends to break things: extreme numbers, long and odd texts, values of
/// an enumeration without a name. What contains itself ends at a depth of about six or after some 200 parts.
template <class T, random_numbers Source>
T random_value(Source& random) {
    return detail::value_maker<Source>{random}.template make<T>();
}

}  // namespace gulo::testing
