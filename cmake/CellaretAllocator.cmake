# Which allocator the engine takes its memory from: sets CELLARET_ALLOCATOR_IN_USE to mimalloc or
# system, which picks engine/base/memory_<it>.cpp, and makes the object library cellaret_mimalloc.
# Nothing is downloaded: who wants mimalloc without ./dev names the folder of its source.

set(CELLARET_ALLOCATOR "auto"
  CACHE STRING "mimalloc, system, or auto: mimalloc where its source is")
set_property(CACHE CELLARET_ALLOCATOR PROPERTY STRINGS auto mimalloc system)
set(CELLARET_MIMALLOC_SOURCE "${PROJECT_SOURCE_DIR}/build/deps/mimalloc-2.0.9"
  CACHE PATH "Source folder of mimalloc 2")

if(NOT CELLARET_ALLOCATOR MATCHES "^(auto|mimalloc|system)$")
  message(FATAL_ERROR "CELLARET_ALLOCATOR is '${CELLARET_ALLOCATOR}', not auto, mimalloc or system")
endif()

set(CELLARET_ALLOCATOR_IN_USE system)
if(NOT CELLARET_ALLOCATOR STREQUAL "system")
  if(EXISTS "${CELLARET_MIMALLOC_SOURCE}/src/static.c")
    set(CELLARET_ALLOCATOR_IN_USE mimalloc)
  elseif(CELLARET_ALLOCATOR STREQUAL "mimalloc")
    message(FATAL_ERROR "CELLARET_ALLOCATOR is mimalloc, and CELLARET_MIMALLOC_SOURCE, "
      "'${CELLARET_MIMALLOC_SOURCE}', does not hold its source. ./dev build fetches it.")
  endif()
endif()
message(STATUS "cellaret's allocator: ${CELLARET_ALLOCATOR_IN_USE}")

# The host's malloc stays its own: no override. Nothing is printed, no environment variable is read,
# and a process that ends does not walk the heap first. Optimized in every configuration.
if(CELLARET_ALLOCATOR_IN_USE STREQUAL "mimalloc")
  add_library(cellaret_mimalloc OBJECT "${CELLARET_MIMALLOC_SOURCE}/src/static.c")
  set_target_properties(cellaret_mimalloc PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden)
  target_include_directories(cellaret_mimalloc SYSTEM PUBLIC
    "${CELLARET_MIMALLOC_SOURCE}/include")
  target_compile_definitions(cellaret_mimalloc PRIVATE NDEBUG MI_DEBUG=0 MI_STAT=0 MI_SECURE=0
    MI_NO_GETENV MI_SKIP_COLLECT_ON_EXIT)
  target_compile_options(cellaret_mimalloc PRIVATE -w -O2 -fno-builtin-malloc
    -ftls-model=initial-exec)
endif()
