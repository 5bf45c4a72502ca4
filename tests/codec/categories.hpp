#pragma once
// A message for each category of types that has a JSON form. What is true of the mapping must be true of all of them.

#include <gulo/base/bytes.hpp>
#include <gulo/base/clock.hpp>
#include <gulo/base/decimal.hpp>
#include <gulo/base/uuid.hpp>
#include <gulo/codec/json.hpp>
#include <gulo/codec/raw_json.hpp>

#include <boost/hana/define_struct.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace categories {

struct nothing {};

struct integers {
    std::int8_t tiny = 0;
    std::int16_t small = 0;
    std::int32_t usual = 0;
    std::int64_t great = 0;
    std::uint8_t octet = 0;
    std::uint16_t port = 0;
    std::uint32_t count = 0;
    std::uint64_t total = 0;
};

struct numbers {
    double real = 0;
    float single = 0;
    bool flag = false;
    std::vector<double> series;
};

struct texts {
    std::string text;
    char letter = 'a';
    std::vector<std::string> lines;
};

struct identifiers {
    gulo::uuid id;
    std::optional<gulo::uuid> parent;
    gulo::bytes data;
};

enum class color { red, green = 5, blue = 200 };
enum class level : std::uint8_t { low, medium, high };
enum switched { off, on };

struct enumerations {
    color tint = color::red;
    level height = level::low;
    switched state = off;
    std::vector<color> palette;
};

struct moments {
    gulo::timestamp when{};
    std::chrono::sys_seconds second{};
    std::chrono::sys_time<std::chrono::milliseconds> millisecond{};
    std::chrono::sys_days day{};
    std::chrono::year_month_day date{std::chrono::year{2024} / 2 / 29};
};

struct durations {
    std::chrono::milliseconds milliseconds{};
    std::chrono::nanoseconds nanoseconds{};
    std::chrono::seconds seconds{};
    std::chrono::minutes minutes{};
    std::chrono::hours hours{};
    std::chrono::days days{};
    std::chrono::weeks weeks{};
    std::chrono::duration<double> real{};
};

struct part {
    std::string name;
    std::optional<double> weight;
};

struct optionals {
    std::optional<int> number;
    std::optional<std::string> text;
    std::optional<part> spare;
    std::unique_ptr<part> owned;
    std::shared_ptr<std::vector<int>> shared;
    std::vector<std::optional<int>> gaps;
    std::monostate always_null{};
    std::optional<int> initialised = 7;
    std::unique_ptr<int> owned_number = std::make_unique<int>(7);
};

struct sequences {
    std::vector<int> numbers;
    std::deque<std::string> queue;
    std::list<part> parts;
    std::vector<bool> flags;
    std::vector<std::vector<std::int16_t>> rows;
    std::array<int, 3> triple{};
};

struct collections {
    std::set<std::string> tags;
    std::unordered_set<int> numbers;
    std::multiset<std::int8_t> counts;
};

struct tuples {
    std::pair<int, std::string> pair;
    std::tuple<bool, double, std::optional<int>> three;
    std::tuple<> none;
    std::array<part, 2> both;
};

struct maps {
    std::map<std::string, int> counts;
    std::unordered_map<std::string, part> parts;
    std::map<std::uint32_t, bool> flags;
    std::map<std::int8_t, std::vector<int>> lists;
    std::map<level, std::string> names;
    std::map<gulo::uuid, double> amounts;
};

struct cash {};
struct card_payment {
    std::string number;
    std::optional<std::uint16_t> code;
};

struct variants {
    std::variant<std::monostate, int, std::string, part> by_kind;
    std::variant<cash, card_payment> by_name;
    std::variant<int, double> numbers;
    std::variant<std::vector<int>, std::map<std::string, int>, bool> containers;
    std::vector<std::variant<gulo::uuid, std::string, level>> list;
};

struct tree {
    std::string label;
    std::vector<tree> children;
    std::unique_ptr<tree> twin;
    std::map<std::string, tree> named;
};

struct tolerant {
    static constexpr gulo::json_options json{.missing = gulo::missing_fields::keep_default};
    int retries = 3;
    std::string mode = "fast";
    part detail{.name = "none", .weight = {}};
    std::optional<int> limit = 7;
};

struct fixed {
    const int number;
    const std::string text;
    const std::optional<part> spare;
};
struct of_fixed {
    fixed one;
    std::vector<fixed> many;
};

struct adapted {
    BOOST_HANA_DEFINE_STRUCT(adapted, (int, left), (std::string, right), (std::optional<part>, spare));
};

struct amounts {
    gulo::decimal price;
    std::optional<gulo::decimal> rebate;
    std::vector<gulo::decimal> rates;
};

struct forwarded {
    std::string to;
    gulo::raw_json body;
    std::vector<gulo::raw_json> notes;
};

enum class day_of_week { monday, tuesday, saint_john };

struct renamed {
    int userId = 0;
    std::optional<std::string> full_name;
    std::vector<part> spare_parts;
    day_of_week day = day_of_week::monday;
    static constexpr gulo::json_options json{.empty = gulo::empty_fields::write_null, .names = gulo::name_style::kebab_case};
    static constexpr gulo::json_name json_names[]{{"spare_parts", "parts & \xc3\xa9"}};
};

struct strict {
    int number = 0;
    std::optional<part> spare;
    static constexpr gulo::json_options json{.duplicates = gulo::duplicate_keys::refuse, .unknown = gulo::unknown_fields::refuse};
};

using tagged_payment = std::variant<cash, card_payment, strict, int>;
struct wire_transfer {
    std::string iban;
    std::optional<std::string> reference;
};
using shaped = std::variant<part, card_payment, wire_transfer, std::string>;

struct chosen {
    tagged_payment payment;
    std::vector<tagged_payment> payments;
    shaped shape;
    std::optional<shaped> other;
};

class money {
public:
    money() = default;
    explicit money(std::int32_t cents) : cents_{cents} {}
    std::int32_t cents() const { return cents_; }
    bool operator==(const money&) const = default;

private:
    std::int32_t cents_ = 0;
};

/// Even numbers only: a form that can be refused.
struct even {
    int value = 0;
};

struct mapped {
    money price;
    std::optional<money> rebate;
    even pairs;
};

}  // namespace categories

template <>
struct gulo::json_mapping<categories::money> {
    static std::int32_t to(const categories::money& value) { return value.cents(); }
    static categories::money from(std::int32_t cents) { return categories::money{cents}; }
};

template <>
struct gulo::json_mapping<categories::even> {
    static constexpr std::string_view schema = R"({"type": "integer", "multipleOf": 2, "minimum": -2147483648, "maximum": 2147483647})";
    static int to(const categories::even& value) { return value.value; }
    static gulo::result<categories::even> from(int value) {
        if (value % 2 != 0) return gulo::error{gulo::errc::schema_mismatch, "expected an even number"};
        return categories::even{value};
    }
};

template <>
struct gulo::json_traits<categories::day_of_week> {
    static constexpr gulo::json_options json{.names = gulo::name_style::upper_snake_case, .enumerators = gulo::enumerator_form::name};
    static constexpr gulo::json_name json_names[]{{"monday", "MON"}};
};

template <>
struct gulo::json_traits<categories::tagged_payment> {
    static constexpr gulo::json_options json{.variants = gulo::variant_form::tagged, .tag = "kind"};
};

template <>
struct gulo::json_traits<categories::shaped> {
    static constexpr gulo::json_options json{.variants = gulo::variant_form::by_shape};
};

namespace categories {

template <class... T>
struct type_list {};

using all = type_list<nothing, integers, numbers, texts, identifiers, enumerations, moments, durations, part, optionals, sequences, collections, tuples, maps,
                      variants, tree, tolerant, of_fixed, adapted, amounts, forwarded, renamed, strict, chosen, mapped>;

/// Calls `visit.template operator()<T>()` for each category.
template <class Visit, class... T>
void for_each_type(Visit&& visit, type_list<T...>) {
    (static_cast<void>(visit.template operator()<T>()), ...);
}

}  // namespace categories
