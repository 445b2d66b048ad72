// The model's sets: a sorted vector of strings each.
#include <algorithm>
#include <iterator>

#include "tests/model/model.h"

namespace cellaret::model {

cellaret_status Model::set_add(const std::string &key, const Elements &members, const Write &write,
                               std::uint64_t &out) {
  Change change;
  cellaret_status status = resolve(write.expiry, false, change);
  if (status != CELLARET_OK) return status;
  Entry *entry = nullptr;
  status = find(key, CELLARET_TYPE_SET, entry);
  if (status == CELLARET_WRONG_TYPE) return status;
  Elements set = entry == nullptr ? Elements{} : entry->elements;
  std::size_t before = set.size();
  set.insert(set.end(), members.begin(), members.end());
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  out = set.size() - before;
  if (entry == nullptr) {
    store_collection(key, CELLARET_TYPE_SET, write.codec, set, change);
  } else {
    entry->elements = set;
    finish(key, change);
  }
  return CELLARET_OK;
}

cellaret_status Model::set_remove(const std::string &key, const Elements &members,
                                  const cellaret_expiry &expiry, std::uint64_t &out) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  Entry *entry = nullptr;
  if (status == CELLARET_OK) status = find(key, CELLARET_TYPE_SET, entry);
  out = 0;
  if (status != CELLARET_OK) return status == CELLARET_MISS ? CELLARET_OK : status;
  out = std::erase_if(entry->elements, [&](const std::string &member) {
    return std::find(members.begin(), members.end(), member) != members.end();
  });
  finish(key, change);
  return CELLARET_OK;
}

cellaret_status Model::combine(Algebra algebra, const Elements &keys, Elements &out) const {
  std::vector<Elements> sets;
  for (const std::string &key : keys) {
    sets.emplace_back();
    if (elements(key, CELLARET_TYPE_SET, sets.back()) == CELLARET_WRONG_TYPE) {
      return CELLARET_WRONG_TYPE;
    }
  }
  out = sets.front();
  for (std::size_t at = 1; at < sets.size(); ++at) {
    Elements result;
    const Elements &other = sets[at];
    auto end = std::back_inserter(result);
    if (algebra == Algebra::kDiff) {
      std::set_difference(out.begin(), out.end(), other.begin(), other.end(), end);
    } else if (algebra == Algebra::kIntersect) {
      std::set_intersection(out.begin(), out.end(), other.begin(), other.end(), end);
    } else {
      std::set_union(out.begin(), out.end(), other.begin(), other.end(), end);
    }
    out = result;
  }
  return CELLARET_OK;
}

cellaret_status Model::store(Algebra algebra, const std::string &destination, const Elements &keys,
                             const cellaret_expiry &expiry, std::uint64_t &out) {
  Change change;
  cellaret_status status = resolve(expiry, true, change);
  Elements result;
  if (status == CELLARET_OK) status = combine(algebra, keys, result);
  if (status != CELLARET_OK) return status;
  out = result.size();
  if (result.empty()) {
    entries_.erase(destination);
    return CELLARET_OK;
  }
  // The first that is not 0.
  std::uint8_t codec_of_result = 0;
  for (const std::string &key : keys) {
    if (codec_of_result == 0) codec_of_result = codec(key);
  }
  store_collection(destination, CELLARET_TYPE_SET, codec_of_result, result, change);
  return CELLARET_OK;
}

cellaret_status Model::set_move(const std::string &source, const std::string &destination,
                                const std::string &member, const cellaret_expiry &expiry) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  Entry *from = nullptr;
  if (status == CELLARET_OK) status = find(source, CELLARET_TYPE_SET, from);
  if (status != CELLARET_OK) return status;
  Entry *to = nullptr;
  if (find(destination, CELLARET_TYPE_SET, to) == CELLARET_WRONG_TYPE) return CELLARET_WRONG_TYPE;
  const Elements &set = from->elements;
  if (std::find(set.begin(), set.end(), member) == set.end()) return CELLARET_MISS;
  if (source == destination) {
    finish(source, change);
    return CELLARET_OK;
  }
  Write write{from->value.codec, expiry};
  std::uint64_t count = 0;
  set_remove(source, {member}, cellaret_expiry_keep(), count);
  return set_add(destination, {member}, write, count);
}

}  // namespace cellaret::model
