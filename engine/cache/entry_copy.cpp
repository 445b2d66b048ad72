// Copying an entry piece by piece, and putting a whole one back.
#include "engine/cache/entry_copy.h"

#include <algorithm>

#include "engine/data/list.h"
#include "engine/data/set.h"
#include "engine/shard/deadlines.h"

namespace cellaret::engine {

namespace {

class EntryCopy {
 public:
  EntryCopy(Cache &cache, std::string_view key, bool with_key, ByteBuffer &out)
      : key_(cache.hashed(key)),
        shard_(cache.shard_of(key_)),
        with_key_(with_key),
        moment_(cache.exact_moment()),
        out_(out),
        writer_(out) {}

  Status run() {
    for (int tries = 1;; ++tries) {
      Progress progress = try_it(tries > kMaxCopyTries);
      if (progress == Progress::kDone) return Status::kOk;
      writer_.cancel();
      if (progress == Progress::kGone) return Status::kMiss;
      if (progress == Progress::kNoMemory) return Status::kNoMemory;
    }
  }

 private:
  enum class Progress : std::uint8_t { kDone, kMore, kChanged, kGone, kNoMemory };

  // A copy in pieces. kChanged: the entry changed between two of them.
  Progress try_it(bool holds) {
    position_ = 0;
    offset_ = 0;
    has_size_ = false;
    ReadValue value;
    Progress progress = begin(holds, value);
    while (progress == Progress::kMore) progress = go_on();
    let_go();
    if (progress == Progress::kDone && value.type != static_cast<std::uint8_t>(Type::kNone)) {
      progress = add_scalar(value);
      value.release();
    }
    if (progress == Progress::kDone && !writer_.finish()) return Progress::kNoMemory;
    return progress;
  }

  Progress begin(bool holds, ReadValue &value) {
    value.set_none();
    // Nothing grows under the lock.
    if (!out_.reserve(kPieceRoom)) return Progress::kNoMemory;
    LockGuard guard(shard_.lock());
    SlotRef slot = shard_.find(key_, moment_);
    if (slot == kNoSlot) return Progress::kGone;
    const Entry &entry = shard_.entry(slot);
    RecordHead head;
    head.type = static_cast<std::uint8_t>(entry.type());
    head.codec = entry.codec();
    head.has_key = with_key_;
    head.key = key_.bytes;
    if (Deadline deadline = computed(entry.deadline()); deadline.exists()) {
      head.deadline_ms = deadline.unix_ms({moment_.steady_ms(), moment_.wall_ms()});
      head.on_wall_clock = deadline.domain == TimeDomain::kWall;
    }
    if (!writer_.begin(head)) return Progress::kNoMemory;
    stamp_ = entry.stamp();
    if (!is_collection(entry.type())) {
      shard_.read(slot, value);
      return Progress::kDone;
    }
    const Collection &collection = *Collection::of_word(entry.value().word());
    if (!writer_.add_size(collection.size())) return Progress::kNoMemory;
    is_holding_ = holds && shard_.hold(&collection);
    return copy(collection);
  }

  Progress go_on() {
    if (!out_.reserve(kPieceRoom)) return Progress::kNoMemory;
    LockGuard guard(shard_.lock());
    SlotRef slot = shard_.find(key_, moment_);
    if (slot == kNoSlot) return Progress::kGone;
    const Entry &entry = shard_.entry(slot);
    if (entry.stamp() != stamp_) return Progress::kChanged;
    return copy(*Collection::of_word(entry.value().word()));
  }

  void let_go() {
    if (!is_holding_) return;
    LockGuard guard(shard_.lock());
    shard_.let_go();
    is_holding_ = false;
  }

  Progress copy(const Collection &collection) {
    left_ = kCopyBytes;
    bool is_list = collection.type() == Type::kList;
    bool is_done = is_list ? copy_list(static_cast<const List &>(collection))
                           : copy_set(static_cast<const Set &>(collection));
    if (has_failed_) return Progress::kNoMemory;
    return is_done ? Progress::kDone : Progress::kMore;
  }
  // Both say whether the last element has been copied.
  bool copy_list(const List &list) {
    list.visit(position_, list.size() - position_, [this](const Element &element) {
      bool is_whole = copy_element(element);
      if (is_whole) ++position_;
      return is_whole;
    });
    return position_ == list.size();
  }
  bool copy_set(const Set &set) {
    position_ = set.next_position(position_);
    while (position_ != Set::kNoPosition && copy_element(set.at_position(position_))) {
      position_ = set.next_position(position_ + 1);
    }
    return position_ == Set::kNoPosition;
  }
  // As much of it as there is still room for in this piece; whether that was the rest of it.
  bool copy_element(const Element &element) {
    NumberText text;
    std::string_view bytes = element.as_bytes(text);
    if (!has_size_) {
      if (left_ < RecordWriter::kMaxSizeBytes) return false;
      has_failed_ = has_failed_ || !writer_.add_size(bytes.size());
      left_ -= RecordWriter::kMaxSizeBytes;
      has_size_ = true;
    }
    std::string_view some = bytes.substr(offset_, left_);
    has_failed_ = has_failed_ || !writer_.add_bytes(some);
    left_ -= some.size();
    offset_ += some.size();
    if (offset_ < bytes.size() || has_failed_) return false;
    offset_ = 0;
    has_size_ = false;
    return true;
  }

  Progress add_scalar(const ReadValue &value) {
    if (value.type != static_cast<std::uint8_t>(Type::kString)) {
      return writer_.add_word(value.word) ? Progress::kDone : Progress::kNoMemory;
    }
    const void *data = value.is_pinned != 0 ? value.data : value.bytes;
    bool done = writer_.add_bytes({static_cast<const char *>(data), value.size});
    return done ? Progress::kDone : Progress::kNoMemory;
  }

  // A piece with the head and the key before it.
  static constexpr std::size_t kPieceRoom = kCopyBytes + kMaxKeySize + 256;

  HashedKey key_;
  Shard &shard_;
  bool with_key_;
  Moment moment_;
  ByteBuffer &out_;
  RecordWriter writer_;
  std::uint64_t stamp_ = 0;
  std::uint64_t position_ = 0;  // of the next element
  std::size_t offset_ = 0;      // what has been copied of it,
  bool has_size_ = false;       // and whether its size has
  std::uint64_t left_ = 0;      // bytes of this piece
  bool has_failed_ = false;
  bool is_holding_ = false;
};

// A collection that no entry holds yet.
class NewCollection {
 public:
  NewCollection() = default;
  NewCollection(const NewCollection &) = delete;
  NewCollection &operator=(const NewCollection &) = delete;
  ~NewCollection() {
    if (made_ != nullptr) Collection::free_all(made_);
  }

  // Stops as soon as it is over `max_bytes`.
  Status make(const RecordView &record, const HashSecret &secret, std::uint64_t max_bytes) {
    bool is_list = record.head.type == static_cast<std::uint8_t>(Type::kList);
    List *list = is_list ? List::make() : nullptr;
    Set *set = is_list ? nullptr : Set::make(secret);
    made_ = is_list ? static_cast<Collection *>(list) : set;
    if (made_ == nullptr) return Status::kNoMemory;
    RecordElements elements(record.payload);
    std::uint64_t count = 0;
    std::string_view bytes;
    if (!elements.read_count(count)) return Status::kBadFormat;
    for (; count > 0 && elements.next(bytes); --count) {
      Element element(bytes);
      Status status = is_list ? add(*list, element) : add(*set, element);
      if (status != Status::kOk) return status;
      if (made_->bytes() > max_bytes) return Status::kTooLarge;
    }
    return Status::kOk;
  }
  [[nodiscard]] Collection &collection() { return *made_; }
  void take() { made_ = nullptr; }

 private:
  static Status add(List &list, const Element &element) {
    return list.push(List::End::kRight, element) ? Status::kOk : Status::kNoMemory;
  }
  static Status add(Set &set, const Element &member) {
    // A member that comes twice is a member.
    return set.add(member) == Set::Added::kNoMemory ? Status::kNoMemory : Status::kOk;
  }

  Collection *made_ = nullptr;
};

DeadlineChange recorded_deadline(const RecordHead &head, Moment &moment) {
  if (head.deadline_ms == RecordHead::kNoTime) return {DeadlineAction::kSet, {}};
  std::int64_t wall = moment.wall_ms();
  if (head.deadline_ms < wall) return {DeadlineAction::kGone, {}};
  if (head.on_wall_clock) return {DeadlineAction::kSet, {head.deadline_ms, TimeDomain::kWall}};
  // Both times are past 1970, so the difference is a number.
  std::int64_t left = head.deadline_ms - wall;
  std::int64_t steady = moment.steady_ms();
  std::int64_t ms = steady > kMaxDeadline - left ? kMaxDeadline : steady + left;
  return {DeadlineAction::kSet, {ms, TimeDomain::kSteady}};
}

Status put(Shard &shard, WriteContext &context, const HashedKey &key, const RecordView &record,
           NewCollection &made, const DeadlineChange &change, bool replace)
    CELLARET_REQUIRES(shard.lock()) {
  shard.tend(context.moment);
  SlotRef slot = shard.find(key, context.moment);
  if (slot != kNoSlot && !replace) return Status::kExists;
  if (change.action == DeadlineAction::kGone) {
    if (slot != kNoSlot) shard.remove(slot);
    return Status::kOk;
  }
  StoredDeadline deadline = stored(change.deadline);
  if (change.action == DeadlineAction::kKeep) {
    deadline = slot == kNoSlot ? StoredDeadline{} : shard.entry(slot).deadline();
  }
  Status status = Status::kOk;
  if (!is_collection(static_cast<Type>(record.head.type))) {
    status = shard.write(context, key, slot, scalar_of(record), record.head.codec, deadline);
  } else {
    Collection &collection = made.collection();
    std::size_t bytes = collection.bytes();
    status = shard.obtain_for(context, slot, nullptr, bytes);
    if (status != Status::kOk) return status;
    shard.settle(kNoSlot, 0, bytes);
    ScalarView word = ScalarView::of_word(collection.type(), collection.word());
    status = shard.write(context, key, shard.find(key, context.moment), word, record.head.codec,
                         deadline);
    if (status == Status::kOk) {
      made.take();
    } else {
      // It may be tried once more.
      shard.settle(kNoSlot, bytes, 0);
    }
  }
  if (status != Status::kOk) return status;
  ++shard.counters().sets;
  if (slot != kNoSlot) shard.note_replaced(key);
  return Status::kOk;
}

}  // namespace

Status copy_entry(Cache &cache, std::string_view key, bool with_key, ByteBuffer &out) {
  return EntryCopy(cache, key, with_key, out).run();
}

// The collection is made before room for it is there, but with no lock held.
Status restore_entry(Cache &cache, std::string_view key, const RecordView &record,
                     const ExpiryArgument &expiry, bool replace) {
  NewCollection made;
  if (is_collection(static_cast<Type>(record.head.type))) {
    Options options = cache.options();
    Status status = made.make(record, cache.shard(0).secret(),
                              std::min(options.max_entry_bytes, options.max_bytes));
    if (status != Status::kOk) return status;
  }
  return cache.change_key(
      key, expiry,
      [&](Shard &shard, WriteContext &context, const HashedKey &hashed_key,
          const DeadlineChange &deadline) {
        shard.lock().assume_held();
        bool is_recorded = expiry.is_bare_default();
        return put(shard, context, hashed_key, record, made,
                   is_recorded ? recorded_deadline(record.head, context.moment) : deadline,
                   replace);
      });
}

}  // namespace cellaret::engine
