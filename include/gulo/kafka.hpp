#pragma once
// Everything about Kafka: the transport gulo::kafka, its configuration, and the embedded broker. Needs librdkafka.
// A program that compiles separately (gulo/src.hpp) finds the parts of the transport in their own headers.

#include <gulo/kafka/config.hpp>
#include <gulo/kafka/embedded_broker.hpp>
#include <gulo/kafka/kafka.hpp>
#if !defined(GULO_SEPARATE_COMPILATION)
#include <gulo/kafka/admin.hpp>
#include <gulo/kafka/consumer.hpp>
#include <gulo/kafka/environment.hpp>
#include <gulo/kafka/producer.hpp>
#include <gulo/kafka/reader.hpp>
#include <gulo/kafka/validation.hpp>
#endif
