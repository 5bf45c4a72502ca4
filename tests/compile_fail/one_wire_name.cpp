// Two messages have one wire name.
// expect: gulo: two messages have one wire name
// expect: sales::order_placed
// expect: stock::order_placed
#include <gulo/gulo.hpp>

namespace sales {
struct order_placed {};
}  // namespace sales
namespace stock {
struct order_placed {
#ifndef GULO_BAD
    static constexpr std::string_view message_name = "stock_order_placed";
#endif
};
}  // namespace stock

int main() {
    gulo::application app{gulo::publishes<sales::order_placed, stock::order_placed>, gulo::in_memory{}};
    app.publish(sales::order_placed{});
}
