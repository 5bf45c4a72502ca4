#pragma once
// Shrinking: the smallest change of a value that still shows a failure.

#include <gulo/codec/json.hpp>
#include <gulo/message/key.hpp>
#include <gulo/reflect/fields.hpp>
#include <gulo/testing/random_value.hpp>

#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace gulo::testing {

namespace detail {

/// Simplifies one value in place, piece by piece; what makes the failure disappear is taken back.
class shrinker {
public:
    shrinker(std::function<bool()> fails, std::size_t attempts) : fails_{std::move(fails)}, left_{attempts} {}

    /// Whether anything became simpler.
    template <class T>
    bool shrink(T& value) {
        using json_detail::map_like, json_detail::set_like, json_detail::sequence_like, json_detail::tuple_like, json_detail::struct_like;
        if constexpr (std::is_const_v<T>) return false;
        else if constexpr (json_detail::mapped_by_user<T>) return shrink_form(value);
        else if constexpr (std::is_same_v<T, bool>) return value && replace(value, false);
        else if constexpr (std::is_same_v<T, char>) return value != 'a' && replace(value, 'a');
        else if constexpr (std::is_integral_v<T>) return shrink_integer(value);
        else if constexpr (std::is_floating_point_v<T>) return shrink_floating(value);
        else if constexpr (std::is_enum_v<T>) return shrink_enumerator(value);
        else if constexpr (std::is_same_v<T, std::string>) return shrink_text(value);
        else if constexpr (gulo::detail::is_optional<T> || pointer_like<T>) return shrink_optional(value);
        else if constexpr (json_detail::is_variant<T>) return shrink_variant(value);
        else if constexpr (map_like<T>) return shrink_map(value);
        else if constexpr (set_like<T> || json_detail::multiset_like<T>) return shrink_set(value);
        else if constexpr (sequence_like<T>) return shrink_sequence(value);
        else if constexpr (tuple_like<T>) return shrink_elements(value, std::make_index_sequence<std::tuple_size<T>::value>{});
        else if constexpr (struct_like<T>) return shrink_fields(value);
        else if constexpr (json_detail::is_duration<T>) return shrink_units(value);
        else if constexpr (json_detail::is_time_point<T>) return shrink_moment(value);
        else if constexpr (std::is_default_constructible_v<T> && std::is_move_assignable_v<T>) return !(value == T{}) && replace(value, T{});
        else return false;
    }

private:
    bool still_fails() {
        if (left_ == 0) return false;
        --left_;
        return fails_();
    }

    template <class T>
    bool replace(T& place, T simpler) {
        T before = std::exchange(place, std::move(simpler));
        if (still_fails()) return true;
        place = std::move(before);
        return false;
    }

    template <class T>
    bool shrink_integer(T& value) {
        if (value == 0) return false;
        bool any = replace(value, T{0});
        // Halves first, then ones.
        while (value != 0 && left_ != 0 && replace(value, static_cast<T>(value / 2))) any = true;
        if constexpr (std::is_signed_v<T>)
            if (value < 0 && value != (std::numeric_limits<T>::min)() && replace(value, static_cast<T>(-value))) any = true;
        for (int step = 0; step < 16 && value != 0 && replace(value, static_cast<T>(value > 0 ? value - 1 : value + 1)); ++step) any = true;
        return any;
    }

    template <class T>
    bool shrink_floating(T& value) {
        bool any = false;
        for (const T simpler : {T{0}, T{1}, T{-1}, T{0.5}}) {
            if (value == simpler && (__builtin_signbit(value) != 0) == (__builtin_signbit(simpler) != 0)) return any;
            if (replace(value, simpler)) return true;
        }
        if (value > T{-1000000} && value < T{1000000} && static_cast<T>(static_cast<std::int64_t>(value)) != value)
            any = replace(value, static_cast<T>(static_cast<std::int64_t>(value)));
        while (left_ != 0 && value / 2 != value && replace(value, value / 2)) any = true;
        return any;
    }

    template <class E>
    bool shrink_enumerator(E& value) {
        constexpr auto& all = reflect::enumerators<E>;
        for (const auto& each : all) {
            if (each.value == value) return false;
            if (replace(value, each.value)) return true;
        }
        return false;
    }

    bool shrink_text(std::string& value) {
        bool any = false;
        if (!value.empty() && replace(value, std::string{})) return true;
        for (std::size_t size = value.size() / 2; size > 0; size /= 2) any = cut_text(value, size) || any;
        for (std::size_t at = 0; at < value.size(); ++at) {
            if (value[at] == 'a' || static_cast<unsigned char>(value[at]) >= 0x80) continue;
            std::string simpler = value;
            simpler[at] = 'a';
            any = replace(value, std::move(simpler)) || any;
        }
        return any;
    }
    // Whole characters only, so that the text remains valid UTF-8.
    bool cut_text(std::string& value, std::size_t size) {
        const auto begins = [&](std::size_t at) { return at >= value.size() || (static_cast<unsigned char>(value[at]) & 0xc0) != 0x80; };
        bool any = false;
        for (std::size_t at = 0; at < value.size();) {
            std::size_t end = at + size < value.size() ? at + size : value.size();
            while (!begins(end)) ++end;
            if (replace(value, value.substr(0, at) + value.substr(end))) {
                any = true;
            } else {
                at = end;
            }
        }
        return any;
    }

    template <class T>
    bool shrink_optional(T& value) {
        if (!value) return false;
        if constexpr (std::is_move_assignable_v<T>)
            if (replace(value, T{})) return true;
        return shrink(*value);
    }

    template <class T>
    bool shrink_variant(T& value) {
        if (value.valueless_by_exception()) return false;
        return std::visit([this](auto& held) { return this->shrink(held); }, value);
    }

    template <class T>
    bool shrink_sequence(T& value) {
        if (value.empty()) return false;
        if (replace(value, T{})) return true;
        bool any = false;
        if constexpr (std::is_move_assignable_v<typename T::value_type>)
            for (std::size_t index = value.size(); index > 0; --index) any = drop(value, index - 1) || any;
        if constexpr (!std::is_same_v<typename T::value_type, bool>) {
            for (auto& each : value) any = shrink(each) || any;
        }
        return any;
    }
    template <class T>
    bool drop(T& value, std::size_t index) {
        auto at = std::next(value.begin(), static_cast<std::ptrdiff_t>(index));
        typename T::value_type dropped = std::move(*at);
        at = value.erase(at);
        if (still_fails()) return true;
        value.insert(at, std::move(dropped));
        return false;
    }

    template <class T>
    bool shrink_set(T& value) {
        if (value.empty()) return false;
        if (replace(value, T{})) return true;
        bool any = false;
        std::vector<typename T::value_type> all(value.begin(), value.end());
        for (const auto& each : all) any = drop_node(value, each) || any;
        return any;
    }
    template <class T>
    bool shrink_map(T& value) {
        if (value.empty()) return false;
        if (replace(value, T{})) return true;
        bool any = false;
        std::vector<typename T::key_type> keys;
        for (const auto& [key, mapped] : value) keys.push_back(key);
        for (const auto& key : keys) any = drop_node(value, key) || any;
        for (auto& [key, mapped] : value) any = shrink(mapped) || any;
        return any;
    }
    template <class T, class Key>
    bool drop_node(T& value, const Key& key) {
        auto node = value.extract(key);
        if (still_fails()) return true;
        value.insert(std::move(node));
        return false;
    }

    template <class T, std::size_t... Index>
    bool shrink_elements(T& value, std::index_sequence<Index...>) {
        bool any = false;
        ((any = shrink(std::get<Index>(value)) || any), ...);
        return any;
    }

    template <class T>
    bool shrink_fields(T& value) {
        bool any = false;
        reflect::visit_fields(value, [&](auto&... fields) { ((any = shrink(fields) || any), ...); });
        return any;
    }

    template <class T>
    bool shrink_units(T& value) {
        auto count = value.count();
        const T before = value;
        shrinker inner{[&] { return value = T{count}, still_fails(); }, left_};
        const bool any = inner.shrink(count);
        value = any ? T{count} : before;
        return any;
    }
    template <class T>
    bool shrink_moment(T& value) {
        auto since = value.time_since_epoch();
        const T before = value;
        shrinker inner{[&] { return value = T{since}, still_fails(); }, left_};
        const bool any = inner.shrink(since);
        value = any ? T{since} : before;
        return any;
    }

    template <class T>
    bool shrink_form(T& value) {
        using form = form_of<T>;
        if constexpr (std::is_copy_constructible_v<T>) {
            form mapped = json_mapping<T>::to(value);
            const T before = value;
            const auto assign = [&] {
                auto converted = json_mapping<T>::from(std::as_const(mapped));
                if constexpr (std::is_same_v<decltype(converted), result<T>>) {
                    if (converted.has_error()) return false;
                    value = *std::move(converted);
                } else {
                    value = std::move(converted);
                }
                return true;
            };
            shrinker inner{[&] { return assign() && still_fails(); }, left_};
            const bool any = inner.shrink(mapped);
            if (!any || !assign()) value = before;
            return any;
        } else {
            return false;
        }
    }

    std::function<bool()> fails_;
    std::size_t left_;
};

}  // namespace detail

/// Makes `value` as simple as it can be while `fails(value)` stays true: numbers nearer to zero, texts and containers
/// shorter, optionals empty. Calls `fails` at most `attempts` times; it must not change the value, and not throw.
template <class T, class Fails>
void shrink_to_smallest(T& value, Fails&& fails, std::size_t attempts = 10'000) {
    std::size_t used = 0;
    detail::shrinker each{[&] { return used < attempts && (++used, fails(std::as_const(value))); }, attempts};
    while (used < attempts && each.shrink(value)) {}
}

}  // namespace gulo::testing
