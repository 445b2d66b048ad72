// The allocator behind the engine in the test of schedules: it knows of every block whether it is
// in use, so that a use after free is an error at the access itself and not a matter of luck.
//
// Blocks come one after another from one region, which starts anew with every schedule. A block
// that was freed is filled with garbage, and every access to it is reported. Either it is never
// given out again, or at once, to the next who asks for its size: then an entry that is mistaken
// for a later one at its address shows as a wrong answer.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cellaret::schedules {

// What was allocated before stays; everything later is forgotten by the next call.
void arena_keep_all();
void arena_restart(bool gives_out_again);
// Blocks allocated since the restart and not freed.
[[nodiscard]] std::int64_t arena_blocks();

// nullptr, or what is wrong with touching this address now.
[[nodiscard]] const char *arena_complaint(const void *address);

}  // namespace cellaret::schedules
