// One case for each kind of operation.
#include "tests/histories/player.h"

#include <string>

namespace cellaret::history {

std::string_view key_bytes(std::uint8_t key) {
  static const std::string kBytes[kKeys] = {"k",
                                            "another",
                                            "sixteen bytes ..",
                                            std::string(300, 'w'),
                                            "",
                                            "a key of thirty-three characters.",
                                            "seven 7",
                                            "k2"};
  return kBytes[key];
}

void churn(cellaret_cache *cache, std::int64_t amount) {
  std::string key = "beside " + std::to_string(amount / 2 % kChurnKeys);
  if (amount % 2 == 0) {
    cellaret_int_set(cache, key.data(), key.size(), amount, nullptr, nullptr);
  } else {
    cellaret_delete(cache, key.data(), key.size());
  }
}

Player::Player(cellaret_cache *cache, Ticks &ticks) : cache_(cache), ticks_(ticks) {
  for (std::uint8_t key = 0; key < kKeys; ++key) {
    std::string_view bytes = key_bytes(key);
    if (cellaret_key_prepare(cache, bytes.data(), bytes.size(), &prepared_[key]) != CELLARET_OK) {
      complaint_ = "a key cannot be prepared\n";
    }
  }
}

void Player::play(Operation &operation) {
  prepare(operation);
  cellaret_value values[2] = {};
  operation.call = ticks_.next();
  operation.status = call(operation, values);
  operation.back = ticks_.next();
  bool has_read =
      operation.kind == Kind::kGet || operation.kind == Kind::kMultiGet || operation.wants_old;
  if (!has_read || operation.status < CELLARET_OK) return;
  operation.seen = see(values[0]);
  operation.version = values[0].version;
  if (operation.kind != Kind::kMultiGet) return;
  operation.second_seen = see(values[1]);
  operation.second_version = values[1].version;
}

void Player::prepare(const Operation &operation) {
  if (operation.written.type == CELLARET_TYPE_STRING) {
    write_text(operation.written.number, bytes_[0]);
  }
  if (operation.second_written.type == CELLARET_TYPE_STRING) {
    write_text(operation.second_written.number, bytes_[1]);
  }
}

cellaret_status Player::call(Operation &operation, cellaret_value *values) {
  std::string_view key = key_bytes(operation.key);
  const cellaret_prepared_key &prepared = prepared_[operation.key];
  bool is_prepared = operation.thread % 2 == 1;
  switch (operation.kind) {
    case Kind::kGet:
      if (is_prepared) return cellaret_get_k(cache_, &prepared, values);
      return cellaret_get(cache_, key.data(), key.size(), values);
    case Kind::kSet:
      return set(operation, operation.wants_old ? values : nullptr);
    case Kind::kIncrement:
      operation.seen = integer(0);
      if (is_prepared) {
        return cellaret_int_increment_k(cache_, &prepared, operation.amount,
                                        &operation.seen.number);
      }
      return cellaret_int_increment(cache_, key.data(), key.size(), operation.amount, nullptr,
                                    &operation.seen.number);
    case Kind::kDelete:
      return cellaret_delete(cache_, key.data(), key.size());
    case Kind::kExists:
      return cellaret_exists(cache_, key.data(), key.size());
    case Kind::kType:
      return cellaret_type(cache_, key.data(), key.size(), &operation.seen.type);
    case Kind::kExpire:
      return cellaret_expire(cache_, key.data(), key.size(), operation.amount,
                             CELLARET_EXPIRE_ALWAYS);
    case Kind::kPersist:
      return cellaret_persist(cache_, key.data(), key.size());
    case Kind::kTtl:
      return cellaret_ttl(cache_, key.data(), key.size(), &operation.ms);
    case Kind::kMultiGet:
      return get_both(operation, values);
    case Kind::kMultiSet:
      return set_both(operation);
    case Kind::kRename: {
      std::string_view to = key_bytes(operation.second_key);
      return cellaret_rename(cache_, key.data(), key.size(), to.data(), to.size());
    }
    case Kind::kClear:
      return cellaret_clear(cache_);
    case Kind::kAdvance:
      return cellaret_clock_advance(cache_, operation.amount);
    case Kind::kStepWall:
      return cellaret_clock_step_wall(cache_, operation.amount);
    case Kind::kMaintain:
      return cellaret_maintain(cache_, UINT64_MAX, nullptr);
    case Kind::kChurn:
      churn(cache_, operation.amount);
      return CELLARET_OK;
    case Kind::kStats:
      return look_at_limits();
    case Kind::kClose:
      cellaret_cache_close(cache_);
      return CELLARET_OK;
  }
  return CELLARET_INTERNAL;
}

cellaret_status Player::get_both(const Operation &operation, cellaret_value *values) {
  cellaret_key keys[2];
  for (int at = 0; at < 2; ++at) {
    std::string_view bytes = key_bytes(at == 0 ? operation.key : operation.second_key);
    keys[at] = {bytes.data(), bytes.size()};
  }
  return cellaret_multi_get(cache_, keys, 2, values);
}

cellaret_status Player::set_both(const Operation &operation) {
  cellaret_pair pairs[2] = {};
  for (int at = 0; at < 2; ++at) {
    std::string_view bytes = key_bytes(at == 0 ? operation.key : operation.second_key);
    const Content &content = at == 0 ? operation.written : operation.second_written;
    pairs[at].key = {bytes.data(), bytes.size()};
    if (content.type == CELLARET_TYPE_INT) {
      pairs[at].value = cellaret_element_int(content.number);
    } else {
      pairs[at].value = cellaret_element_bytes(bytes_[at], text_size(content.number));
      pairs[at].codec = codec_of(content.number);
    }
  }
  return operation.condition == CELLARET_SET_IF_ABSENT
             ? cellaret_multi_set_if_absent(cache_, pairs, 2, &operation.expiry)
             : cellaret_multi_set(cache_, pairs, 2, &operation.expiry);
}

cellaret_status Player::set(const Operation &operation, cellaret_value *out_old) {
  std::string_view key = key_bytes(operation.key);
  std::int64_t number = operation.written.number;
  bool is_text = operation.written.type == CELLARET_TYPE_STRING;
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.condition = operation.condition;
  options.expiry = operation.expiry;
  if (is_text) options.codec = codec_of(number);
  // A write that asks for nothing has a way of its own.
  bool asks_for_nothing = options.condition == CELLARET_SET_ALWAYS &&
                          options.expiry.kind == CELLARET_EXPIRY_DEFAULT && options.codec == 0;
  const cellaret_set_options *asked = asks_for_nothing ? nullptr : &options;
  if (is_text && asks_for_nothing && out_old == nullptr && operation.thread % 2 == 1) {
    return cellaret_set_k(cache_, &prepared_[operation.key], bytes_[0], text_size(number));
  }
  if (!is_text) return cellaret_int_set(cache_, key.data(), key.size(), number, asked, out_old);
  return cellaret_set(cache_, key.data(), key.size(), bytes_[0], text_size(number), asked, out_old);
}

cellaret_status Player::look_at_limits() {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  cellaret_status status = cellaret_stats_read(cache_, &stats);
  if (status != CELLARET_OK) return status;
  if (stats.bytes_charged > stats.max_bytes || stats.entries > stats.max_entries) {
    complaint_ = "over the limit: " + std::to_string(stats.entries) + " entries, " +
                 std::to_string(stats.bytes_charged) + " bytes\n";
  }
  return status;
}

Content Player::see(const cellaret_value &value) {
  Held held{value, content_of(value)};
  if (value.is_pinned == 0) return held.content;
  if (held_.size() < kHeld) {
    held_.push_back(held);
  } else {
    Held &oldest = held_[next_held_++ % kHeld];
    let_go(oldest);
    oldest = held;
  }
  return held.content;
}

void Player::let_go(Held &held) {
  if (content_of(held.value) != held.content) complaint_ = "a pinned value changed\n";
  cellaret_value_release(&held.value);
}

void Player::release() {
  for (Held &held : held_) let_go(held);
  held_.clear();
}

}  // namespace cellaret::history
