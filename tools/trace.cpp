// Implementation of trace.h.
#include "tools/trace.h"

#include <algorithm>
#include <cstring>

namespace cellaret::tool {

void Trace::append(const Access &access) {
  const Head head{static_cast<std::uint16_t>(access.key.size()), access.has_value_size,
                  access.ttl_ms != 0};
  const std::size_t size = sizeof head + (head.has_value_size ? sizeof access.value_size : 0) +
                           (head.has_ttl ? sizeof access.ttl_ms : 0) + access.key.size();
  if (chunks_.empty() || chunks_.back().used + size > kChunkSize) {
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(kChunkSize), 0});
  }
  Chunk &chunk = chunks_.back();
  char *out = chunk.data.get() + chunk.used;
  const auto put = [&out](const void *data, std::size_t bytes) {
    std::memcpy(out, data, bytes);
    out += bytes;
  };
  put(&head, sizeof head);
  if (head.has_value_size) put(&access.value_size, sizeof access.value_size);
  if (head.has_ttl) put(&access.ttl_ms, sizeof access.ttl_ms);
  put(access.key.data(), access.key.size());
  chunk.used += size;
  ++accesses_;
  max_value_size_ = std::max(max_value_size_, access.value_size);
  has_ttl_ = has_ttl_ || head.has_ttl;
}

bool Trace::Reader::next(Access &out_access) {
  if (chunk_ == trace_->chunks_.size()) return false;
  const Chunk &chunk = trace_->chunks_[chunk_];
  const char *in = chunk.data.get() + offset_;
  const auto take = [&in](void *data, std::size_t bytes) {
    std::memcpy(data, in, bytes);
    in += bytes;
  };
  Head head{};
  take(&head, sizeof head);
  out_access = Access{};
  out_access.has_value_size = head.has_value_size != 0;
  if (head.has_value_size) take(&out_access.value_size, sizeof out_access.value_size);
  if (head.has_ttl) take(&out_access.ttl_ms, sizeof out_access.ttl_ms);
  out_access.key = std::string_view(in, head.key_size);
  offset_ = static_cast<std::size_t>(in - chunk.data.get()) + head.key_size;
  if (offset_ == chunk.used) {
    ++chunk_;
    offset_ = 0;
  }
  return true;
}

}  // namespace cellaret::tool
