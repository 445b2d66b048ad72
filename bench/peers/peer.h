// Other caches, as functions: what a library in another language has to offer to be measured.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

extern "C" {

struct Peer {
  // A bounded cache of so many entries, everything else as it comes.
  void *(*open)(std::uint64_t capacity);
  void (*close)(void *cache);
  // Copies at most so many bytes of the value out; false: a miss.
  bool (*get)(const void *cache, const char *key, std::size_t key_size, char *out,
              std::size_t out_size);
  void (*set)(const void *cache, const char *key, std::size_t key_size, const char *value,
              std::size_t value_size);
  // Does what was put off.
  void (*settle)(const void *cache);
};

// bench/peers/rust
extern const Peer peer_quick_cache;
extern const Peer peer_moka;

}  // extern "C"

namespace cellaret::bench {

struct NamedPeer {
  const char *name;
  const Peer *functions;
};
inline constexpr std::array kPeers{NamedPeer{"quick_cache", &peer_quick_cache},
                                   NamedPeer{"moka", &peer_moka}};

// One of them as a contestant.
class PeerStore {
 public:
  using Value = std::array<char, 32>;

  PeerStore(const Peer &functions, std::uint64_t capacity)
      : functions_(functions), cache_(functions.open(capacity)) {}
  PeerStore(const PeerStore &) = delete;
  PeerStore &operator=(const PeerStore &) = delete;
  ~PeerStore() { functions_.close(cache_); }

  PeerStore &on(unsigned) { return *this; }

  bool get(std::string_view key, Value &value) {
    return functions_.get(cache_, key.data(), key.size(), value.data(), value.size());
  }
  void set(std::string_view key, std::string_view value) {
    functions_.set(cache_, key.data(), key.size(), value.data(), value.size());
  }
  void settle() { functions_.settle(cache_); }

 private:
  const Peer &functions_;
  void *cache_;
};

}  // namespace cellaret::bench
