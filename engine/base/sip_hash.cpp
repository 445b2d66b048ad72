// The rounds of SipHash.
#include "engine/base/sip_hash.h"

#include <bit>
#include <cstring>

namespace cellaret::engine {

namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void add(std::uint64_t word) {
    v3 ^= word;
    round();
    v0 ^= word;
  }
};

// Little-endian, as the paper has it.
static_assert(std::endian::native == std::endian::little);

std::uint64_t word_at(const char *data, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, data, size);
  return word;
}

}  // namespace

std::uint64_t sip_hash_1_3(std::string_view bytes, std::uint64_t key0, std::uint64_t key1) {
  State state{key0 ^ 0x736f6d6570736575ull, key1 ^ 0x646f72616e646f6dull,
              key0 ^ 0x6c7967656e657261ull, key1 ^ 0x7465646279746573ull};
  std::size_t rest = bytes.size() % 8;
  const char *data = bytes.data();
  const char *end = data + (bytes.size() - rest);
  for (; data != end; data += 8) state.add(word_at(data, 8));
  std::uint64_t last = static_cast<std::uint64_t>(bytes.size()) << 56;
  if (rest != 0) last |= word_at(data, rest);
  state.add(last);
  state.v2 ^= 0xff;
  for (int round = 0; round < 3; ++round) state.round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

std::uint64_t sip_hash(std::string_view bytes, const HashSecret &secret) {
  std::uint64_t keys[2];
  std::memcpy(keys, secret.bytes, sizeof keys);
  return sip_hash_1_3(bytes, keys[0], keys[1]);
}

}  // namespace cellaret::engine
