#pragma once
// The version of Gulo, and the only place that says it: CMake, pkg-config and Conan read it here.

/// Semantic versioning (semver.org). Before 1.0 a new minor version may break what was promised; CHANGELOG.md says what.
#define GULO_VERSION_MAJOR 0
#define GULO_VERSION_MINOR 1
#define GULO_VERSION_PATCH 0

/// One number for comparisons, as in `#if GULO_VERSION >= 10203` for 1.2.3; minor and patch are below 100.
#define GULO_VERSION (GULO_VERSION_MAJOR * 10000 + GULO_VERSION_MINOR * 100 + GULO_VERSION_PATCH)
