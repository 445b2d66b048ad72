// Keeping stores and letting them go in their order.
#include "tests/schedules/store_buffer.h"

#include <cstring>

#include "tests/schedules/arena.h"
#include "tests/schedules/scheduler.h"

namespace cellaret::schedules {

void StoreBuffer::keep(void *address, const void *value, std::size_t size) {
  Store store{static_cast<unsigned char *>(address), 0, size};
  std::memcpy(&store.value, value, size);
  kept_.push_back(store);
  if (kept_.size() > kMost) drain_one();
}

bool StoreBuffer::find(const void *address, void *out_value, std::size_t size) {
  const auto *wanted = static_cast<const unsigned char *>(address);
  for (auto store = kept_.rbegin(); store != kept_.rend(); ++store) {
    if (store->address == wanted && store->size == size) {
      std::memcpy(out_value, &store->value, size);
      return true;
    }
    if (store->address < wanted + size && wanted < store->address + store->size) {
      drain();
      return false;
    }
  }
  return false;
}

void StoreBuffer::drain_one() {
  Store store = kept_.front();
  kept_.pop_front();
  if (const char *complaint = arena_complaint(store.address)) fail(complaint);
  std::memcpy(store.address, &store.value, store.size);
}

}  // namespace cellaret::schedules
