# `cmake --install` puts headers, licence, CMake files and pkg-config files, and nothing else; without Kafka nothing of it.
include(${CMAKE_CURRENT_LIST_DIR}/support.cmake)

file(GLOB_RECURSE headers RELATIVE ${SOURCE} ${SOURCE}/include/gulo/*.hpp)
set(files ${headers} share/licenses/gulo/LICENSE_1_0.txt share/pkgconfig/gulo.pc
    share/cmake/gulo/gulo-config.cmake share/cmake/gulo/compiled.cmake share/cmake/gulo/gulo-config-version.cmake share/cmake/gulo/gulo-targets.cmake)
set(kafka_files share/pkgconfig/gulo-kafka.pc share/cmake/gulo/gulo-kafka-targets.cmake share/cmake/gulo/FindLibRdKafka.cmake)

if(KAFKA)
    install_gulo(${WORK}/prefix)
    relative_files(installed ${WORK}/prefix)
    same_list("the installed tree" "${installed}" "${files};${kafka_files}")
endif()

set(KAFKA OFF)
install_gulo(${WORK}/without)
relative_files(installed ${WORK}/without)
list(FILTER files EXCLUDE REGEX "include/gulo/kafka(/|\\.hpp|_src\\.hpp)")
same_list("the installed tree without Kafka" "${installed}" "${files}")

# No path of the machine that installed it.
foreach(file IN LISTS installed)
    file(READ ${WORK}/without/${file} text)
    foreach(path ${WORK} ${SOURCE})
        string(FIND "${text}" "${path}" at)
        if(NOT at EQUAL -1)
            message(FATAL_ERROR "${file} names ${path}")
        endif()
    endforeach()
endforeach()
