// A file or standard input, read in blocks; gzip is recognized by its first bytes and unpacked.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cellaret::tool {

class InputFile {
 public:
  // path: "-" is standard input. Throws InputError when it cannot be opened.
  explicit InputFile(const std::string &path);
  ~InputFile();
  InputFile(const InputFile &) = delete;
  InputFile &operator=(const InputFile &) = delete;

  // What messages call it: the path, or "stdin".
  const std::string &name() const { return name_; }
  // The same without folders.
  std::string short_name() const { return name_.substr(name_.find_last_of('/') + 1); }

  // The next bytes, unpacked; 0 at the end, or after an error once all that came before it was
  // read.
  std::size_t read(std::span<char> out_bytes);

  // Why reading ended, when it was not the end of the file; else empty.
  const std::string &error() const { return error_; }

  // Bytes of the file itself that were read, and how many it has; the latter is 0 for a pipe.
  std::uint64_t position() const { return position_; }
  std::uint64_t size() const { return size_; }

 private:
  struct Inflater {
    void operator()(z_stream *stream) const;
  };

  std::size_t read_raw(std::span<char> out_bytes);
  void recognize();
  std::size_t copy(std::span<char> out_bytes);
  std::size_t inflate(std::span<char> out_bytes);

  std::string name_;
  std::string error_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;
  std::vector<char> raw_;
  std::span<char> pending_;  // the part of raw_ that is not used up
  bool is_recognized_ = false;
  bool is_inside_member_ = false;               // of a gzip file, which may have several
  std::unique_ptr<z_stream, Inflater> stream_;  // null: plain text
};

}  // namespace cellaret::tool
