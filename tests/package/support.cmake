cmake_minimum_required(VERSION 3.25)
# What the tests of packages share. They take WORK (an own directory, begun afresh), SOURCE (the tree), COMPILER,
# LAUNCHER (ccache or nothing) and KAFKA (whether librdkafka is there).
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
set(fresh_options -G Ninja -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})

# run(command…): fails with the command's output when it fails; leaves what it printed in `printed`.
function(run)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT status EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}\nended with ${status}:\n${output}")
    endif()
    set(printed "${output}" PARENT_SCOPE)
endfunction()

# skip(reason): the test says so and ends; ctest counts it as skipped.
macro(skip reason)
    message("skipped: ${reason}")
    return()
endmacro()

# clean_copy(directory): what a release has of the tree, and nothing that a developer left in it.
function(clean_copy directory)
    file(MAKE_DIRECTORY ${directory})
    file(COPY ${SOURCE}/CMakeLists.txt ${SOURCE}/LICENSE_1_0.txt ${SOURCE}/conanfile.py ${SOURCE}/cmake ${SOURCE}/include ${SOURCE}/packages
         DESTINATION ${directory})
endfunction()

# install(prefix option…): installs a clean copy.
function(install_gulo prefix)
    clean_copy(${WORK}/source)
    run(${CMAKE_COMMAND} -S ${WORK}/source -B ${WORK}/source-build ${fresh_options}
        -DGULO_BUILD_TESTS=OFF -DGULO_BUILD_EXAMPLES=OFF -DGULO_KAFKA=${KAFKA} ${ARGN})
    run(${CMAKE_COMMAND} --install ${WORK}/source-build --prefix ${prefix})
    file(REMOVE_RECURSE ${WORK}/source ${WORK}/source-build)
endfunction()

# relative_files(result directory): all files below it.
function(relative_files result directory)
    file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE ${directory} ${directory}/*)
    list(SORT files)
    set(${result} ${files} PARENT_SCOPE)
endfunction()

# same_list(what found expected): names what is too much and what is missing.
function(same_list what found expected)
    set(too_much ${found})
    list(REMOVE_ITEM too_much ${expected})
    set(missing ${expected})
    list(REMOVE_ITEM missing ${found})
    if(too_much OR missing)
        list(JOIN too_much "\n  " too_much)
        list(JOIN missing "\n  " missing)
        message(FATAL_ERROR "${what}\ntoo much:\n  ${too_much}\nmissing:\n  ${missing}")
    endif()
endfunction()
