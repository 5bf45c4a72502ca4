# gulo::compiled and gulo::compiled_kafka: gulo::gulo and gulo::kafka whose heavy half is compiled once for all programs of
# a build (docs/compile_times.md). They are built only where something links them.

# gulo_compile_once(name header target…)
function(gulo_compile_once name header)
    if(TARGET gulo_${name})
        return()
    endif()
    set(source ${CMAKE_CURRENT_BINARY_DIR}/gulo_${name}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include <gulo/${header}>\n")
    add_library(gulo_${name} STATIC EXCLUDE_FROM_ALL ${source})
    add_library(gulo::${name} ALIAS gulo_${name})
    target_compile_definitions(gulo_${name} PUBLIC GULO_SEPARATE_COMPILATION)
    target_link_libraries(gulo_${name} PUBLIC ${ARGN})
endfunction()

gulo_compile_once(compiled src.hpp gulo::gulo)
if(TARGET gulo::kafka)
    gulo_compile_once(compiled_kafka kafka_src.hpp gulo::compiled gulo::kafka)
endif()
