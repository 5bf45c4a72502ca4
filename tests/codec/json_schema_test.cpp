#include <gulo/codec/json_schema.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

namespace {

struct order_line {
    std::string article;
    std::uint16_t count = 0;
    static constexpr std::string_view description = "What was bought";
};

struct order_placed {
    static constexpr int version = 2;
    static constexpr std::string_view title = "Order placed";
    static constexpr std::string_view description = "A customer has confirmed the basket.";
    static constexpr gulo::described_field field_descriptions[]{{"order_id", "as the \"shop\" prints it"}, {"lines", "at least one"}};

    gulo::uuid order_id;
    std::vector<order_line> lines;
    std::optional<order_line> gift;
};

namespace other {
struct order_line {
    bool flag = false;
};
}  // namespace other

struct both {
    order_line one;
    other::order_line two;
};

/// A field of that name is no text for people.
struct note {
    std::string title;
    std::string description;
};

using strict_json = gulo::json_with<gulo::json_options{.unknown = gulo::unknown_fields::refuse, .names = gulo::name_style::camel_case}>;

}  // namespace

BOOST_AUTO_TEST_SUITE(json_schema)

BOOST_AUTO_TEST_CASE(title_descriptions_and_version_stand_in_the_schema) {
    BOOST_TEST(gulo::json_schema<order_placed>() == R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$comment": "version 2",
  "title": "Order placed",
  "description": "A customer has confirmed the basket.",
  "type": "object",
  "properties": {
    "order_id": {
      "description": "as the \"shop\" prints it",
      "type": "string",
      "format": "uuid",
      "pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
    },
    "lines": {
      "description": "at least one",
      "type": "array",
      "items": {"$ref": "#/$defs/order_line"}
    },
    "gift": {"anyOf": [{"$ref": "#/$defs/order_line"}, {"type": "null"}]}
  },
  "required": ["order_id", "lines"],
  "$defs": {
    "order_line": {
      "description": "What was bought",
      "type": "object",
      "properties": {
        "article": {"type": "string"},
        "count": {"type": "integer", "minimum": 0, "maximum": 65535}
      },
      "required": ["article", "count"]
    }
  }
}
)");
}

BOOST_AUTO_TEST_CASE(types_of_one_name_get_names_of_their_own) {
    const std::string schema = gulo::json_schema<both>();
    BOOST_TEST(schema.find(R"("two": {"$ref": "#/$defs/order_line_2"})") != std::string::npos, schema);
    BOOST_TEST(schema.find(R"("order_line_2": {)") != std::string::npos, schema);
}

BOOST_AUTO_TEST_CASE(fields_called_title_and_description_are_fields) {
    BOOST_TEST(gulo::json_schema<note>() == R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "note",
  "type": "object",
  "properties": {
    "title": {"type": "string"},
    "description": {"type": "string"}
  },
  "required": ["title", "description"]
}
)");
}

BOOST_AUTO_TEST_CASE(the_choices_of_a_codec_count) {
    const std::string schema = gulo::json_schema<order_placed, strict_json>();
    BOOST_TEST(schema.find(R"("required": ["orderId", "lines"])") != std::string::npos, schema);
    BOOST_TEST(schema.find(R"("additionalProperties": false)") != std::string::npos, schema);
}

BOOST_AUTO_TEST_SUITE_END()
