// What whoever holds a shard's lock leaves to be done when it is free: readers of events are woken,
// and the maintenance thread.
#pragma once

#include "engine/base/lock.h"
#include "engine/shard/alarm.h"
#include "engine/shard/events.h"

namespace cellaret::engine {

class Mail final : public Outbox {
 public:
  Mail(Events &events, Alarm &alarm) : events_(events), alarm_(alarm) {}

  [[nodiscard]] Alarm &alarm() { return alarm_; }
  void drain() noexcept override {
    events_.wake_readers();
    alarm_.ring_if_asked();
  }

 private:
  Events &events_;
  Alarm &alarm_;
};

}  // namespace cellaret::engine
