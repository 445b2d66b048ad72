// Pages of addresses in the blocks that wait, and opening those blocks one by one.
#include "engine/data/remains.h"

#include <new>
#include <utility>

namespace cellaret::engine {

Remains::~Remains() {
  while (!empty()) free_some(UINT32_MAX);
}

void Remains::start_page(void *block) {
  auto room = (block_size(block) - sizeof(Page)) / sizeof(std::uintptr_t);
  first_ = new (block) Page{first_, 0, static_cast<std::uint32_t>(room)};
  if (last_ == nullptr) last_ = first_;
}

void Remains::add(SeparateBytes *block) {
  bytes_ += block_size(block);
  if (has_room()) {
    first_->words()[first_->count++] = reinterpret_cast<std::uintptr_t>(block);
  } else {
    start_page(block);
  }
}

void Remains::add(PackedBlock *block, std::size_t separate_bytes) {
  bytes_ += block_size(block) + separate_bytes;
  if (has_room()) {
    first_->words()[first_->count++] = reinterpret_cast<std::uintptr_t>(block) | kIsPacked;
    return;
  }
  // A block becomes a page of the separate blocks of its own elements, each of which took more than
  // a word of it.
  std::uintptr_t words[kMaxPackedBytes / sizeof(std::uintptr_t)];
  std::uint32_t count = 0;
  for (std::uint32_t at = 0; separate_bytes != 0 && at < block->count(); ++at) {
    SeparateBytes *separate = block->separate(at);
    if (separate != nullptr) words[count++] = reinterpret_cast<std::uintptr_t>(separate);
  }
  start_page(block);
  std::memcpy(first_->words(), words, count * sizeof(std::uintptr_t));
  first_->count = count;
}

void Remains::add(MemberIndex *index) {
  bytes_ += block_size(index) + index->bytes();
  index->next_dying = std::exchange(index_, index);
}

void Remains::add(Remains &other) {
  // There are few tables: a set has to grow large between two of them.
  while (other.index_ != nullptr) {
    MemberIndex *index = std::exchange(other.index_, other.index_->next_dying);
    index->next_dying = std::exchange(index_, index);
  }
  bytes_ += std::exchange(other.bytes_, 0);
  if (other.first_ == nullptr) return;
  other.last_->next = first_;
  if (last_ == nullptr) last_ = other.last_;
  first_ = std::exchange(other.first_, nullptr);
  other.last_ = nullptr;
}

std::size_t Remains::recount() const {
  std::size_t bytes = 0;
  for (const MemberIndex *index = index_; index != nullptr; index = index->next_dying) {
    bytes += block_size(index) + index->recount();
  }
  for (const Page *page = first_; page != nullptr; page = page->next) {
    bytes += block_size(page);
    for (std::uint32_t at = 0; at < page->count; ++at) {
      std::uintptr_t word = page->words()[at];
      const PackedBlock *block = packed_of(word);
      bytes += block_size(block);
      if ((word & kIsPacked) != 0) bytes += block->separate_bytes(0, block->count());
    }
  }
  return bytes;
}

// As much of the first table as the steps allow.
std::size_t Remains::free_index(std::uint32_t &steps) {
  MemberIndex *index = index_;
  std::size_t before = index->bytes();
  if (!index->free_some(std::exchange(steps, 0))) return before - index->bytes();
  index_ = index->next_dying;
  std::size_t freed = before + block_size(index);
  index->~MemberIndex();
  deallocate(index);
  return freed;
}

std::size_t Remains::free_some(std::uint32_t steps) {
  std::size_t freed = 0;
  if (index_ != nullptr) freed += free_index(steps);
  while (first_ != nullptr && steps > 0) {
    Page *page = first_;
    if (page->count != 0) {
      std::uintptr_t word = page->words()[page->count - 1];
      PackedBlock *block = packed_of(word);
      if ((word & kIsPacked) != 0) {
        freed += block->dismantle(steps);
        if (block->count() != 0) break;
      } else {
        --steps;
      }
      freed += block_size(block);
      deallocate(block);
      --page->count;
      continue;
    }
    first_ = page->next;
    if (first_ == nullptr) last_ = nullptr;
    freed += block_size(page);
    deallocate(page);
    --steps;
  }
  bytes_ -= freed;
  return freed;
}

}  // namespace cellaret::engine
