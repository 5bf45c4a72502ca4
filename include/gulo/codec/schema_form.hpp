#pragma once
// The forms that a JSON Schema allows at one place.

#include <gulo/codec/json_tree.hpp>
#include <gulo/codec/schema_reference.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::json_detail {

/// One of the forms that a schema allows: a type and what else is said of it.
struct schema_form {
    std::string type;  ///< of JSON Schema; empty: any value
    const json_tree* node = nullptr;
};

// A schema that nobody here understands: no schema at all, or a reference that leads nowhere.
inline constexpr const char* unknown_form = "?";

inline std::string type_of_value(const json_tree& value) {
    switch (value.kind()) {
    case json_kind::null: return "null";
    case json_kind::boolean: return "boolean";
    case json_kind::string: return "string";
    case json_kind::array: return "array";
    case json_kind::object: return "object";
    default: return value.text().find_first_of(".eE") == std::string::npos ? "integer" : "number";
    }
}

/// The values that `const` or `enum` allow of a type.
struct listed_values {
    bool are_listed = false;
    std::vector<const json_tree*> all{};
};
inline bool is_of_type(const json_tree& value, std::string_view type) {
    const std::string own = type_of_value(value);
    return type.empty() || own == type || (own == "integer" && type == "number");
}
inline listed_values values_of(const json_tree& node, std::string_view type) {
    listed_values values;
    if (const json_tree* const only = node.find("const")) {
        values.are_listed = true;
        if (is_of_type(*only, type)) values.all.push_back(only);
    } else if (const json_tree* const several = node.find("enum")) {
        values.are_listed = true;
        for (const json_tree& each : several->values())
            if (is_of_type(each, type)) values.all.push_back(&each);
    }
    return values;
}

/// Which type a keyword is about; empty: any, or nobody knows.
inline std::string_view type_of_keyword(std::string_view keyword) {
    using namespace std::string_view_literals;
    const auto is_among = [keyword](std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), keyword) != names.end(); };
    if (is_among({"properties", "required", "additionalProperties", "propertyNames", "patternProperties", "minProperties", "maxProperties"})) return "object"sv;
    if (is_among({"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"})) return "array"sv;
    if (is_among({"pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType"})) return "string"sv;
    if (is_among({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})) return "number"sv;
    return {};
}

/// Whether a keyword says nothing of what is allowed.
inline bool is_annotation(std::string_view keyword) {
    for (const std::string_view each : {"$schema", "$id", "$comment", "$defs", "$anchor", "definitions", "title", "description", "default", "examples",
                                        "deprecated", "readOnly", "writeOnly"})
        if (each == keyword) return true;
    return keyword.starts_with("x-");
}

inline const json_tree* alternatives_of(const json_tree& node) { return node.find("anyOf") != nullptr ? node.find("anyOf") : node.find("oneOf"); }

inline void add_typed_form(const std::string& type, const json_tree& node, std::vector<schema_form>& forms) {
    const listed_values values = values_of(node, type);
    if (!values.are_listed || !values.all.empty()) forms.push_back({type, &node});
}

// Without a type: that of the values that are listed, or the one that a keyword is about.
inline void add_inferred_forms(const json_tree& node, std::vector<schema_form>& forms) {
    const listed_values values = values_of(node, "");
    if (values.are_listed) {
        std::vector<std::string> types;
        for (const json_tree* each : values.all)
            if (std::string type = type_of_value(*each); std::find(types.begin(), types.end(), type) == types.end()) types.push_back(std::move(type));
        for (const std::string& type : types) forms.push_back({type, &node});
        return;
    }
    std::string_view type;
    for (const std::string& keyword : node.keys())
        if (type.empty()) type = type_of_keyword(keyword);
    forms.push_back({std::string{type}, &node});
}

// `open` are the nodes that are being taken apart, because a schema from elsewhere may refer to itself.
inline void add_forms(const json_tree& from, const json_tree& root, std::vector<schema_form>& forms, std::vector<const json_tree*>& open) {
    const json_tree& node = target_of(from, root);
    if (std::find(open.begin(), open.end(), &node) != open.end()) return;
    if (node.is_word("false")) return;
    if (node.is_word("true")) return forms.push_back({"", &node});
    if (node.kind() != json_kind::object || node.find("$ref") != nullptr) return forms.push_back({unknown_form, &node});
    if (const json_tree* const alternatives = alternatives_of(node)) {
        open.push_back(&node);
        for (const json_tree& each : alternatives->values()) add_forms(each, root, forms, open);
        open.pop_back();
        return;
    }
    const json_tree* const type = node.find("type");
    if (type == nullptr) return add_inferred_forms(node, forms);
    if (type->kind() == json_kind::string) return add_typed_form(type->text(), node, forms);
    for (const json_tree& each : type->values()) add_typed_form(each.text(), node, forms);
}
inline std::vector<schema_form> forms_of(const json_tree& node, const json_tree& root) {
    std::vector<schema_form> forms;
    std::vector<const json_tree*> open;
    add_forms(node, root, forms, open);
    return forms;
}

inline bool is_closed(const json_tree& node) {
    const json_tree* const more = node.find("additionalProperties");
    return more != nullptr && more->is_word("false");
}
inline bool is_required(const json_tree& node, const std::string& key) {
    const json_tree* const required = node.find("required");
    return required != nullptr && std::any_of(required->values().begin(), required->values().end(), [&](const auto& each) { return each.is_text(key); });
}

inline bool same_kind(const schema_form& written, const schema_form& read) {
    return read.type.empty() || written.type == read.type || (written.type == "integer" && read.type == "number");
}

// What tells an alternative of a variant from the others: its tag, or the key that it is wrapped in.
inline std::string name_of(const schema_form& form) {
    const json_tree* const properties = form.node->find("properties");
    if (form.type != "object" || properties == nullptr) return {};
    for (std::size_t index = 0; index < properties->keys().size(); ++index)
        if (const json_tree* const constant = properties->values()[index].find("const")) return properties->keys()[index] + " " + constant->text();
    const bool is_wrapper = properties->keys().size() == 1 && is_closed(*form.node) && is_required(*form.node, properties->keys().front());
    return is_wrapper ? properties->keys().front() : std::string{};
}

inline std::string inside(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

}  // namespace gulo::json_detail
