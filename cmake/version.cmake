# gulo_version: what include/gulo/version.hpp says, the only place that says it.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../include/gulo/version.hpp" gulo_version REGEX "^#define GULO_VERSION_(MAJOR|MINOR|PATCH) [0-9]+$")
list(TRANSFORM gulo_version REPLACE "^.* " "")
list(JOIN gulo_version "." gulo_version)
