#pragma once
// What the fragments about secure connections refer to.

#include <gulo/kafka.hpp>

#include <string>

std::string read_secret(const std::string& name);

inline struct {
    std::string get(const std::string& name);
} vault;

struct given_token {
    std::string text;
    gulo::timestamp expires;
};
struct token_service {
    given_token token_for(const std::string& service);
};
