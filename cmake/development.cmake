# What Gulo's own programs and tests are compiled with. Nothing of this reaches a user of the library.
add_library(gulo_development INTERFACE)
target_compile_options(gulo_development INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror)
if(GULO_SANITIZE)
    target_compile_options(gulo_development INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(gulo_development INTERFACE -fsanitize=address,undefined)
endif()
