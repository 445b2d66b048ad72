# The install tree: headers, both libraries, the CMake package, pkg-config. The tool adds itself.

include(CMakePackageConfigHelpers)

set(config_folder "${CMAKE_INSTALL_LIBDIR}/cmake/cellaret")

# The C++ binding's target is cellaret_cpp here and cellaret::cpp outside.
set_target_properties(cellaret_cpp PROPERTIES EXPORT_NAME cpp)
install(TARGETS cellaret cellaret_static cellaret_headers cellaret_cpp EXPORT cellaretTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
get_directory_property(headers DIRECTORY "${PROJECT_SOURCE_DIR}/capi"
  DEFINITION CELLARET_PUBLIC_HEADERS)
install(FILES ${headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/cellaret")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/bindings/cpp/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
install(EXPORT cellaretTargets NAMESPACE cellaret:: DESTINATION "${config_folder}")

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/cellaretConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/cellaretConfig.cmake" INSTALL_DESTINATION "${config_folder}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/cellaretConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/cellaretConfig.cmake"
  "${PROJECT_BINARY_DIR}/cellaretConfigVersion.cmake" DESTINATION "${config_folder}")

file(RELATIVE_PATH CELLARET_PC_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" CELLARET_PC_PREFIX "${CELLARET_PC_PREFIX}")
get_directory_property(dependencies DIRECTORY "${PROJECT_SOURCE_DIR}/capi"
  DEFINITION CELLARET_STATIC_DEPENDENCIES)
list(TRANSFORM dependencies REPLACE "^-l" "")
list(TRANSFORM dependencies PREPEND "-l")
list(JOIN dependencies " " CELLARET_PC_LIBS_PRIVATE)
configure_file("${CMAKE_CURRENT_LIST_DIR}/cellaret.pc.in" "${PROJECT_BINARY_DIR}/cellaret.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/cellaret.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
