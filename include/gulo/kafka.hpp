#pragma once
// Everything about Kafka: the transport gulo::kafka, its configuration, and the embedded broker. Needs librdkafka.

#include <gulo/kafka/admin.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/consumer.hpp>
#include <gulo/kafka/embedded_broker.hpp>
#include <gulo/kafka/environment.hpp>
#include <gulo/kafka/kafka.hpp>
#include <gulo/kafka/producer.hpp>
#include <gulo/kafka/validation.hpp>
