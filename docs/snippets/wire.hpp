#pragma once
// What the fragments about wire formats refer to.

#include <gulo/gulo.hpp>
#include <gulo/kafka.hpp>

struct order_placed {
    gulo::uuid order_id;
};
struct order_shipped {
    gulo::uuid order_id;
};
order_shipped ship(const order_placed&);
