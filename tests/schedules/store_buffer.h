// The stores that a simulated processor keeps to itself.
//
// x86-64 lets a store wait while later loads of the same processor go ahead, and nothing else: the
// stores become visible to others in their order, the processor itself sees them at once, and a
// locked instruction waits until all are visible (Sewell et al. 2010, "x86-TSO"). A protocol that
// needs a store to be visible before a load, and says so with an exchange, or with a barrier that
// the other side sends, goes wrong under this if it forgets. Where release and acquire promise less
// than this, as on other processors, it shows nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace cellaret::schedules {

class StoreBuffer {
 public:
  void keep(void *address, const void *value, std::size_t size);
  // The latest own store to this address, if it is kept here. One that overlaps it in part makes
  // all stores visible first.
  [[nodiscard]] bool find(const void *address, void *out_value, std::size_t size);
  // The oldest becomes visible.
  void drain_one();
  void drain() {
    while (!kept_.empty()) drain_one();
  }
  [[nodiscard]] bool empty() const { return kept_.empty(); }

 private:
  // More than any processor has.
  static constexpr std::size_t kMost = 100;
  struct Store {
    unsigned char *address;
    std::uint64_t value;
    std::size_t size;
  };

  std::deque<Store> kept_;
};

}  // namespace cellaret::schedules
