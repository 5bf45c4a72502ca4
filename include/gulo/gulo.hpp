#pragma once
// All of Gulo that needs neither a broker nor Asio: messages, handlers, applications, the in-memory transport.

#include <gulo/host/application.hpp>
#include <gulo/mediator/sender.hpp>
#include <gulo/transport/in_memory.hpp>
