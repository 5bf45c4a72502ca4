#pragma once
// What the page about versions refers to.

#include <gulo/codec/json_schema.hpp>
#include <gulo/codec/schema_compatibility.hpp>
#include <gulo/gulo.hpp>
#include <gulo/testing/property.hpp>
#include <gulo/testing/schema_pin.hpp>

#include <string>
#include <string_view>

#define BOOST_TEST(holds, text) static_cast<void>((holds) ? std::string{} : (text))

struct order_placed {
    std::string number;
};
int total(const order_placed&);
inline const std::string old_schema = gulo::json_schema<order_placed>();
inline const std::string new_schema = gulo::json_schema<order_placed>();
