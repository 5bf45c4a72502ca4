# Finds librdkafka's C library as LibRdKafka::LibRdKafka: by RdKafkaConfig.cmake (vcpkg, Conan, librdkafka's own build),
# otherwise by rdkafka.pc (Debian). It is not called FindRdKafka: find_package(RdKafka) of a project that has this file on its
# module path would then find it in the place of librdkafka's own RdKafkaConfig.cmake.
find_package(RdKafka CONFIG QUIET)
if(TARGET RdKafka::rdkafka)
    set(LibRdKafka_VERSION "${RdKafka_VERSION}")
    set(LibRdKafka_TARGET RdKafka::rdkafka)
else()
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
        pkg_check_modules(LIBRDKAFKA QUIET IMPORTED_TARGET GLOBAL rdkafka)
        if(TARGET PkgConfig::LIBRDKAFKA)
            set(LibRdKafka_VERSION "${LIBRDKAFKA_VERSION}")
            set(LibRdKafka_TARGET PkgConfig::LIBRDKAFKA)
        endif()
    endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibRdKafka
    REQUIRED_VARS LibRdKafka_TARGET
    VERSION_VAR LibRdKafka_VERSION
    REASON_FAILURE_MESSAGE "install librdkafka-dev (Debian), or librdkafka from vcpkg or Conan, or configure with -DGULO_KAFKA=OFF")

if(LibRdKafka_FOUND AND NOT TARGET LibRdKafka::LibRdKafka)
    add_library(LibRdKafka::LibRdKafka INTERFACE IMPORTED)
    target_link_libraries(LibRdKafka::LibRdKafka INTERFACE ${LibRdKafka_TARGET})
endif()
