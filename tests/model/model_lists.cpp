// The model's lists: a vector of strings each.
#include <algorithm>

#include "tests/model/model.h"

namespace cellaret::model {
namespace {

// Where the index is in so many elements; nothing if nowhere.
std::optional<std::size_t> place(std::int64_t index, std::size_t size) {
  if (index < 0) index += static_cast<std::int64_t>(size);
  if (index < 0 || index >= static_cast<std::int64_t>(size)) return std::nullopt;
  return static_cast<std::size_t>(index);
}

}  // namespace

cellaret_status Model::find(const std::string &key, std::uint8_t type, Entry *&out) {
  auto found = entries_.find(key);
  if (found == entries_.end()) return CELLARET_MISS;
  if (found->second.value.type != type) return CELLARET_WRONG_TYPE;
  out = &found->second;
  return CELLARET_OK;
}

void Model::finish(const std::string &key, const Change &change) {
  Entry &entry = entries_[key];
  if (entry.elements.empty() || change.action == Action::kGone) {
    entries_.erase(key);
  } else if (change.action == Action::kSet) {
    entry.deadline = change.deadline;
  }
}

void Model::store_collection(const std::string &key, std::uint8_t type, std::uint8_t codec,
                             const Elements &elements, const Change &change) {
  Entry &entry = entries_[key];
  entry.value = {};
  entry.value.type = type;
  entry.value.codec = codec;
  entry.elements = elements;
  finish(key, change);
}

std::uint8_t Model::codec(const std::string &key) const {
  auto found = entries_.find(key);
  return found == entries_.end() ? std::uint8_t{0} : found->second.value.codec;
}

cellaret_status Model::elements(const std::string &key, std::uint8_t type, Elements &out) const {
  Entry *entry = nullptr;
  cellaret_status status = const_cast<Model *>(this)->find(key, type, entry);
  if (status == CELLARET_OK) out = entry->elements;
  return status;
}

cellaret_status Model::push(const std::string &key, bool left, const Elements &elements,
                            bool if_exists, const Write &write, std::uint64_t &out) {
  Change change;
  cellaret_status status = resolve(write.expiry, false, change);
  if (status != CELLARET_OK) return status;
  Entry *entry = nullptr;
  status = find(key, CELLARET_TYPE_LIST, entry);
  if (status == CELLARET_WRONG_TYPE || (status == CELLARET_MISS && if_exists)) return status;
  Elements list = entry == nullptr ? Elements{} : entry->elements;
  for (const std::string &element : elements)
    list.insert(left ? list.begin() : list.end(), element);
  out = list.size();
  if (entry == nullptr) {
    store_collection(key, CELLARET_TYPE_LIST, write.codec, list, change);
  } else {
    entry->elements = list;
    finish(key, change);
  }
  return CELLARET_OK;
}

cellaret_status Model::pop(const std::string &key, bool left, std::uint64_t count,
                           const cellaret_expiry &expiry, Elements &out) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  Entry *entry = nullptr;
  if (status == CELLARET_OK) status = find(key, CELLARET_TYPE_LIST, entry);
  if (status != CELLARET_OK || count == 0) return status;
  Elements &list = entry->elements;
  while (count-- > 0 && !list.empty()) {
    auto at = left ? list.begin() : list.end() - 1;
    out.push_back(*at);
    list.erase(at);
  }
  finish(key, change);
  return CELLARET_OK;
}

cellaret_status Model::list_set(const std::string &key, std::int64_t index,
                                const std::string &element, const cellaret_expiry &expiry) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  if (status != CELLARET_OK) return status;
  Entry *entry = nullptr;
  status = find(key, CELLARET_TYPE_LIST, entry);
  if (status != CELLARET_OK) return status == CELLARET_MISS ? CELLARET_NO_KEY : status;
  auto at = place(index, entry->elements.size());
  if (!at) return CELLARET_OUT_OF_RANGE;
  entry->elements[*at] = element;
  finish(key, change);
  return CELLARET_OK;
}

cellaret_status Model::insert(const std::string &key, bool before, const std::string &pivot,
                              const std::string &element, const cellaret_expiry &expiry,
                              std::uint64_t &out) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  Entry *entry = nullptr;
  if (status == CELLARET_OK) status = find(key, CELLARET_TYPE_LIST, entry);
  if (status == CELLARET_MISS) out = 0;
  if (status != CELLARET_OK) return status == CELLARET_MISS ? CELLARET_OK : status;
  Elements &list = entry->elements;
  auto at = std::find(list.begin(), list.end(), pivot);
  bool is_there = at != list.end();
  if (is_there) {
    list.insert(before ? at : at + 1, element);
    out = list.size();
  }
  finish(key, change);
  return is_there ? CELLARET_OK : CELLARET_MISS;
}

cellaret_status Model::remove(const std::string &key, std::int64_t count,
                              const std::string &element, const cellaret_expiry &expiry,
                              std::uint64_t &out) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  Entry *entry = nullptr;
  if (status == CELLARET_OK) status = find(key, CELLARET_TYPE_LIST, entry);
  out = 0;
  if (status != CELLARET_OK) return status == CELLARET_MISS ? CELLARET_OK : status;
  Elements &list = entry->elements;
  bool from_end = count < 0;
  if (from_end) std::reverse(list.begin(), list.end());
  std::uint64_t left = count == 0 ? list.size() : static_cast<std::uint64_t>(std::abs(count));
  std::erase_if(list, [&](const std::string &other) {
    bool goes = other == element && out < left;
    out += goes;
    return goes;
  });
  if (from_end) std::reverse(list.begin(), list.end());
  finish(key, change);
  return CELLARET_OK;
}

cellaret_status Model::trim(const std::string &key, std::int64_t from, std::int64_t to,
                            const cellaret_expiry &expiry) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  Entry *entry = nullptr;
  if (status == CELLARET_OK) status = find(key, CELLARET_TYPE_LIST, entry);
  if (status != CELLARET_OK) return status;
  auto size = static_cast<std::int64_t>(entry->elements.size());
  if (from < 0) from = std::max<std::int64_t>(0, from + size);
  if (to < 0) to += size;
  Elements kept;
  for (std::int64_t at = from; at <= std::min(to, size - 1); ++at) {
    kept.push_back(entry->elements[static_cast<std::size_t>(at)]);
  }
  entry->elements = kept;
  finish(key, change);
  return CELLARET_OK;
}

cellaret_status Model::move(const std::string &source, const std::string &destination,
                            bool from_left, bool to_left, const cellaret_expiry &expiry,
                            std::string &out) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  Entry *from = nullptr;
  if (status == CELLARET_OK) status = find(source, CELLARET_TYPE_LIST, from);
  if (status != CELLARET_OK) return status;
  Entry *to = nullptr;
  if (find(destination, CELLARET_TYPE_LIST, to) == CELLARET_WRONG_TYPE) return CELLARET_WRONG_TYPE;
  Elements &list = from->elements;
  auto at = from_left ? list.begin() : list.end() - 1;
  out = *at;
  list.erase(at);
  Write write{from->value.codec, expiry};
  if (source == destination) {
    list.insert(to_left ? list.begin() : list.end(), out);
    finish(source, change);
    return CELLARET_OK;
  }
  finish(source, {});
  std::uint64_t size = 0;
  return push(destination, to_left, {out}, false, write, size);
}

}  // namespace cellaret::model
