// The model's texts, and operations on keys of any type.
#include <algorithm>

#include "tests/model/model.h"

namespace cellaret::model {

std::string bytes_of(const Scalar &value) {
  if (value.type == CELLARET_TYPE_INT) return std::to_string(value.integer);
  return value.type == CELLARET_TYPE_DOUBLE ? text_of(value.number) : value.bytes;
}

cellaret_status Model::string_len(const std::string &key, std::uint64_t &out) const {
  std::string bytes;
  cellaret_status status = get_range(key, 0, -1, bytes);
  if (status == CELLARET_OK) out = bytes.size();
  return status;
}

cellaret_status Model::get_range(const std::string &key, std::int64_t first, std::int64_t last,
                                 std::string &out) const {
  out.clear();
  auto found = entries_.find(key);
  if (found == entries_.end()) return CELLARET_OK;
  if (is_collection(found->second.value.type)) return CELLARET_WRONG_TYPE;
  std::string bytes = bytes_of(found->second.value);
  auto size = static_cast<std::int64_t>(bytes.size());
  if (first < 0 && last < 0 && first > last) return CELLARET_OK;
  if (first < 0) first = std::max<std::int64_t>(0, first + size);
  if (last < 0) last = std::max<std::int64_t>(0, last + size);
  last = std::min(last, size - 1);
  if (first <= last) {
    out = bytes.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first) + 1);
  }
  return CELLARET_OK;
}

cellaret_status Model::append(const std::string &key, const std::string &bytes, const Write &write,
                              std::uint64_t &out) {
  Change change;
  cellaret_status status = resolve(write.expiry, false, change);
  if (status != CELLARET_OK) return status;
  Scalar value;
  value.codec = write.codec;
  if (auto found = entries_.find(key); found != entries_.end()) value = found->second.value;
  if (is_collection(value.type)) return CELLARET_WRONG_TYPE;
  value.bytes = bytes_of(value) + bytes;
  value.type = CELLARET_TYPE_STRING;
  value.integer = 0;
  value.number = 0;
  out = value.bytes.size();
  store(key, value, change);
  return CELLARET_OK;
}

cellaret_status Model::set_range(const std::string &key, std::uint64_t offset,
                                 const std::string &bytes, const Write &write, std::uint64_t &out) {
  Change change;
  cellaret_status status = resolve(write.expiry, false, change);
  if (status != CELLARET_OK) return status;
  Scalar value;
  value.codec = write.codec;
  if (auto found = entries_.find(key); found != entries_.end()) value = found->second.value;
  if (is_collection(value.type)) return CELLARET_WRONG_TYPE;
  value.bytes = bytes_of(value);
  out = value.bytes.size();
  if (bytes.empty()) return CELLARET_OK;
  value.type = CELLARET_TYPE_STRING;
  value.integer = 0;
  value.number = 0;
  if (value.bytes.size() < offset + bytes.size()) value.bytes.resize(offset + bytes.size());
  value.bytes.replace(offset, bytes.size(), bytes);
  out = value.bytes.size();
  store(key, value, change);
  return CELLARET_OK;
}

cellaret_status Model::get_and_delete(const std::string &key, Scalar &out) {
  cellaret_status status = get(key, out);
  if (status == CELLARET_OK) erase(key);
  return status;
}

cellaret_status Model::get_and_touch(const std::string &key, const cellaret_expiry &expiry,
                                     Scalar &out) {
  Change change;
  cellaret_status bad = resolve(expiry, false, change);
  if (bad == CELLARET_INVALID) return bad;
  cellaret_status status = get(key, out);
  if (status != CELLARET_OK) return status;
  if (bad != CELLARET_OK) return bad;
  if (change.action == Action::kGone) entries_.erase(key);
  if (change.action == Action::kSet) entries_[key].deadline = change.deadline;
  return CELLARET_OK;
}

cellaret_status Model::compare_and_set(const std::string &key, bool expects_none, bool is_current,
                                       const Scalar &value, const cellaret_expiry &expiry) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  if (status != CELLARET_OK) return status;
  if (!has(key) && !expects_none) return CELLARET_MISS;
  if (has(key) && !is_current) return CELLARET_EXISTS;
  store(key, value, change);
  return CELLARET_OK;
}

cellaret_status Model::touch(const std::string &key, const cellaret_expiry &expiry) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  if (status != CELLARET_OK) return status;
  if (!has(key)) return CELLARET_MISS;
  if (change.action == Action::kGone) entries_.erase(key);
  if (change.action == Action::kSet) entries_[key].deadline = change.deadline;
  return CELLARET_OK;
}

cellaret_status Model::copy(const std::string &source, const std::string &destination,
                            bool replace) {
  if (source == destination) return CELLARET_INVALID;
  if (!has(source)) return CELLARET_MISS;
  if (has(destination) && !replace) return CELLARET_EXISTS;
  entries_[destination] = entries_[source];
  return CELLARET_OK;
}

cellaret_status Model::rename(const std::string &source, const std::string &destination,
                              bool if_absent) {
  if (!has(source)) return CELLARET_NO_KEY;
  if (has(destination) && if_absent) return CELLARET_EXISTS;
  if (source == destination) return CELLARET_OK;
  entries_[destination] = entries_[source];
  entries_.erase(source);
  return CELLARET_OK;
}

std::uint64_t Model::erase_matching(const std::string &prefix) {
  return std::erase_if(entries_,
                       [&](const auto &entry) { return entry.first.starts_with(prefix); });
}

Elements Model::keys() const {
  Elements keys;
  for (const auto &[key, entry] : entries_) keys.push_back(key);
  return keys;
}

}  // namespace cellaret::model
