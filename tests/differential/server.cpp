// Starting, asking and stopping a redis-server.
#include "tests/differential/server.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace cellaret::test {
namespace {

using resp::Reply;

constexpr int kConnectTries = 500;
constexpr auto kBetweenTries = std::chrono::milliseconds(20);

Reply to_reply(const redisReply &reply) {
  const std::string text(reply.str == nullptr ? "" : std::string(reply.str, reply.len));
  switch (reply.type) {
    case REDIS_REPLY_STATUS:
      return resp::status_reply(text);
    case REDIS_REPLY_ERROR:
      return resp::error_reply(text);
    case REDIS_REPLY_INTEGER:
      return resp::integer_reply(reply.integer);
    case REDIS_REPLY_STRING:
      return resp::bulk_reply(text);
    case REDIS_REPLY_NIL:
      return resp::null_reply();
    default:
      break;
  }
  std::vector<Reply> items;
  for (std::size_t i = 0; i < reply.elements; ++i) items.push_back(to_reply(*reply.element[i]));
  return resp::array_reply(std::move(items));
}

// In the child: the server takes the place of this process, and ends with the one that made it.
[[noreturn]] void become_server(const std::string &program, const std::string &folder) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nowhere = open("/dev/null", O_RDWR);
  dup2(nowhere, STDIN_FILENO);
  dup2(nowhere, STDOUT_FILENO);
  const std::string socket = folder + "/redis.sock";
  execl(program.c_str(), "redis-server", "--port", "0", "--unixsocket", socket.c_str(), "--save",
        "", "--appendonly", "no", "--dir", folder.c_str(), static_cast<char *>(nullptr));
  _exit(127);
}

}  // namespace

void RedisServer::Disconnect::operator()(redisContext *context) const { redisFree(context); }

RedisServer::RedisServer(const std::string &program) {
  try {
    start(program);
  } catch (...) {
    stop();
    throw;
  }
}

RedisServer::~RedisServer() { stop(); }

void RedisServer::start(const std::string &program) {
  char folder[] = "/tmp/cellaret-differential-XXXXXX";
  if (mkdtemp(folder) == nullptr) throw std::runtime_error("no temporary folder could be made");
  folder_ = folder;
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("no process could be made");
  if (process_ == 0) become_server(program, folder_);
  for (int i = 0; i < kConnectTries; ++i) {
    if (connect()) return;
    int status = 0;
    if (waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      throw std::runtime_error(program + " did not start");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
  throw std::runtime_error(program + " did not open its socket");
}

bool RedisServer::connect() {
  context_.reset(redisConnectUnix((folder_ + "/redis.sock").c_str()));
  return context_ != nullptr && context_->err == 0;
}

void RedisServer::stop() {
  context_.reset();
  if (process_ > 0) {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

std::vector<Reply> RedisServer::run(const std::vector<Words> &commands) {
  for (const Words &words : commands) {
    std::vector<const char *> texts;
    std::vector<std::size_t> sizes;
    for (const std::string &word : words) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), texts.data(),
                           sizes.data());
  }
  std::vector<Reply> replies;
  replies.reserve(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    void *reply = nullptr;
    if (redisGetReply(context_.get(), &reply) != REDIS_OK || reply == nullptr) {
      throw std::runtime_error(std::string("redis-server: ") + context_->errstr);
    }
    replies.push_back(to_reply(*static_cast<redisReply *>(reply)));
    freeReplyObject(reply);
  }
  return replies;
}

}  // namespace cellaret::test
