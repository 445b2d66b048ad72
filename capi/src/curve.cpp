// The estimate of an instance's miss-ratio curve.
#include <cellaret/curve.h>

#include "capi/src/call.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(engine::kCurveKeys == CELLARET_DEFAULT_CURVE_KEYS);
static_assert(engine::kMaxCurveKeys == CELLARET_MAX_CURVE_KEYS);
static_assert(sizeof(cellaret_curve_options) == 8);
static_assert(sizeof(cellaret_curve_info) == 40);
static_assert(
    sizeof(cellaret_curve_point) == sizeof(engine::CurvePoint) &&
    offsetof(cellaret_curve_point, max_entries) == offsetof(engine::CurvePoint, max_entries) &&
    offsetof(cellaret_curve_point, hit_ratio) == offsetof(engine::CurvePoint, hit_ratio) &&
    offsetof(cellaret_curve_point, standard_error) == offsetof(engine::CurvePoint, standard_error));

cellaret_status cellaret_curve_start(cellaret_cache *cache,
                                     const cellaret_curve_options *options) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    cellaret_curve_options given{};
    if (options != nullptr && !read_struct(options, given)) return Status::kInvalid;
    if (given.sample_keys > CELLARET_MAX_CURVE_KEYS) return Status::kInvalid;
    return instance.start_curve(given.sample_keys);
  });
}

cellaret_status cellaret_curve_stop(cellaret_cache *cache) noexcept {
  return with_cache(cache, [](engine::Cache &instance) { return instance.stop_curve(); });
}

cellaret_status cellaret_curve_read(cellaret_cache *cache, cellaret_curve_point *points,
                                    std::size_t count, cellaret_curve_info *out_info) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    constexpr std::size_t kMinSize = offsetof(cellaret_curve_info, reads);
    if (points == nullptr && count != 0) return Status::kInvalid;
    if (out_info != nullptr && !is_struct_size(out_info, kMinSize)) return Status::kInvalid;
    engine::CurveStatistics read;
    Status status =
        instance.read_curve(reinterpret_cast<engine::CurvePoint *>(points), count, read);
    if (status != Status::kOk || out_info == nullptr) return status;
    cellaret_curve_info info{};
    info.sample_keys = static_cast<std::uint32_t>(read.followed_keys);
    info.reads = read.reads;
    info.followed_reads = read.followed_reads;
    info.sample_rate = read.rate;
    info.bytes_charged = read.bytes;
    write_struct(info, kMinSize, out_info);
    return Status::kOk;
  });
}
