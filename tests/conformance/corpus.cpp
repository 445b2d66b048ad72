// JSON Lines to commands and replies, and back.
#include "tests/conformance/corpus.h"

#include <zlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace cellaret::test {
namespace {

using json = nlohmann::ordered_json;
using resp::Reply;

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
// Whole numbers up to here are the same in every JSON reader.
constexpr std::int64_t kMostPlainNumber = (std::int64_t{1} << 53) - 1;

std::string from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    if (letter == '=') break;
    const std::size_t digit = kBase64.find(letter);
    if (digit == std::string_view::npos) throw std::runtime_error("not base64");
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text.push_back(j <= count ? kBase64[bits >> (18 - 6 * j) & 63] : '=');
    }
  }
  return text;
}

std::string to_bytes(const json &value) {
  return value.is_string() ? value.get<std::string>()
                           : from_base64(value.at("b").get<std::string>());
}

json from_bytes(const std::string &bytes) {
  const bool is_plain =
      std::ranges::all_of(bytes, [](char byte) { return byte >= 0x20 && byte <= 0x7e; });
  return is_plain ? json(bytes) : json{{"b", to_base64(bytes)}};
}

Reply to_reply(const json &value) {
  if (value.is_null()) return resp::null_reply();
  if (value.is_number_integer()) return resp::integer_reply(value.get<std::int64_t>());
  if (value.is_string() || value.contains("b")) return resp::bulk_reply(to_bytes(value));
  if (value.is_array()) {
    std::vector<Reply> items;
    for (const json &item : value) items.push_back(to_reply(item));
    return resp::array_reply(std::move(items));
  }
  if (value.contains("i")) return resp::integer_reply(std::stoll(value["i"].get<std::string>()));
  if (value.contains("s")) return resp::status_reply(value["s"].get<std::string>());
  if (value.contains("na")) return resp::null_array_reply();
  return resp::error_reply(value.at("e").get<std::string>());
}

json from_reply(const Reply &reply) {
  switch (reply.kind) {
    case Reply::Kind::kStatus:
      return {{"s", reply.text}};
    case Reply::Kind::kError:
      return {{"e", reply.text}};
    case Reply::Kind::kInteger:
      if (reply.number > kMostPlainNumber || reply.number < -kMostPlainNumber) {
        return {{"i", std::to_string(reply.number)}};
      }
      return reply.number;
    case Reply::Kind::kBulk:
      return from_bytes(reply.text);
    case Reply::Kind::kNull:
      return nullptr;
    case Reply::Kind::kNullArray:
      return {{"na", true}};
    case Reply::Kind::kArray:
      break;
  }
  json items = json::array();
  for (const Reply &item : reply.items) items.push_back(from_reply(item));
  return items;
}

constexpr std::pair<Comparison, const char *> kComparisons[] = {
    {Comparison::kUnordered, "unordered"},
    {Comparison::kTtl, "ttl"},
    {Comparison::kFloat, "float"},
};

CorpusLine to_line(const std::string &text) {
  const json object = json::parse(text);
  CorpusLine line;
  line.words.push_back(object.at("op").get<std::string>());
  for (const json &argument : object.at("args")) line.words.push_back(to_bytes(argument));
  if (line.words[0] == "@ADVANCE") return line;
  const json &reply = object.at("reply");
  line.reply = to_reply(reply);
  if (reply.is_object() && reply.contains("c")) line.error_class = reply["c"].get<std::string>();
  if (!object.contains("cmp")) return line;
  const std::string name = object["cmp"].get<std::string>();
  const auto *const found = std::ranges::find(
      kComparisons, name, [](const auto &row) { return std::string(row.second); });
  if (found == std::end(kComparisons)) throw std::runtime_error("unknown comparison " + name);
  line.comparison = found->first;
  return line;
}

// The whole file, unpacked; zlib reads plain files, too.
std::string read_file(const std::filesystem::path &path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error(path.string() + ": cannot be opened");
  std::string text;
  char block[1 << 16];
  int size = 0;
  while ((size = gzread(file, block, sizeof block)) > 0) {
    text.append(block, static_cast<std::size_t>(size));
  }
  const bool is_whole = size == 0 && gzclose(file) == Z_OK;
  if (!is_whole) throw std::runtime_error(path.string() + ": damaged");
  return text;
}

}  // namespace

std::vector<CorpusLine> read_corpus_file(const std::filesystem::path &path) {
  const std::string text = read_file(path);
  std::vector<CorpusLine> lines;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    try {
      lines.push_back(to_line(text.substr(begin, end - begin)));
    } catch (const std::exception &error) {
      throw std::runtime_error(path.string() + ":" + std::to_string(number + 1) + ": " +
                               error.what());
    }
    begin = end + 1;
  }
  return lines;
}

std::vector<std::filesystem::path> corpus_files(const std::filesystem::path &folder) {
  std::vector<std::filesystem::path> files;
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")) files.push_back(entry.path());
  }
  if (files.empty()) throw std::runtime_error(folder.string() + ": no corpus file");
  std::ranges::sort(files);
  return files;
}

std::string to_json(const Reply &reply) { return from_reply(reply).dump(); }

std::string to_json_line(const CorpusLine &line) {
  json object;
  object["op"] = line.words[0];
  object["args"] = json::array();
  for (std::size_t i = 1; i < line.words.size(); ++i) {
    object["args"].push_back(from_bytes(line.words[i]));
  }
  if (line.words[0] == "@ADVANCE") return object.dump();
  object["reply"] = from_reply(line.reply);
  if (!line.error_class.empty()) object["reply"]["c"] = line.error_class;
  for (const auto &[comparison, name] : kComparisons) {
    if (line.comparison == comparison) object["cmp"] = name;
  }
  return object.dump();
}

}  // namespace cellaret::test
