# Builds the addon into prebuilds/<platform>-<architecture>/, where the package looks for it:
#   cmake -P build-addon.cmake
# CELLARET_ALLOCATOR in the environment is passed on; without it mimalloc is taken if its source is
# there (./dev fetches it).
set(root "${CMAKE_CURRENT_LIST_DIR}/../..")
cmake_path(NORMAL_PATH root)
set(build "${root}build/node")

execute_process(COMMAND node -p "`\${process.platform}-\${process.arch}`"
  OUTPUT_VARIABLE target OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(options
  -DCMAKE_BUILD_TYPE=Release
  "-DCMAKE_C_FLAGS_RELEASE=-O3 -DNDEBUG"
  "-DCMAKE_CXX_FLAGS_RELEASE=-O3 -DNDEBUG"
  -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
  -DCELLARET_WERROR=ON
  "-DCELLARET_NODE_OUTPUT=${CMAKE_CURRENT_LIST_DIR}/prebuilds/${target}")
if(DEFINED ENV{CELLARET_ALLOCATOR})
  list(APPEND options "-DCELLARET_ALLOCATOR=$ENV{CELLARET_ALLOCATOR}")
endif()

find_program(ninja ninja)
set(jobs)
if(DEFINED ENV{JOBS})
  set(jobs "$ENV{JOBS}")
endif()
if(NOT EXISTS "${build}/CMakeCache.txt" AND ninja)
  list(APPEND options -G Ninja)
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}" -B "${build}" ${options}
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${build}" --parallel ${jobs}
  COMMAND_ERROR_IS_FATAL ANY)
file(COPY_FILE "${root}LICENSE" "${CMAKE_CURRENT_LIST_DIR}/LICENSE" ONLY_IF_DIFFERENT)
