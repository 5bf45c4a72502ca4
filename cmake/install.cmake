# The installed package: find_package(gulo COMPONENTS kafka) gives gulo::gulo and gulo::kafka.
include(CMakePackageConfigHelpers)

install(TARGETS gulo EXPORT gulo-targets FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT gulo-targets NAMESPACE gulo:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gulo)
if(GULO_KAFKA)
    install(TARGETS gulo_kafka EXPORT gulo-kafka-targets FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(EXPORT gulo-kafka-targets NAMESPACE gulo:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gulo)
    install(FILES cmake/FindLibRdKafka.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gulo)
endif()

configure_package_config_file(cmake/gulo-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/gulo-config.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gulo NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/gulo-config-version.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/gulo-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/gulo-config-version.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gulo)
