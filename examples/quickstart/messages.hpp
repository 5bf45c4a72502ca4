#pragma once
// What the two services agree on.

#include <gulo/gulo.hpp>

#include <string>
#include <string_view>

struct user_created {
    static constexpr std::string_view topic = "users.created.v1";
    gulo::uuid user_id;
    std::string email;
    std::string full_name;
    const gulo::uuid& partition_key() const { return user_id; }
};
