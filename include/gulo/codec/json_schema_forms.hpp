#pragma once
// The schema of each category of types: what the decoder accepts, in the words of JSON Schema 2020-12.

#include <gulo/codec/json.hpp>
#include <gulo/codec/json_description.hpp>
#include <gulo/codec/json_schema_node.hpp>
#include <gulo/codec/json_schema_pattern.hpp>
#include <gulo/codec/raw_json.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace gulo::json_detail {

template <class T>
inline constexpr char identity_of = 0;

/// The structs of a schema, each under a name of its own in $defs.
template <class Codec>
class schema_definitions {
public:
    template <class T>
    explicit schema_definitions(std::type_identity<T>) : root_{&identity_of<T>} {}

    /// A reference to the schema of T, which is then among the definitions.
    template <class T>
    schema_node refer() {
        schema_node node;
        if (root_ == &identity_of<T>) return std::move(node.set("$ref", schema_node::text("#")));
        return std::move(node.set("$ref", schema_node::text("#/$defs/" + name_of<T>())));
    }

    schema_node print() {
        schema_node all;
        // Grows on the way.
        for (std::size_t index = 0; index < known_.size(); ++index) {
            schema_node made = known_[index].make(*this);
            all.set(known_[index].name, std::move(made));
        }
        return all;
    }

private:
    struct definition {
        const char* identity;
        std::string name;
        schema_node (*make)(schema_definitions&);
    };

    template <class T>
    std::string name_of();

    const char* root_;
    std::vector<definition> known_;
};

template <class T, class Codec>
schema_node schema_of(schema_definitions<Codec>& definitions);

template <class T, class Codec>
schema_node schema_of_struct(schema_definitions<Codec>& definitions);

// Letters, digits and underscores, so that the name needs no escape in a reference.
inline std::string plain_name(std::string_view type) {
    std::string name;
    for (const char c : type) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain) name += c;
        else if (!name.empty() && name.back() != '_') name += '_';
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    return name.empty() ? "type" : name;
}

template <class Codec>
template <class T>
std::string schema_definitions<Codec>::name_of() {
    for (const definition& each : known_)
        if (each.identity == &identity_of<T>) return each.name;
    const std::string plain = plain_name(reflect::type_name<T>());
    std::string name = plain;
    const auto is_taken = [&] {
        for (const definition& each : known_)
            if (each.name == name) return true;
        return false;
    };
    for (int number = 2; is_taken(); ++number) name = plain + "_" + std::to_string(number);
    known_.push_back({&identity_of<T>, name, &schema_of_struct<T, Codec>});
    return name;
}

template <class T>
schema_node schema_of_integer() {
    schema_node node = schema_node::of_type("integer");
    node.set("minimum", schema_node::literal(std::to_string((std::numeric_limits<T>::min)())));
    node.set("maximum", schema_node::literal(std::to_string((std::numeric_limits<T>::max)())));
    return node;
}

// The bounds of float are where rounding leads beyond its greatest value, which is 2^128 - 2^103. Those of double are its
// greatest value, because to most validators what is rounded to it is equal to it, and what is not is infinite.
template <class T>
schema_node schema_of_floating() {
    schema_node node = schema_node::of_type("number");
    if constexpr (sizeof(T) == 4) {
        node.set("exclusiveMinimum", schema_node::literal("-3.4028235677973366e38"));
        node.set("exclusiveMaximum", schema_node::literal("3.4028235677973366e38"));
    } else if constexpr (sizeof(T) == 8) {
        node.set("minimum", schema_node::literal("-1.7976931348623157e308")).set("maximum", schema_node::literal("1.7976931348623157e308"));
    }
    return node;
}

inline schema_node schema_of_text(const char* format, const std::string& pattern) {
    schema_node node = schema_node::of_type("string");
    if (format != nullptr) node.set("format", schema_node::text(format));
    node.set("pattern", schema_node::text(pattern));
    return node;
}

template <class T>
schema_node schema_of_duration() {
    schema_node node = schema_of_text(nullptr, duration_pattern<typename T::rep, typename T::period>()), unfinished;
    unfinished.set("pattern", schema_node::text("[PT]$"));
    node.set("not", std::move(unfinished));
    return node;
}

inline schema_node schema_of_char() {
    schema_node node = schema_of_text(nullptr, character_pattern);
    node.set("minLength", schema_node::number(1)).set("maxLength", schema_node::number(1));
    return node;
}

inline schema_node schema_of_decimal() {
    schema_node both = schema_node::array(), node;
    both.add(schema_node::text("string")).add(schema_node::text("number"));
    node.set("type", std::move(both)).set("pattern", schema_node::text(decimal_pattern));
    return node;
}

inline schema_node schema_of_bytes() {
    schema_node node = schema_node::of_type("string");
    node.set("contentEncoding", schema_node::text("base64")).set("pattern", schema_node::text(base64_pattern));
    return node;
}

template <class E>
schema_node names_of_enumerators() {
    schema_node names = schema_node::array();
    for (const auto& each : json_enumerators<E>()) names.add(schema_node::text(each.name));
    return names;
}

inline schema_node any_of(schema_node first, schema_node second) {
    schema_node both = schema_node::array();
    both.add(std::move(first)).add(std::move(second));
    schema_node node;
    node.set("anyOf", std::move(both));
    return node;
}

template <class E>
schema_node schema_of_enumeration() {
    using number = typename json_rule<E>::number_type;
    if constexpr (reflect::enumerators<E>.empty()) return schema_of_integer<number>();
    else {
        schema_node named = schema_node::of_type("string");
        named.set("enum", names_of_enumerators<E>());
        return any_of(std::move(named), schema_of_integer<number>());
    }
}

// The same, or null.
inline schema_node or_null(schema_node node) {
    schema_node* const type = node.find("type");
    if (type != nullptr && type->is_text("null")) return node;
    if (type != nullptr && type->is_literal() && node.find("enum") == nullptr) {
        schema_node both = schema_node::array();
        both.add(std::move(*type)).add(schema_node::text("null"));
        *type = std::move(both);
        return node;
    }
    return any_of(std::move(node), schema_node::of_type("null"));
}

template <class T>
concept has_schema_of_user = requires {
    { json_mapping<T>::schema } -> std::convertible_to<std::string_view>;
};

template <class Key>
void set_property_names(schema_node& node) {
    const auto with_pattern = [](const std::string& pattern) {
        schema_node names;
        names.set("pattern", schema_node::text(pattern));
        return names;
    };
    if constexpr (mapped_by_user<Key>) {
        if constexpr (!has_schema_of_user<Key>) set_property_names<mapped_form<Key>>(node);
        else if constexpr (std::is_convertible_v<mapped_form<Key>, std::string_view>)
            node.set("propertyNames", schema_node::literal(std::string{std::string_view{json_mapping<Key>::schema}}));
        else set_property_names<mapped_form<Key>>(node);
    } else if constexpr (std::is_same_v<Key, bool>) {
        schema_node names = schema_node::array(), named;
        named.set("enum", std::move(names.add(schema_node::text("true")).add(schema_node::text("false"))));
        node.set("propertyNames", std::move(named));
    } else if constexpr (std::is_same_v<Key, char>) {
        node.set("propertyNames", with_pattern(character_pattern));
    } else if constexpr (std::is_same_v<Key, uuid>) {
        node.set("propertyNames", with_pattern(uuid_pattern));
    } else if constexpr (std::is_enum_v<Key>) {
        schema_node named;
        named.set("enum", names_of_enumerators<Key>());
        node.set("propertyNames", any_of(std::move(named), with_pattern(integer_pattern<typename json_rule<Key>::number_type>())));
    } else if constexpr (number<Key>) {
        node.set("propertyNames", with_pattern(integer_pattern<Key>()));
    }
}

template <class T, class Codec>
schema_node schema_of_map(schema_definitions<Codec>& definitions) {
    schema_node node = schema_node::of_type("object");
    set_property_names<typename T::key_type>(node);
    node.set("additionalProperties", schema_of<typename T::mapped_type, Codec>(definitions));
    return node;
}

template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t Size>
inline constexpr bool is_array<std::array<T, Size>> = true;

template <class T>
inline constexpr bool is_view = false;
template <class T>
inline constexpr bool is_view<std::span<T>> = true;

template <class T, class Codec, std::size_t... Index>
schema_node schema_of_tuple(schema_definitions<Codec>& definitions, std::index_sequence<Index...>) {
    constexpr std::size_t count = sizeof...(Index);
    schema_node node = schema_node::of_type("array");
    if constexpr (count != 0) {
        if constexpr (is_array<T>) {
            node.set("items", schema_of<typename T::value_type, Codec>(definitions));
        } else {
            schema_node items = schema_node::array();
            (items.add(schema_of<std::tuple_element_t<Index, T>, Codec>(definitions)), ...);
            node.set("prefixItems", std::move(items));
            node.set("items", schema_node::literal("false"));
        }
        node.set("minItems", schema_node::number(count));
    }
    node.set("maxItems", schema_node::number(count));
    return node;
}

// {"name": …} and nothing else.
inline schema_node wrapped_schema(std::string_view name, schema_node content) {
    schema_node properties, required = schema_node::array(), node = schema_node::of_type("object");
    properties.set(name, std::move(content));
    required.add(schema_node::text(name));
    node.set("properties", std::move(properties)).set("required", std::move(required)).set("additionalProperties", schema_node::literal("false"));
    return node;
}

// What the codec says first is what the struct's own schema is made of, with the tag of a variant's alternative before it.
template <class T, class Codec, class... Field>
void set_properties(schema_node& node, schema_definitions<Codec>& definitions, std::string_view tag, std::string_view name, part_list<Field...>) {
    constexpr auto& fields = struct_layout<T, Codec>::fields;
    constexpr field_set needed = required_fields<T, Codec>();
    schema_node properties, required = schema_node::array();
    if (!tag.empty()) {
        schema_node constant;
        constant.set("const", schema_node::text(name));
        properties.set(tag, std::move(constant));
        required.add(schema_node::text(tag));
    }
    std::size_t index = 0;
    [[maybe_unused]] const auto add = [&](schema_node content) {
        const std::string_view description = field_description<T>(reflect::field_names<T>[index]);
        if (!description.empty()) content.set_first("description", schema_node::text(description));
        properties.set(fields[index].name(), std::move(content));
        if (needed.contains(index)) required.add(schema_node::text(fields[index].name()));
        ++index;
    };
    (add(schema_of<Field, Codec>(definitions)), ...);
    if (!properties.empty()) node.set("properties", std::move(properties));
    if (!required.empty()) node.set("required", std::move(required));
    if constexpr (options_of<T, Codec>.unknown == unknown_fields::refuse) node.set("additionalProperties", schema_node::literal("false"));
}

template <class T, class Codec>
schema_node schema_of_tagged(schema_definitions<Codec>& definitions, std::string_view tag, std::string_view name) {
    schema_node node;
    if constexpr (has_title<T>) node.set("title", schema_node::text(T::title));
    if constexpr (has_description<T>) node.set("description", schema_node::text(T::description));
    node.set("type", schema_node::text("object"));
    set_properties<T>(node, definitions, tag, name, field_types<T>{});
    return node;
}

template <class T, class Codec>
schema_node schema_of_struct(schema_definitions<Codec>& definitions) {
    return schema_of_tagged<T>(definitions, {}, {});
}

template <class T, class Codec>
void add_shape(schema_node& shapes) {
    schema_node keys = schema_node::array(), shape;
    for (std::size_t field = 0; field < struct_layout<T, Codec>::count; ++field)
        if (required_fields<T, Codec>().contains(field)) keys.add(schema_node::text(struct_layout<T, Codec>::fields[field].name()));
    shapes.add(std::move(shape.set("required", std::move(keys))));
}

// What has the required fields of two alternatives is neither.
template <class T, class Codec, class... Alternative>
schema_node schema_by_shape(schema_definitions<Codec>& definitions, part_list<Alternative...>) {
    schema_node node = schema_node::of_type("object"), others = schema_node::array(), none;
    node.append(definitions.template refer<T>());
    const auto add = [&]<class Other>(std::type_identity<Other>) {
        if constexpr (struct_like<Other> && !std::is_same_v<Other, T>) add_shape<Other, Codec>(others);
    };
    (add(std::type_identity<Alternative>{}), ...);
    if (!others.empty()) node.set("not", std::move(none.set("anyOf", std::move(others))));
    return node;
}

template <class Codec, class... T>
schema_node schema_of_variant(schema_definitions<Codec>& definitions, std::type_identity<std::variant<T...>>) {
    using names = alternative_names<T...>;
    constexpr json_options options = options_of<std::variant<T...>, Codec>;
    schema_node alternatives = schema_node::array();
    std::size_t index = 0;
    const auto add = [&]<class Each>(std::type_identity<Each>) {
        const std::string_view name = names::all[index].view();
        if constexpr (options.variants == variant_form::by_shape && struct_like<Each>) alternatives.add(schema_by_shape<Each>(definitions, part_list<T...>{}));
        else if constexpr (options.variants == variant_form::tagged && struct_like<Each>)
            alternatives.add(schema_of_tagged<Each>(definitions, options.tag.view(), name));
        else if (options.variants == variant_form::wrapped && names::wrapped[index])
            alternatives.add(wrapped_schema(name, schema_of<Each, Codec>(definitions)));
        else alternatives.add(schema_of<Each, Codec>(definitions));
        ++index;
    };
    (add(std::type_identity<T>{}), ...);
    schema_node node;
    node.set("anyOf", std::move(alternatives));
    return node;
}

template <class T, class Codec>
schema_node schema_of(schema_definitions<Codec>& definitions) {
    if constexpr (mapped_by_user<T>) {
        if constexpr (has_schema_of_user<T>) return schema_node::literal(std::string{std::string_view{json_mapping<T>::schema}});
        else return schema_of<typename json_rule<T>::form, Codec>(definitions);
    } else if constexpr (std::is_same_v<T, bool>) return schema_node::of_type("boolean");
    else if constexpr (std::is_same_v<T, char>) return schema_of_char();
    else if constexpr (number<T>) return schema_of_integer<T>();
    else if constexpr (std::is_floating_point_v<T>) return schema_of_floating<T>();
    else if constexpr (std::is_enum_v<T>) return schema_of_enumeration<T>();
    else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) return schema_node::of_type("string");
    else if constexpr (std::is_same_v<T, gulo::decimal>) return schema_of_decimal();
    else if constexpr (std::is_same_v<T, raw_json>) return {};
    else if constexpr (std::is_same_v<T, bytes>) return schema_of_bytes();
    else if constexpr (std::is_same_v<T, uuid>) return schema_of_text("uuid", uuid_pattern);
    else if constexpr (is_time_point<T>) return schema_of_text("date-time", time_pattern);
    else if constexpr (is_duration<T>) return schema_of_duration<T>();
    else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) return schema_of_text("date", date_pattern);
    else if constexpr (std::is_same_v<T, std::monostate>) return schema_node::of_type("null");
    else if constexpr (is_nullable<T, Codec>) return or_null(schema_of<std::remove_cvref_t<decltype(*std::declval<T&>())>, Codec>(definitions));
    else if constexpr (map_like<T>) return schema_of_map<T>(definitions);
    else if constexpr (sequence_like<T> || set_like<T> || multiset_like<T> || is_view<T>) {
        schema_node node = schema_node::of_type("array");
        node.set("items", schema_of<typename T::value_type, Codec>(definitions));
        if constexpr (set_like<T>) node.set("uniqueItems", schema_node::literal("true"));
        return node;
    } else if constexpr (tuple_like<T>) return schema_of_tuple<T>(definitions, std::make_index_sequence<std::tuple_size<T>::value>{});
    else if constexpr (struct_like<T>) return definitions.template refer<T>();
    else if constexpr (is_variant<T>) return schema_of_variant(definitions, std::type_identity<T>{});
    else static_assert(!sizeof(T), "gulo: this type has a JSON form and no schema");
}

}  // namespace gulo::json_detail
