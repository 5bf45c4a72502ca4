# The installed package: find_package(gulo COMPONENTS kafka) gives gulo::gulo and gulo::kafka, pkg-config knows gulo and
# gulo-kafka. Nothing is compiled before it is installed, so all that is not a header goes to share/, whatever the machine.
include(CMakePackageConfigHelpers)
set(gulo_cmake_dir ${CMAKE_INSTALL_DATADIR}/cmake/gulo)
set(gulo_pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)

# The include directory as seen from the pkg-config files, so that the tree can be moved.
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}" OR IS_ABSOLUTE "${gulo_pkgconfig_dir}")
    set(gulo_pkgconfig_includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
    file(RELATIVE_PATH gulo_pkgconfig_includedir "/${gulo_pkgconfig_dir}" "/${CMAKE_INSTALL_INCLUDEDIR}")
    set(gulo_pkgconfig_includedir "\${pcfiledir}/${gulo_pkgconfig_includedir}")
endif()

install(TARGETS gulo EXPORT gulo-targets FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT gulo-targets NAMESPACE gulo:: DESTINATION ${gulo_cmake_dir})
configure_file(cmake/gulo.pc.in ${CMAKE_CURRENT_BINARY_DIR}/gulo.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/gulo.pc DESTINATION ${gulo_pkgconfig_dir})

if(GULO_KAFKA)
    install(TARGETS gulo_kafka EXPORT gulo-kafka-targets FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(EXPORT gulo-kafka-targets NAMESPACE gulo:: DESTINATION ${gulo_cmake_dir})
    install(FILES cmake/FindLibRdKafka.cmake DESTINATION ${gulo_cmake_dir})
    configure_file(cmake/gulo-kafka.pc.in ${CMAKE_CURRENT_BINARY_DIR}/gulo-kafka.pc @ONLY)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/gulo-kafka.pc DESTINATION ${gulo_pkgconfig_dir})
endif()

configure_package_config_file(cmake/gulo-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/gulo-config.cmake
    INSTALL_DESTINATION ${gulo_cmake_dir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break what was promised; from 1.0 on only a major one.
set(gulo_compatibility SameMinorVersion)
if(PROJECT_VERSION_MAJOR GREATER 0)
    set(gulo_compatibility SameMajorVersion)
endif()
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/gulo-config-version.cmake
    COMPATIBILITY ${gulo_compatibility} ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/gulo-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/gulo-config-version.cmake
    DESTINATION ${gulo_cmake_dir})
install(FILES cmake/compiled.cmake DESTINATION ${gulo_cmake_dir})
install(FILES LICENSE_1_0.txt DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/gulo)
