# What Gulo's own programs and tests are compiled with. Nothing of this reaches a user of the library.
add_library(gulo_development INTERFACE)
target_compile_options(gulo_development INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror)
if(GULO_SANITIZE STREQUAL "thread")
    # GCC says that it does not see through the fences of Boost.Asio, which gulo::run waits for signals with.
    target_compile_options(gulo_development INTERFACE -fsanitize=thread -fno-omit-frame-pointer $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
    target_link_options(gulo_development INTERFACE -fsanitize=thread)
    target_sources(gulo_development INTERFACE ${PROJECT_SOURCE_DIR}/tests/tools/c11_threads.cpp)
elseif(GULO_SANITIZE)
    target_compile_options(gulo_development INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(gulo_development INTERFACE -fsanitize=address,undefined)
endif()
