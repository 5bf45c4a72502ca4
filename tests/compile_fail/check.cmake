# Compiles a case twice: as it stands, which must succeed, and with GULO_BAD defined, which must fail with exactly one
# error, every expected text, and at most twelve lines.
#   cmake -DCOMPILER=… -DFLAGS=… -DSOURCE=… [-DLENGTHS=folder] [-DUSE_HEADER=options] -P check.cmake
# USE_HEADER are the compiler's options that use a precompiled header; HEADER in them is the name without `.gch` of that in LENGTHS
# which the case begins with.
# A line `// expect: text` in the source is an expected text; `// expect in words: text` is one that a compiler does not
# give that prints texts inside template arguments as numbers (-DPATHS_AS_NUMBERS=ON).
separate_arguments(flags UNIX_COMMAND "${FLAGS}")
get_filename_component(name "${SOURCE}" NAME)
get_filename_component(directory "${SOURCE}" DIRECTORY)

file(STRINGS "${SOURCE}" source)
# A case that begins with something else than gulo.hpp or json.hpp is compiled as it stands: what is told of where a message
# comes from would be another text.
file(STRINGS "${SOURCE}" first LIMIT_COUNT 1 REGEX "^#")
if(USE_HEADER AND first MATCHES "^#include <gulo/(gulo|codec/json)\\.hpp>$")
    get_filename_component(header ${CMAKE_MATCH_1} NAME)
    string(REPLACE "HEADER" "${LENGTHS}/${header}.hpp" use "${USE_HEADER}")
    separate_arguments(use UNIX_COMMAND "${use}")
    list(APPEND flags ${use})
endif()

execute_process(COMMAND ${COMPILER} ${flags} -fsyntax-only ${name} WORKING_DIRECTORY ${directory} RESULT_VARIABLE good
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT good EQUAL 0)
    message(FATAL_ERROR "the good twin does not compile:\n${output}")
endif()

execute_process(COMMAND ${COMPILER} ${flags} -fsyntax-only -DGULO_BAD ${name} WORKING_DIRECTORY ${directory} RESULT_VARIABLE bad
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(bad EQUAL 0)
    message(FATAL_ERROR "the bad twin compiles")
endif()

# All that is printed counts, also "1 error generated.".
string(STRIP "${output}" output)
string(REPLACE ";" "," countable "${output}")
string(REGEX MATCHALL "\n" breaks "${countable}")
list(LENGTH breaks lines)
math(EXPR lines "${lines} + 1")
string(REGEX MATCHALL "(^|\n)[^\n]*: (fatal )?error: " starts "${countable}")
list(LENGTH starts error_count)

set(problems "")
set(expected 0)
foreach(line IN LISTS source)
    if(line MATCHES "^// expect: (.*)$" OR (NOT PATHS_AS_NUMBERS AND line MATCHES "^// expect in words: (.*)$"))
        math(EXPR expected "${expected} + 1")
        string(FIND "${output}" "${CMAKE_MATCH_1}" at)
        if(at EQUAL -1)
            string(APPEND problems "missing: ${CMAKE_MATCH_1}\n")
        endif()
    endif()
endforeach()
if(expected EQUAL 0)
    string(APPEND problems "the case expects nothing\n")
endif()
if(NOT error_count EQUAL 1)
    string(APPEND problems "${error_count} errors instead of one\n")
endif()
if(lines GREATER 12)
    string(APPEND problems "${lines} lines instead of at most 12\n")
endif()
if(LENGTHS)
    get_filename_component(name ${SOURCE} NAME_WE)
    file(WRITE ${LENGTHS}/${name}.lines ${lines})
endif()
if(problems)
    message(FATAL_ERROR "${problems}---\n${output}")
endif()
message(STATUS "${lines} lines")
