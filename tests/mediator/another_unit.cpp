#include "another_unit.hpp"

namespace another_unit {

gulo::uuid open_and_close(const accounts& users, int number) {
    const gulo::uuid id = users.send(open_account{number});
    users.send(close_account{number - 2});
    return id;
}

}  // namespace another_unit
