// Implementation of input_file.h, over read(2) and zlib's inflate.
//
// zlib's own file functions are not used: when they meet damaged data they drop what came before
// it, and the line number in the message would be wrong.
#include "tools/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <new>

#include "tools/input_error.h"

namespace cellaret::tool {

namespace {

constexpr std::size_t kRawSize = 256 * 1024;

// zlib's way of asking for the gzip format and nothing else.
constexpr int kGzipWindowBits = 15 + 16;

constexpr char kGzipMagic[] = {'\x1f', '\x8b'};

}  // namespace

InputFile::InputFile(const std::string &path)
    : name_(path == "-" ? "stdin" : path), raw_(kRawSize) {
  descriptor_ = path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                            : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status{};
  int error_number = descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0 ? 0 : errno;
  if (error_number == 0 && S_ISDIR(status.st_mode)) error_number = EISDIR;
  if (error_number != 0) {
    if (descriptor_ >= 0) ::close(descriptor_);
    throw InputError(name_ + ": cannot be opened: " + std::strerror(error_number));
  }
  if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() { ::close(descriptor_); }

void InputFile::Inflater::operator()(z_stream *stream) const {
  ::inflateEnd(stream);
  delete stream;
}

std::size_t InputFile::read(std::span<char> out_bytes) {
  if (!is_recognized_) recognize();
  if (!error_.empty()) return 0;
  return stream_ ? inflate(out_bytes) : copy(out_bytes);
}

std::size_t InputFile::read_raw(std::span<char> out_bytes) {
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, out_bytes.data(), out_bytes.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    error_ = std::string("cannot be read: ") + std::strerror(errno);
    return 0;
  }
  position_ += static_cast<std::uint64_t>(got);
  return static_cast<std::size_t>(got);
}

void InputFile::recognize() {
  is_recognized_ = true;
  std::size_t filled = 0;
  while (filled < sizeof kGzipMagic) {
    const std::size_t got = read_raw(std::span(raw_).subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  pending_ = std::span(raw_).first(filled);
  if (filled < sizeof kGzipMagic || !std::equal(kGzipMagic, std::end(kGzipMagic), raw_.data())) {
    return;
  }
  stream_.reset(new z_stream{});
  if (::inflateInit2(stream_.get(), kGzipWindowBits) != Z_OK) throw std::bad_alloc();
}

std::size_t InputFile::copy(std::span<char> out_bytes) {
  if (pending_.empty()) return read_raw(out_bytes);
  const std::size_t size = std::min(pending_.size(), out_bytes.size());
  std::copy_n(pending_.begin(), size, out_bytes.begin());
  pending_ = pending_.subspan(size);
  return size;
}

std::size_t InputFile::inflate(std::span<char> out_bytes) {
  z_stream &stream = *stream_;
  stream.next_out = reinterpret_cast<Bytef *>(out_bytes.data());
  stream.avail_out = static_cast<uInt>(out_bytes.size());
  while (stream.avail_out == out_bytes.size() && error_.empty()) {
    if (pending_.empty()) pending_ = std::span(raw_).first(read_raw(raw_));
    if (pending_.empty()) {
      if (is_inside_member_ && error_.empty()) error_ = "the gzip data ends too early";
      break;
    }
    is_inside_member_ = true;
    stream.next_in = reinterpret_cast<Bytef *>(pending_.data());
    stream.avail_in = static_cast<uInt>(pending_.size());
    const int result = ::inflate(&stream, Z_NO_FLUSH);
    pending_ = pending_.last(stream.avail_in);
    if (result == Z_STREAM_END) {
      is_inside_member_ = false;
      ::inflateReset(&stream);
    } else if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      error_ = std::string("the gzip data is damaged: ") +
               (stream.msg != nullptr ? stream.msg : "unknown reason");
    }
  }
  return out_bytes.size() - stream.avail_out;
}

}  // namespace cellaret::tool
