# How the project's own targets are compiled; no flag is set outside a target.

option(CELLARET_WERROR "Make warnings errors" OFF)
set(CELLARET_SANITIZE "" CACHE STRING "Sanitizers for every target of ours, as in -fsanitize=")
# 0 or 1, for sources that do less under them; a list is no argument for $<BOOL:>.
if(CELLARET_SANITIZE)
  set(CELLARET_IS_SANITIZED 1)
else()
  set(CELLARET_IS_SANITIZED 0)
endif()

if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(CELLARET_CCACHE ccache)
  if(CELLARET_CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${CELLARET_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CELLARET_CCACHE}")
  endif()
endif()

# Linked by every target of ours, never installed: warnings and sanitizers.
add_library(cellaret_flags INTERFACE)
target_compile_options(cellaret_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion
  $<$<BOOL:${CELLARET_WERROR}>:-Werror>
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:Clang>>:-Wthread-safety>)
if(CELLARET_SANITIZE)
  target_compile_options(cellaret_flags INTERFACE
    -fsanitize=${CELLARET_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(cellaret_flags INTERFACE -fsanitize=${CELLARET_SANITIZE})
endif()

# Language level and visibility for a target of ours, with the flags above. Every target of the
# project that compiles something calls this.
function(cellaret_target_defaults target)
  set_target_properties(${target} PROPERTIES
    C_STANDARD 99
    C_EXTENSIONS OFF
    CXX_STANDARD 20
    CXX_STANDARD_REQUIRED ON
    CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:cellaret_flags>)
endfunction()

# The same for a target whose objects go into the library: the static variables of inline functions
# have no "unique" binding, a GNU extension, because objcopy cannot make such symbols local.
function(cellaret_library_part target)
  cellaret_target_defaults(${target})
  target_compile_options(${target} PRIVATE
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fno-gnu-unique>)
endfunction()

# One layer of the engine: an object library named cellaret_<folder> that may use the layers given.
# All layers together, as the tests of the engine and the library link them, are cellaret_engine.
#   cellaret_layer(eviction SOURCES policy.cpp lru.cpp USES base)
# For base, memory_${CELLARET_ALLOCATOR_IN_USE}.cpp is the allocator's source (CellaretAllocator).
function(cellaret_layer folder)
  cmake_parse_arguments(LAYER "" "" "SOURCES;USES" ${ARGN})
  set(target cellaret_${folder})
  list(TRANSFORM LAYER_SOURCES PREPEND "${folder}/")
  add_library(${target} OBJECT ${LAYER_SOURCES})
  cellaret_library_part(${target})
  target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}")
  foreach(used ${LAYER_USES})
    target_link_libraries(${target} PUBLIC cellaret_${used})
  endforeach()
  if(folder STREQUAL "base" AND TARGET cellaret_mimalloc)
    target_link_libraries(${target} PRIVATE cellaret_mimalloc)
  endif()
  set_property(GLOBAL APPEND PROPERTY CELLARET_LAYERS ${target})
endfunction()
