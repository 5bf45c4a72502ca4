#pragma once
// All of Gulo that needs neither a broker nor Asio: messages, handlers, applications, the in-memory transport.

#if !defined(__cpp_exceptions)
#error "gulo: applications need exceptions; without them there are messages and JSON, gulo/codec/json.hpp (docs/compilers.md)"
#endif

// First, so that compilers name one file less above what they report from them.
#include <gulo/handler/failure_rule.hpp>
#include <gulo/handler/reply.hpp>
#include <gulo/host/checks.hpp>
#include <gulo/mediator/mediator.hpp>

#include <gulo/host/application.hpp>
#include <gulo/host/explain.hpp>
#include <gulo/mediator/sender.hpp>
#include <gulo/transport/in_memory.hpp>
#include <gulo/version.hpp>
