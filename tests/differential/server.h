// A redis-server of our own: on a Unix socket in a temporary folder, gone with the object.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "bindings/resp/reply.h"

struct redisContext;

namespace cellaret::test {

using Words = std::vector<std::string>;

class RedisServer {
 public:
  // program: the path of redis-server. Throws std::runtime_error when it does not come up.
  explicit RedisServer(const std::string &program);
  ~RedisServer();
  RedisServer(const RedisServer &) = delete;
  RedisServer &operator=(const RedisServer &) = delete;

  // Sends all commands and gives their replies. A null array comes as null: the client library does
  // not tell them apart.
  std::vector<resp::Reply> run(const std::vector<Words> &commands);

 private:
  struct Disconnect {
    void operator()(redisContext *context) const;
  };

  void start(const std::string &program);
  bool connect();
  void stop();

  std::string folder_;
  pid_t process_ = -1;
  std::unique_ptr<redisContext, Disconnect> context_;
};

}  // namespace cellaret::test
