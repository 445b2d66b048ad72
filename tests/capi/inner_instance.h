// An instance of which a test holds both sides: the C handle, and the engine behind it.
#pragma once

#include <gtest/gtest.h>

#include "capi/src/call.h"
#include "engine/cache/cache.h"
#include "engine/cache/handles.h"

namespace cellaret::test {

class InnerInstance {
 public:
  explicit InnerInstance(engine::Options options) {
    EXPECT_EQ(engine::resolve_options(options), engine::Status::kOk);
    engine::Owned<engine::Cache> made = engine::Cache::make(options);
    engine_ = made.get();
    engine::Handle handle = 0;
    EXPECT_EQ(engine::open_handle(made, handle), engine::Status::kOk);
    cache_ = capi::from_handle(handle);
  }
  ~InnerInstance() { cellaret_cache_close(cache_); }
  InnerInstance(const InnerInstance &) = delete;
  InnerInstance &operator=(const InnerInstance &) = delete;

  operator cellaret_cache *() const { return cache_; }
  [[nodiscard]] engine::Cache &engine() const { return *engine_; }

 private:
  engine::Cache *engine_;
  cellaret_cache *cache_ = nullptr;
};

}  // namespace cellaret::test
