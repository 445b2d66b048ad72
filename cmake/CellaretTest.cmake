# Adding tests: one line each.
#   cellaret_test(shard_test SOURCES shard_test.cpp USES cellaret_engine LABELS concurrency)
# makes a GoogleTest program of SOURCES and gives ctest every test in it as shard_test.Suite.test.
#   USES    cellaret_engine for the layers below the C API, cellaret for the shared library (the
#           default), cellaret_cpp for the C++ binding, or anything else that can be linked
#   LABELS  concurrency: also run under ThreadSanitizer; slow: left out of the short runs
# A test program that is no GoogleTest, such as one in C, has NO_GTEST and its exit code counts.

find_package(GTest REQUIRED)
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
include(GoogleTest)

# Builds the programs of the label concurrency and no others.
add_custom_target(cellaret_concurrency_tests)

function(cellaret_test name)
  cmake_parse_arguments(TEST "NO_GTEST" "TIMEOUT" "SOURCES;USES;LABELS;ARGUMENTS" ${ARGN})
  if(NOT TEST_USES)
    set(TEST_USES cellaret)
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  cellaret_target_defaults(${name})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${TEST_USES})
  if("concurrency" IN_LIST TEST_LABELS)
    add_dependencies(cellaret_concurrency_tests ${name})
  endif()
  if(TEST_NO_GTEST)
    add_test(NAME ${name} COMMAND ${name} ${TEST_ARGUMENTS})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}")
  else()
    target_link_libraries(${name} PRIVATE GTest::gtest_main)
    gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_MODE PRE_TEST
      DISCOVERY_TIMEOUT 60 EXTRA_ARGS ${TEST_ARGUMENTS}
      PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}")
  endif()
endfunction()

# A test that is a Python script of the folder, run with the arguments given.
function(cellaret_python_test name script)
  cmake_parse_arguments(TEST "" "TIMEOUT" "LABELS;ARGUMENTS" ${ARGN})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  add_test(NAME ${name}
    COMMAND Python3::Interpreter "${CMAKE_CURRENT_SOURCE_DIR}/${script}" ${TEST_ARGUMENTS})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}")
endfunction()
