#pragma once
// All secrets of a configuration, for texts that others write.

#include <gulo/kafka/config.hpp>
#include <gulo/kafka/option_table.hpp>

#include <string>
#include <vector>

namespace gulo::kafka_detail {

/// Typed members and passed-through options alike.
class secret_list {
public:
    secret_list() = default;

    explicit secret_list(const kafka_config& config) : secrets_{config.sasl_password, config.ssl_key_password, config.ssl_key_pem} {
        for (const librdkafka_options* options : {&config.options, &config.producer_options, &config.consumer_options})
            for (const auto& [name, value] : *options)
                if (is_secret_option(name)) secrets_.emplace_back(value);
    }

    void mask_in(std::string& text) const {
        for (const secret& each : secrets_) mask(text, each);
    }

private:
    std::vector<secret> secrets_;
};

}  // namespace gulo::kafka_detail
