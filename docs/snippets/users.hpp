#pragma once
// What the pages' fragments about users refer to. They are checked and not linked, so the heavy half is left out.
#define GULO_SEPARATE_COMPILATION

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>
#include <gulo/testing.hpp>
#include <gulo/testing/conformance.hpp>
#include <gulo/testing/simulated_transport.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <tuple>

using namespace std::chrono_literals;

struct create_user {
    std::string email, name;
};
struct user_created {
    gulo::uuid user_id;
    std::string email, name;
};
std::tuple<gulo::uuid, user_created> create(const create_user&);
void welcome(const user_created&);

struct mailer {};
inline mailer mail;
inline constexpr std::uint64_t seed = 1;
using my_transport = gulo::in_memory;
