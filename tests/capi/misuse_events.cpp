// Rows of the misuse table for subscriptions to events.
#include "tests/capi/misuse.h"

namespace cellaret::test {
namespace {

constexpr auto kNullPointer = Misuse::kNullPointer;
constexpr auto kZeroSize = Misuse::kZeroSize;
constexpr auto kOverLimit = Misuse::kOverLimit;
constexpr auto kWrongFlag = Misuse::kWrongFlag;

constexpr auto kSubscribe = "cellaret_events_subscribe";
constexpr auto kRead = "cellaret_events_read";
constexpr auto kDropped = "cellaret_events_dropped";
constexpr auto kDescriptor = "cellaret_events_descriptor";
constexpr auto kDispatch = "cellaret_events_dispatch";
constexpr auto kClose = "cellaret_events_close";

char buffer[64];
void ignore(const cellaret_event *, void *) {}

template <class Spoil>
cellaret_status subscribe_with(Scene &scene, Spoil spoil) {
  cellaret_events_options options{};
  options.struct_size = sizeof options;
  spoil(options);
  return cellaret_events_subscribe(scene.cache, &options, &scene.outs.subscription);
}

// A subscription of the scene; 0 when its handle is none.
std::uint64_t subscribed(Scene &scene) {
  std::uint64_t number = 0;
  static_cast<void>(cellaret_events_subscribe(scene.cache, nullptr, &number));
  return number;
}

cellaret_status read(Scene &scene, std::uint64_t number) {
  return cellaret_events_read(scene.cache, number, &scene.outs.event, 1, buffer, sizeof buffer,
                              &scene.outs.size);
}
cellaret_status dispatch(Scene &scene, std::uint64_t number) {
  return cellaret_events_dispatch(scene.cache, number, 1, &ignore, nullptr, &scene.outs.size);
}

void add_subscribe(std::vector<MisuseRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {kSubscribe, kNullPointer, "options, which may be NULL", CELLARET_OK,
           [](Scene &s) {
             return cellaret_events_subscribe(s.cache, nullptr, &s.outs.subscription);
           }},
          {kSubscribe, kNullPointer, "out_subscription", CELLARET_INVALID,
           [](Scene &s) { return cellaret_events_subscribe(s.cache, nullptr, nullptr); }},
          {kSubscribe, kZeroSize, "struct_size", CELLARET_INVALID,
           [](Scene &s) { return subscribe_with(s, [](auto &o) { o.struct_size = 0; }); }},
          {kSubscribe, kOverLimit, "shard_bytes", CELLARET_INVALID,
           [](Scene &s) { return subscribe_with(s, [](auto &o) { o.shard_bytes = 1u << 31; }); }},
          {kSubscribe, kOverLimit, "shard_bytes below its least", CELLARET_INVALID,
           [](Scene &s) { return subscribe_with(s, [](auto &o) { o.shard_bytes = 512; }); }},
          {kSubscribe, kWrongFlag, "causes", CELLARET_INVALID,
           [](Scene &s) { return subscribe_with(s, [](auto &o) { o.causes = 32; }); }},
          {kSubscribe, kWrongFlag, "shard_bytes no power of two", CELLARET_INVALID,
           [](Scene &s) { return subscribe_with(s, [](auto &o) { o.shard_bytes = 3000; }); }},
          {kSubscribe, kWrongFlag, "reserved", CELLARET_INVALID,
           [](Scene &s) { return subscribe_with(s, [](auto &o) { o.reserved = 1; }); }},
      });
}

void add_read(std::vector<MisuseRow> &rows) {
  rows.insert(rows.end(), {
                              {kRead, kNullPointer, "out_events", CELLARET_INVALID,
                               [](Scene &s) {
                                 return cellaret_events_read(s.cache, subscribed(s), nullptr, 1,
                                                             buffer, 8, &s.outs.size);
                               }},
                              {kRead, kNullPointer, "buffer with a size", CELLARET_INVALID,
                               [](Scene &s) {
                                 return cellaret_events_read(s.cache, subscribed(s), &s.outs.event,
                                                             1, nullptr, 8, &s.outs.size);
                               }},
                              {kRead, kNullPointer, "out_count", CELLARET_INVALID,
                               [](Scene &s) {
                                 return cellaret_events_read(s.cache, subscribed(s), &s.outs.event,
                                                             1, buffer, 8, nullptr);
                               }},
                              {kRead, kZeroSize, "max_events", CELLARET_INVALID,
                               [](Scene &s) {
                                 return cellaret_events_read(s.cache, subscribed(s), &s.outs.event,
                                                             0, buffer, 8, &s.outs.size);
                               }},
                              {kRead, kOverLimit, "the largest max_events is one", CELLARET_OK,
                               [](Scene &s) {
                                 return cellaret_events_read(s.cache, subscribed(s), &s.outs.event,
                                                             SIZE_MAX, buffer, sizeof buffer,
                                                             &s.outs.size);
                               }},
                              {kRead, kWrongFlag, "a number that is no subscription",
                               CELLARET_INVALID, [](Scene &s) { return read(s, 12345); }},
                          });
}

void add_others(std::vector<MisuseRow> &rows) {
  for (const char *symbol : {kDropped, kDescriptor, kClose}) {
    rows.push_back({symbol, kZeroSize, "takes no size"});
    rows.push_back({symbol, kOverLimit, "takes no size"});
  }
  rows.insert(
      rows.end(),
      {
          {kDropped, kNullPointer, "out_dropped", CELLARET_INVALID,
           [](Scene &s) { return cellaret_events_dropped(s.cache, subscribed(s), nullptr); }},
          {kDropped, kWrongFlag, "a number that is no subscription", CELLARET_INVALID,
           [](Scene &s) { return cellaret_events_dropped(s.cache, 0, &s.outs.count); }},
          {kDescriptor, kNullPointer, "out_descriptor", CELLARET_INVALID,
           [](Scene &s) { return cellaret_events_descriptor(s.cache, subscribed(s), nullptr); }},
          {kDescriptor, kWrongFlag, "a number that is no subscription", CELLARET_INVALID,
           [](Scene &s) { return cellaret_events_descriptor(s.cache, 0, &s.outs.descriptor); }},
          {kDispatch, kNullPointer, "callback", CELLARET_INVALID,
           [](Scene &s) {
             return cellaret_events_dispatch(s.cache, subscribed(s), 1, nullptr, nullptr,
                                             &s.outs.size);
           }},
          {kDispatch, kZeroSize, "max_events", CELLARET_INVALID,
           [](Scene &s) {
             return cellaret_events_dispatch(s.cache, subscribed(s), 0, &ignore, nullptr,
                                             &s.outs.size);
           }},
          {kDispatch, kOverLimit, "the largest max_events is one", CELLARET_OK,
           [](Scene &s) {
             return cellaret_events_dispatch(s.cache, subscribed(s), SIZE_MAX, &ignore, nullptr,
                                             &s.outs.size);
           }},
          {kDispatch, kWrongFlag, "a number that is no subscription", CELLARET_INVALID,
           [](Scene &s) { return dispatch(s, 0); }},
          {kClose, kNullPointer, "takes no pointer"},
          {kClose, kWrongFlag, "a number that is no subscription", CELLARET_INVALID,
           [](Scene &s) { return cellaret_events_close(s.cache, 0); }},
      });
}

}  // namespace

void add_event_rows(std::vector<MisuseRow> &rows) {
  add_subscribe(rows);
  add_read(rows);
  add_others(rows);
}

void add_event_handle_rows(std::vector<HandleRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {kSubscribe, [](Scene &s) { return subscribe_with(s, [](auto &) {}); }},
          {kRead, [](Scene &s) { return read(s, subscribed(s)); }},
          {kDropped,
           [](Scene &s) { return cellaret_events_dropped(s.cache, subscribed(s), &s.outs.count); }},
          {kDescriptor,
           [](Scene &s) {
             return cellaret_events_descriptor(s.cache, subscribed(s), &s.outs.descriptor);
           }},
          {kDispatch, [](Scene &s) { return dispatch(s, subscribed(s)); }},
          {kClose, [](Scene &s) { return cellaret_events_close(s.cache, subscribed(s)); }},
      });
}

}  // namespace cellaret::test
