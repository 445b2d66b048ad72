// Walking one set and asking the others.
#include "engine/shard/set_algebra.h"

#include <utility>

#include "engine/data/set.h"

namespace cellaret::engine {

namespace {

constexpr std::uint64_t kFewSets = 16;

// The operands; nullptr for a key that is not there.
class Operands {
 public:
  Status find(KeyPlaces keys, Moment &moment) CELLARET_NO_ANALYSIS {
    if (keys.count > kFewSets && !many_.allocate(keys.count)) return Status::kNoMemory;
    count_ = keys.count;
    for (std::uint64_t at = 0; at < count_; ++at) {
      FoundCollection found;
      Status status = read_collection(*keys[at].shard, keys[at].key, moment, Type::kSet, found);
      if (is_error(status)) return status;
      sets()[at] = static_cast<const Set *>(found.collection);
      if (status == Status::kOk && codec_ == 0) {
        codec_ = keys[at].shard->entry(found.slot).codec();
      }
    }
    return Status::kOk;
  }

  // The codec tag of the first that has one.
  [[nodiscard]] std::uint8_t codec() const { return codec_; }
  // Calls visit(const Element &) for every member of the result once, until it returns false.
  template <class Visit>
  void combine(SetAlgebra algebra, Visit &&visit) {
    switch (algebra) {
      case SetAlgebra::kDifference:
        walk(0,
             [&](const Element &member) { return is_in_any(member, 1, count_) || visit(member); });
        break;
      case SetAlgebra::kIntersection:
        bring_smallest_first();
        walk(0, [&](const Element &member) {
          for (std::uint64_t at = 1; at < count_; ++at) {
            if (!is_in_any(member, at, at + 1)) return true;
          }
          return visit(member);
        });
        break;
      case SetAlgebra::kUnion:
        for (std::uint64_t own = 0; own < count_; ++own) {
          bool goes_on = true;
          walk(own, [&](const Element &member) {
            goes_on = is_in_any(member, 0, own) || visit(member);
            return goes_on;
          });
          if (!goes_on) return;
        }
    }
  }

 private:
  const Set **sets() { return many_ ? many_.get() : few_; }

  [[nodiscard]] bool is_in_any(const Element &member, std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t at = from; at < to; ++at) {
      if (sets()[at] != nullptr && sets()[at]->contains(member)) return true;
    }
    return false;
  }
  template <class Visit>
  void walk(std::uint64_t at, Visit &&visit) {
    if (sets()[at] != nullptr) sets()[at]->visit(visit);
  }
  void bring_smallest_first() {
    auto size = [&](std::uint64_t at) { return sets()[at] == nullptr ? 0 : sets()[at]->size(); };
    for (std::uint64_t at = 1; at < count_; ++at) {
      if (size(at) < size(0)) std::swap(sets()[at], sets()[0]);
    }
  }

  const Set *few_[kFewSets] = {};
  ZeroedArray<const Set *> many_;
  std::uint64_t count_ = 0;
  std::uint8_t codec_ = 0;
};

}  // namespace

Status combine_sets(KeyPlaces keys, Moment &moment, SetAlgebra algebra, Values *&out) {
  Operands operands;
  Status status = operands.find(keys, moment);
  if (status != Status::kOk) return status;
  ValuesBuilder values;
  values.describe(operands.codec(), 0);
  bool done = true;
  operands.combine(algebra, [&](const Element &member) {
    done = values.add(member);
    return done;
  });
  Values *made = done ? values.finish() : nullptr;
  if (made == nullptr) return Status::kNoMemory;
  out = made;
  return Status::kOk;
}

Status count_combined(KeyPlaces keys, Moment &moment, SetAlgebra algebra, std::uint64_t limit,
                      std::uint64_t &out) {
  Operands operands;
  Status status = operands.find(keys, moment);
  if (status != Status::kOk) return status;
  std::uint64_t count = 0;
  operands.combine(algebra, [&](const Element &) { return ++count != limit; });
  out = count;
  return Status::kOk;
}

// The result is made before room for it is obtained, since that may evict an operand.
Status store_combined(KeyPlaces keys, WriteContext &context, SetAlgebra algebra,
                      const CollectionWrite &write, std::uint64_t &out_size) {
  Shard &shard = *keys[0].shard;
  const HashedKey &key = keys[0].key;
  shard.tend(context.moment);
  Operands operands;
  Status status = operands.find({keys.places + 1, keys.count - 1}, context.moment);
  if (status != Status::kOk) return status;
  Set *result = Set::make(shard.secret());
  if (result == nullptr) return Status::kNoMemory;
  bool done = true;
  operands.combine(algebra, [&](const Element &member) {
    done = result->add(member) != Set::Added::kNoMemory;
    return done;
  });
  SlotRef slot = shard.find(key, context.moment);
  if (!done || result->size() == 0) {
    Collection::free_all(result);
    if (!done) return Status::kNoMemory;
    if (slot != kNoSlot) shard.remove(slot);
    out_size = 0;
    return Status::kOk;
  }
  status = shard.obtain_for(context, slot, nullptr, result->bytes());
  if (status != Status::kOk) {
    Collection::free_all(result);
    return status;
  }
  std::uint64_t size = result->size();
  CollectionWrite written = write;
  written.codec = operands.codec();
  status = store_collection(shard, context, key, shard.find(key, context.moment), result, written);
  if (status == Status::kOk) out_size = size;
  return status;
}

}  // namespace cellaret::engine
