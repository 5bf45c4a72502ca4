#pragma once
// Whether what is written by one JSON Schema is read by another, place by place.

#include <gulo/codec/json_tree.hpp>
#include <gulo/codec/schema_difference.hpp>
#include <gulo/codec/schema_form.hpp>
#include <gulo/codec/schema_reference.hpp>
#include <gulo/codec/schema_words.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace gulo::json_detail {

class schema_comparison {
public:
    schema_comparison(const json_tree& older, const json_tree& newer) : older_{older}, newer_{newer} {}

    std::vector<schema_difference> compare() {
        for (const direction way : {direction::backward, direction::forward}) {
            way_ = way;
            open_.clear();
            compare(writer(), reader(), "", found_);
        }
        return found_.take();
    }

private:
    // What was written before is read by what is new, or what is new by what was before.
    const json_tree& writer() const { return way_ == direction::backward ? older_ : newer_; }
    const json_tree& reader() const { return way_ == direction::backward ? newer_ : older_; }

    std::string change(const std::string& of_writer, const std::string& of_reader) const {
        const bool backward = way_ == direction::backward;
        return "was " + (backward ? of_writer : of_reader) + ", is " + (backward ? of_reader : of_writer);
    }
    // Something that only the writer has, or only the reader.
    std::string only_writer(const std::string& what) const { return what + (way_ == direction::backward ? " is gone" : " is new"); }

    void compare(const json_tree& written, const json_tree& read, const std::string& path, difference_list& found) {
        const json_tree& from = target_of(written, writer());
        const json_tree& to = target_of(read, reader());
        // A type inside itself: what is under way is taken to be alike.
        const std::pair<const json_tree*, const json_tree*> pair{&from, &to};
        if (std::find(open_.begin(), open_.end(), pair) != open_.end()) return;
        open_.push_back(pair);
        compare_beside(written, read, "$ref", path, found);
        compare_beside(from, to, "", path, found);
        const std::vector<schema_form> writes = forms_of(from, writer()), reads = forms_of(to, reader());
        for (const schema_form& each : writes) compare_form(each, writes, reads, path, found);
        open_.pop_back();
    }

    void add_unjudged(const std::string& keyword, const std::string& path, difference_list& found) {
        found.add(way_, path, "what \"" + keyword + "\" says has changed, which can't be judged", true);
    }
    static bool are_equal(const json_tree* left, const json_tree* right) { return left == right || (left != nullptr && right != nullptr && *left == *right); }

    // What restricts a reference, or alternatives, from beside.
    void compare_beside(const json_tree& written, const json_tree& read, std::string_view reference, const std::string& path, difference_list& found) {
        const auto begins = [&](const json_tree& node) { return reference.empty() ? alternatives_of(node) : node.find(reference); };
        if (begins(written) == nullptr && begins(read) == nullptr) return;
        const auto look_at = [&](const json_tree& node) {
            const json_tree* const what = begins(node);
            for (std::size_t index = 0; what != nullptr && index < node.keys().size(); ++index) {
                const std::string& keyword = node.keys()[index];
                const json_tree& other = &node == &written ? read : written;
                if (&node.values()[index] == what || is_annotation(keyword)) continue;
                if (begins(other) == nullptr || !are_equal(node.find(keyword), other.find(keyword))) add_unjudged(keyword, path, found);
            }
        };
        look_at(written);
        look_at(read);
    }

    // The form that reads it best decides.
    void compare_form(const schema_form& written, const std::vector<schema_form>& writes, const std::vector<schema_form>& reads, const std::string& path,
                      difference_list& found) {
        const auto is_alike = [&](const schema_form& each) { return same_kind(written, each); };
        // A name tells alternatives apart where there are several.
        const bool is_alone = std::count_if(writes.begin(), writes.end(), is_alike) == 1 && std::count_if(reads.begin(), reads.end(), is_alike) == 1;
        const std::string name = name_of(written);
        bool any = false;
        difference_list best;
        for (const schema_form& each : reads) {
            if (!is_alike(each) || (!is_alone && name_of(each) != name)) continue;
            difference_list tried;
            compare_with(written, each, path, tried);
            if (!any || tried.broken() < best.broken()) best = std::move(tried);
            any = true;
        }
        if (any) found.append(best);
        else if (writes.size() == 1 && reads.size() == 1) found.add(way_, path, change_of_type(written, reads.front()), true);
        else if (written.type == "null") found.add(way_, path, way_ == direction::backward ? "is never null, and was" : "may be null, and was not", true);
        else found.add(way_, path, only_writer("the form as " + described(written)), true);
    }

    std::string change_of_type(const schema_form& written, const schema_form& read) const {
        if (is_numeric(written) && is_numeric(read)) return change_of_range(written, read);
        return change(described(written), described(read));
    }

    void compare_with(const schema_form& written, const schema_form& read, const std::string& path, difference_list& found) {
        if (read.type == unknown_form && !(*written.node == *read.node)) found.add(way_, path, "the schema there can't be judged", true);
        if (written.type == unknown_form || read.type == unknown_form) return;
        compare_other_keywords(written, read, path, found);
        if (read.type.empty()) return;
        compare_values(written, read, path, found);
        if (written.type == "object") compare_objects(*written.node, *read.node, path, found);
        else if (written.type == "array") compare_arrays(*written.node, *read.node, path, found);
        else if (written.type == "string") compare_texts(*written.node, *read.node, path, found);
        else if (is_numeric(written)) compare_numbers(written, read, path, found);
    }

    // Keywords that nothing here understands. Less of "not" and "allOf" allows more.
    void compare_other_keywords(const schema_form& written, const schema_form& read, const std::string& path, difference_list& found) {
        const std::string_view type = is_numeric(written) ? "number" : std::string_view{written.type};
        const auto is_known = [&](std::string_view keyword) {
            if (is_annotation(keyword) || keyword == "type" || keyword == "const" || keyword == "enum" || (keyword == "format" && type == "string"))
                return true;
            for (const std::string_view each :
                 {"patternProperties", "minProperties", "maxProperties", "contains", "minContains", "maxContains", "contentMediaType"})
                if (each == keyword) return type_of_keyword(keyword) != type;
            return !type_of_keyword(keyword).empty();
        };
        for (const json_tree* node : {written.node, read.node}) {
            const json_tree* const other = node == written.node ? read.node : written.node;
            for (const std::string& keyword : node->keys()) {
                const bool only_restricts = keyword == "not" || keyword == "allOf";
                if (is_known(keyword) || are_equal(node->find(keyword), other->find(keyword))) continue;
                if (!only_restricts || read.node->find(keyword) != nullptr) add_unjudged(keyword, path, found);
            }
        }
    }

    // ---- values that are listed one by one

    static std::string named(const json_tree& value) {
        if (value.kind() == json_kind::string) return "the name \"" + value.text() + "\"";
        return "the value" + (value.text().empty() ? " of several parts" : " " + value.text());
    }
    void compare_values(const schema_form& written, const schema_form& read, const std::string& path, difference_list& found) {
        const listed_values writes = values_of(*written.node, written.type), reads = values_of(*read.node, read.type);
        if (!writes.are_listed && !reads.are_listed) return;
        const auto words = [](const schema_form& form, bool are_listed) {
            if (form.type == "string") return std::string{are_listed ? "one of few names" : "any string"};
            return are_listed ? "one of few values" : "any " + form.type;
        };
        if (reads.are_listed != writes.are_listed)
            return found.add(way_, path, change(words(written, writes.are_listed), words(read, reads.are_listed)), reads.are_listed);
        for (const json_tree* each : writes.all)
            if (std::none_of(reads.all.begin(), reads.all.end(), [&](const json_tree* other) { return is_same_value(*each, *other); }))
                found.add(way_, path, only_writer(named(*each)), true);
    }
    static bool is_same_value(const json_tree& left, const json_tree& right) {
        return left == right || (left.kind() == json_kind::number && right.kind() == json_kind::number && number_of(&left, 0) == number_of(&right, 0));
    }

    // ---- numbers

    std::string change_of_range(const schema_form& written, const schema_form& read) const {
        const auto words = [](const schema_form& form, bool exactly) { return described_range(*form.node, form.type, exactly); };
        const bool exactly = words(written, false) == words(read, false);
        return change(words(written, exactly), words(read, exactly));
    }

    void compare_numbers(const schema_form& written, const schema_form& read, const std::string& path, difference_list& found) {
        const number_range writes = range_of(*written.node, written.type), reads = range_of(*read.node, read.type);
        const bool fits = writes.lies_in(reads);
        const auto is_listed = [](const schema_form& form) { return values_of(*form.node, form.type).are_listed; };
        if (!is_listed(read) && (is_listed(written) ? !fits : written.type != read.type || writes != reads))
            found.add(way_, path, change_of_range(written, read), !fits);
        compare_keyword("multipleOf", "a multiple of ", *written.node, *read.node, path, found);
    }

    // A restriction that the reader has and the writer has not, or another one.
    void compare_keyword(const char* keyword, const std::string& words, const json_tree& written, const json_tree& read, const std::string& path,
                         difference_list& found) {
        const json_tree* const of_writer = written.find(keyword);
        const json_tree* const of_reader = read.find(keyword);
        if ((of_writer == nullptr && of_reader == nullptr) || (of_writer != nullptr && of_reader != nullptr && *of_writer == *of_reader)) return;
        const auto text = [&](const json_tree* node) {
            return node != nullptr ? words + node->text() : "not " + words.substr(0, words.find_last_not_of(' ') + 1);
        };
        found.add(way_, path, change(text(of_writer), text(of_reader)), of_reader != nullptr);
    }

    // ---- texts

    void compare_texts(const json_tree& written, const json_tree& read, const std::string& path, difference_list& found) {
        // Of names that are listed their form is known.
        if (values_of(read, "string").are_listed && values_of(written, "string").are_listed) return;
        const auto is_equal = [&](const char* keyword) { return read.find(keyword) == nullptr || are_equal(written.find(keyword), read.find(keyword)); };
        const bool fits = is_equal("format") && is_equal("contentEncoding") && (is_equal("pattern") || is_finer_duration(written, read));
        std::string writes = described_text(written), reads = described_text(read);
        const bool is_listed = values_of(written, "string").are_listed;
        if (!fits && writes == reads) {
            const auto add_pattern = [](std::string& words, const json_tree& node) {
                if (const json_tree* const pattern = node.find("pattern")) words += " like " + pattern->text();
            };
            add_pattern(writes, written);
            add_pattern(reads, read);
        }
        if (!fits || (writes != reads && !is_listed)) found.add(way_, path, change(writes, reads), !fits);
        const auto length = [](const json_tree& node, const char* keyword, long double otherwise) { return number_of(node.find(keyword), otherwise); };
        constexpr long double infinite = std::numeric_limits<long double>::infinity();
        const bool longer = length(written, "minLength", 0) >= length(read, "minLength", 0);
        const bool shorter = length(written, "maxLength", infinite) <= length(read, "maxLength", infinite);
        const std::string writes_length = described_length(written), reads_length = described_length(read);
        if (writes_length != reads_length) found.add(way_, path, change(writes_length, reads_length), !longer || !shorter);
    }
    static bool is_finer_duration(const json_tree& written, const json_tree& read) {
        const json_tree* const writes = written.find("pattern");
        const json_tree* const reads = read.find("pattern");
        if (writes == nullptr || reads == nullptr) return false;
        const duration_unit* const coarser = unit_of_pattern(writes->text());
        const duration_unit* const finer = unit_of_pattern(reads->text());
        return coarser != nullptr && finer != nullptr && coarser <= finer;
    }

    // ---- arrays

    void compare_uniqueness(const json_tree& written, const json_tree& read, const std::string& path, difference_list& found) {
        const auto is_unique = [](const json_tree& node) { return node.find("uniqueItems") != nullptr && node.find("uniqueItems")->is_word("true"); };
        if (is_unique(written) == is_unique(read)) return;
        const auto words = [](bool unique) { return std::string{unique ? "values that are all different" : "values that may be equal"}; };
        found.add(way_, path, change(words(is_unique(written)), words(is_unique(read))), is_unique(read));
    }

    void compare_arrays(const json_tree& written, const json_tree& read, const std::string& path, difference_list& found) {
        const auto bound = [](const json_tree& node, const char* keyword, long double otherwise) { return number_of(node.find(keyword), otherwise); };
        constexpr long double infinite = std::numeric_limits<long double>::infinity();
        const long double least = bound(written, "minItems", 0), most = bound(written, "maxItems", infinite);
        const long double reads_least = bound(read, "minItems", 0), reads_most = bound(read, "maxItems", infinite);
        if (least != reads_least || most != reads_most)
            found.add(way_, path, change(described_size(written), described_size(read)), least < reads_least || most > reads_most);
        compare_uniqueness(written, read, path, found);

        static const json_tree anything = json::decode<json_tree>("true");
        const json_tree* writes_each = written.find("items");
        const json_tree* const reads_each = read.find("items");
        const json_tree* const writes_first = written.find("prefixItems");
        const json_tree* const reads_first = read.find("prefixItems");
        const std::size_t count = writes_first != nullptr ? writes_first->values().size() : 0;
        for (std::size_t index = 0; index < count; ++index) {
            const json_tree* const other = reads_first != nullptr && index < reads_first->values().size() ? &reads_first->values()[index] : reads_each;
            if (other != nullptr && !is_told_by_size(*other, read))
                compare(writes_first->values()[index], *other, path + "[" + std::to_string(index) + "]", found);
        }
        if (writes_each == nullptr && most > static_cast<long double>(count)) writes_each = &anything;
        if (writes_each == nullptr || writes_each->is_word("false")) return;
        if (reads_each != nullptr && !is_told_by_size(*reads_each, read)) compare(*writes_each, *reads_each, path + "[]", found);
        else if (reads_first != nullptr)
            for (std::size_t index = 0; index < reads_first->values().size(); ++index)
                compare(*writes_each, reads_first->values()[index], path + "[" + std::to_string(index) + "]", found);
    }
    static bool is_told_by_size(const json_tree& each, const json_tree& array) { return each.is_word("false") && array.find("maxItems") != nullptr; }

    // ---- objects

    void compare_objects(const json_tree& written, const json_tree& read, const std::string& path, difference_list& found) {
        static const json_tree none;
        const json_tree* const writes = written.find("properties") != nullptr ? written.find("properties") : &none;
        const json_tree* const reads = read.find("properties") != nullptr ? read.find("properties") : &none;
        const json_tree* const rest = read.find("additionalProperties");
        for (std::size_t index = 0; index < writes->keys().size(); ++index) {
            const std::string& key = writes->keys()[index];
            if (const json_tree* const other = reads->find(key)) compare(writes->values()[index], *other, inside(path, key), found);
            else if (is_closed(read)) found.add(way_, inside(path, key), only_writer("the field") + ", and unknown fields are refused", true);
            else if (rest != nullptr && rest->kind() == json_kind::object) compare(writes->values()[index], *rest, inside(path, key), found);
            else found.add(way_, inside(path, key), only_writer("the field"), false);
        }
        const json_tree* const required = read.find("required");
        for (const json_tree& each : required != nullptr ? required->values() : none.values()) {
            const std::string& key = each.text();
            if (is_required(written, key)) continue;
            const bool known = writes->find(key) != nullptr;
            found.add(way_, inside(path, key),
                      way_ == direction::backward ? (known ? "is required, and was not" : "is new and required")
                                                  : (known ? "may be missing, and was required" : "is gone, and was required"),
                      true);
        }
        const json_tree* const names = written.find("propertyNames");
        const json_tree* const read_names = read.find("propertyNames");
        if (read_names != nullptr && !are_equal(names, read_names)) found.add(way_, path, "the keys have another form", true);
        const json_tree* const writes_rest = written.find("additionalProperties");
        if (writes_rest == nullptr || writes_rest->kind() != json_kind::object) return;
        if (rest != nullptr && rest->kind() == json_kind::object) compare(*writes_rest, *rest, inside(path, "*"), found);
        else if (is_closed(read)) found.add(way_, path, change("a map", "an object without other fields"), true);
        for (std::size_t index = 0; index < reads->keys().size(); ++index)
            if (writes->find(reads->keys()[index]) == nullptr) compare(*writes_rest, reads->values()[index], inside(path, reads->keys()[index]), found);
    }

    const json_tree& older_;
    const json_tree& newer_;
    direction way_ = direction::backward;
    std::vector<std::pair<const json_tree*, const json_tree*>> open_;
    difference_list found_;
};

}  // namespace gulo::json_detail
