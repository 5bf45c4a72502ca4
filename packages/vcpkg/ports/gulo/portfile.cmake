# An overlay port: it takes the sources that it lies in. In a registry, vcpkg_from_github with a release's SHA512 takes the
# place of the next line.
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../../../.." ABSOLUTE)

set(VCPKG_BUILD_TYPE release)  # headers are the same for debugging

vcpkg_check_features(OUT_FEATURE_OPTIONS feature_options
    FEATURES
        kafka GULO_KAFKA
)
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        -DGULO_BUILD_TESTS=OFF
        -DGULO_BUILD_EXAMPLES=OFF
        ${feature_options}
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/gulo)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/share/licenses")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE_1_0.txt")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
