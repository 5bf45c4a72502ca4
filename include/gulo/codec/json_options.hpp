#pragma once
// What can be chosen about the JSON form of types: for a codec, for one struct, and for single names.

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace gulo {

/// A key that occurs twice in an object: the last one counts, as if the others were not there; or it is an error. Keys
/// of values that nobody reads, and inside raw_json, are not compared.
enum class duplicate_keys : unsigned char { unset, last_wins, refuse };

/// A key that the struct doesn't have: its value, which must be well-formed, is passed over; or it is an error.
enum class unknown_fields : unsigned char { unset, ignore, refuse };

/// A field that the document doesn't have: an error, unless it may be null; or it keeps the value of its default
/// member initialiser.
enum class missing_fields : unsigned char { unset, refuse, keep_default };

/// A field that is an empty optional or pointer: not written; or written as null. Both are read as empty, and where a
/// missing field keeps its initialiser, only null. So the default is to write null for such structs.
enum class empty_fields : unsigned char { unset, leave_out, write_null };

/// How names of fields become keys. Words are told apart by underscores and by capitals: user_id, userId and UserID
/// are "userId" in camel_case, "UserId" in pascal_case, "user_id", "user-id", and "USER_ID" in upper_snake_case.
enum class name_style : unsigned char { unset, as_declared, camel_case, pascal_case, snake_case, kebab_case, upper_snake_case };

/// How enumerators are written. Both forms are read.
enum class enumerator_form : unsigned char { unset, name, number };

/// How the alternatives of a std::variant are told apart: see json_variant.hpp.
enum class variant_form : unsigned char { unset, wrapped, tagged, by_shape };

/// A key of at most 31 characters, as part of json_options.
struct json_tag {
    char text[32]{};

    constexpr json_tag() = default;
    template <std::size_t Size>
        requires(Size <= 32)
    constexpr json_tag(const char (&characters)[Size]) {
        for (std::size_t at = 0; at < Size; ++at) text[at] = characters[at];
    }
    constexpr std::string_view view() const { return text; }
    constexpr bool operator==(const json_tag&) const = default;
};

/// The choices, all independent of each other. A codec takes them as a template argument,
///
///     using strict_json = gulo::json_with<gulo::json_options{.unknown = gulo::unknown_fields::refuse}>;
///
/// and a struct as a member, which then counts for its own fields whatever the codec says:
///
///     struct user {
///         int user_id = 0;
///         static constexpr gulo::json_options json{.names = gulo::name_style::camel_case};
///     };
///
/// What is unset in a struct is as in the codec; what is unset there is the first of the values of its enumeration.
struct json_options {
    duplicate_keys duplicates{};
    unknown_fields unknown{};
    missing_fields missing{};
    empty_fields empty{};
    name_style names{};
    enumerator_form enumerators{};
    variant_form variants{};
    /// How deep arrays and objects may be nested, 1 to 1,000; 64 when it is 0. Only a codec's counts.
    int max_depth = 0;
    /// The key that tells the alternative of a tagged variant; "type" when it is empty.
    json_tag tag{};

    constexpr bool operator==(const json_options&) const = default;
};

/// One field's (or enumerator's) name in the program and its name in JSON. In a struct:
///
///     static constexpr gulo::json_name json_names[]{{"user_id", "userId"}, {"mail", "e-mail"}};
///
/// The second name is taken as it is, whatever `names` of the options says.
struct json_name {
    std::string_view declared;
    std::string_view json;
};

/// For types that can't be changed, or that have no members, such as enumerations and variants: specialise it with
/// the members that a struct would have.
///
///     template <> struct gulo::json_traits<color> {
///         static constexpr gulo::json_options json{.names = gulo::name_style::kebab_case};
///         static constexpr gulo::json_name json_names[]{{"red", "rouge"}};
///     };
template <class T>
struct json_traits {};

namespace json_detail {

template <class T>
concept gives_options = std::same_as<std::remove_cvref_t<decltype(T::json)>, json_options> && requires { std::bool_constant<T::json == T::json>{}; };

template <class T>
concept gives_names =
    std::same_as<std::remove_cvref_t<decltype(T::json_names[0])>, json_name> && requires { std::bool_constant<sizeof(T::json_names) != 0>{}; };

/// The options that T itself has, by way of json_traits or as a member.
template <class T>
constexpr json_options own_options() {
    if constexpr (gives_options<json_traits<T>>) return json_traits<T>::json;
    else if constexpr (gives_options<T>) return T::json;
    else return {};
}

template <class T>
concept has_own_names = gives_names<json_traits<T>> || gives_names<T>;

template <has_own_names T>
constexpr const auto& own_names() {
    if constexpr (gives_names<json_traits<T>>) return json_traits<T>::json_names;
    else return T::json_names;
}

/// Nothing unset: what T says, otherwise what the codec says, otherwise the default.
constexpr json_options resolved(const json_options& own, const json_options& codec) {
    const auto choose = []<class E>(E first, E second) {
        const E unset{};
        return first != unset ? first : second != unset ? second : static_cast<E>(1);
    };
    json_options all;
    all.duplicates = choose(own.duplicates, codec.duplicates);
    all.unknown = choose(own.unknown, codec.unknown);
    all.missing = choose(own.missing, codec.missing);
    all.empty = choose(own.empty, codec.empty != empty_fields::unset            ? codec.empty
                                  : all.missing == missing_fields::keep_default ? empty_fields::write_null
                                                                                : empty_fields::unset);
    all.names = choose(own.names, codec.names);
    all.enumerators = choose(own.enumerators, codec.enumerators);
    all.variants = choose(own.variants, codec.variants);
    all.max_depth = codec.max_depth != 0 ? codec.max_depth : 64;
    all.tag = own.tag != json_tag{} ? own.tag : codec.tag != json_tag{} ? codec.tag : json_tag{"type"};
    return all;
}

/// What counts for T under Codec.
template <class T, class Codec>
inline constexpr json_options options_of = resolved(own_options<T>(), Codec::options);

}  // namespace json_detail
}  // namespace gulo
