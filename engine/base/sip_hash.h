// SipHash-1-3: a keyed hash for keys that an adversary may choose.
//
// Aumasson, Bernstein 2012, "SipHash: a fast short-input PRF". One round for each word of input and
// three at the end, as hash tables of Rust, Ruby and Python use it; without the key nobody knows a
// way to find inputs that collide.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/hash.h"

namespace cellaret::engine {

[[nodiscard]] std::uint64_t sip_hash_1_3(std::string_view bytes, std::uint64_t key0,
                                         std::uint64_t key1);

// Keyed with the first 16 bytes of the secret.
[[nodiscard]] std::uint64_t sip_hash(std::string_view bytes, const HashSecret &secret);

}  // namespace cellaret::engine
