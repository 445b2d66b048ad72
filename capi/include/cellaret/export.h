/* Linkage of the public functions; every other header of this folder includes it. */
#ifndef CELLARET_EXPORT_H
#define CELLARET_EXPORT_H

#if defined(CELLARET_STATIC)
#define CELLARET_API
#elif defined(__GNUC__) || defined(__clang__)
#define CELLARET_API __attribute__((visibility("default")))
#else
#define CELLARET_API
#endif

/* Nothing thrown crosses this boundary; C++ callers may rely on it. */
#ifdef __cplusplus
#define CELLARET_NOEXCEPT noexcept
#define CELLARET_BEGIN_DECLS extern "C" {
#define CELLARET_END_DECLS }
#else
#define CELLARET_NOEXCEPT
#define CELLARET_BEGIN_DECLS
#define CELLARET_END_DECLS
#endif

#endif /* CELLARET_EXPORT_H */
