#pragma once
// Code that sends, and does not know who handles.

#include <gulo/gulo.hpp>

namespace another_unit {

struct open_account {
    int number = 0;
};
struct close_account {
    int number = 0;
};

using accounts = gulo::sender<gulo::uuid(open_account), close_account>;

gulo::uuid open_and_close(const accounts& users, int number);

}  // namespace another_unit
