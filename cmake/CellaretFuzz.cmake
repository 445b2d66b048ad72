# Adding fuzz targets: libFuzzer programs, linked with everything inside, run by ./dev fuzz.
#   cellaret_fuzz_target(calls_fuzz SOURCES calls_fuzz.cpp USES cellaret_static)
# Its corpus is the folder fuzz/corpus/calls_fuzz.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "the fuzz targets need Clang; use the preset fuzz")
endif()

function(cellaret_fuzz_target name)
  cmake_parse_arguments(FUZZ "" "" "SOURCES;USES" ${ARGN})
  add_executable(${name} ${FUZZ_SOURCES})
  cellaret_target_defaults(${name})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${FUZZ_USES})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/fuzz/targets")
endfunction()
