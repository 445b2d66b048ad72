// A growing block of bytes; what is written into it may fail for want of memory and then says so.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "engine/base/memory.h"

namespace cellaret::engine {

class ByteBuffer {
 public:
  ByteBuffer() = default;
  ByteBuffer(const ByteBuffer &) = delete;
  ByteBuffer &operator=(const ByteBuffer &) = delete;
  ~ByteBuffer() { deallocate(data_); }

  [[nodiscard]] std::string_view view() const { return {data_, size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] char *data() { return data_; }
  void clear() { size_ = 0; }
  // Gives up what is beyond.
  void cut(std::size_t size) { size_ = size; }

  // Sees to room for so many bytes more.
  [[nodiscard]] bool reserve(std::size_t more) {
    if (more <= capacity_ - size_) return true;
    if (more > kMax - size_) return false;
    std::size_t wanted = std::max(size_ + more, capacity_ + capacity_ / 2);
    auto *grown = static_cast<char *>(allocate(wanted));
    if (grown == nullptr) return false;
    if (size_ != 0) std::memcpy(grown, data_, size_);
    deallocate(data_);
    data_ = grown;
    capacity_ = wanted;
    return true;
  }
  // Makes room for so many bytes more at the end, which the caller writes; nullptr without memory.
  [[nodiscard]] char *extend(std::size_t more) {
    if (!reserve(more)) return nullptr;
    size_ += more;
    return data_ + size_ - more;
  }
  [[nodiscard]] bool append(std::string_view bytes) {
    char *to = extend(bytes.size());
    if (to != nullptr && !bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
    return to != nullptr || bytes.empty();
  }

 private:
  static constexpr std::size_t kMax = std::size_t{1} << 46;

  char *data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace cellaret::engine
