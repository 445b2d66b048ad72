// What the tests of lists and sets share: calls with text in and text out.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {

using Texts = std::vector<std::string>;

inline std::vector<cellaret_element> elements_of(const Texts &texts) {
  std::vector<cellaret_element> elements;
  for (const std::string &text : texts) {
    elements.push_back(cellaret_element_bytes(text.data(), text.size()));
  }
  return elements;
}

// Elements refer to the texts, which have to outlive them.
std::vector<cellaret_element> elements_of(Texts &&) = delete;

inline cellaret_element element_of(std::string_view text) {
  return cellaret_element_bytes(text.data(), text.size());
}

// Releases the values.
inline Texts texts_of(cellaret_values *values) {
  Texts texts;
  for (std::size_t at = 0; at < values->count; ++at) {
    const cellaret_item &item = values->items[at];
    if (item.type == CELLARET_TYPE_INT) {
      texts.push_back(std::to_string(item.as.integer));
    } else {
      EXPECT_EQ(item.type, CELLARET_TYPE_STRING);
      EXPECT_NE(item.as.data, nullptr);
      texts.emplace_back(static_cast<const char *>(item.as.data), item.size);
    }
  }
  cellaret_values_release(values);
  return texts;
}

inline Texts sorted(Texts texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

inline cellaret_write_options write_options(const cellaret_expiry &expiry, std::uint8_t codec = 0) {
  cellaret_write_options options{};
  options.struct_size = sizeof options;
  options.codec = codec;
  options.expiry = expiry;
  return options;
}

class Collections : public Cache {
 public:
  using Cache::Cache;

  // The new length, which has to come with OK.
  std::uint64_t push_right(std::string_view key, const Texts &texts,
                           const cellaret_write_options *options = nullptr) {
    std::vector<cellaret_element> elements = elements_of(texts);
    std::uint64_t len = 0;
    EXPECT_EQ(cellaret_list_push_right(handle(), key.data(), key.size(), elements.data(),
                                       elements.size(), options, &len),
              CELLARET_OK);
    return len;
  }
  std::uint64_t push_left(std::string_view key, const Texts &texts) {
    std::vector<cellaret_element> elements = elements_of(texts);
    std::uint64_t len = 0;
    EXPECT_EQ(cellaret_list_push_left(handle(), key.data(), key.size(), elements.data(),
                                      elements.size(), nullptr, &len),
              CELLARET_OK);
    return len;
  }
  Texts range(std::string_view key, std::int64_t from = 0, std::int64_t to = -1) {
    cellaret_values *values = nullptr;
    EXPECT_EQ(cellaret_list_get_range(handle(), key.data(), key.size(), from, to, &values),
              CELLARET_OK);
    return values == nullptr ? Texts() : texts_of(values);
  }
  cellaret_status pop_left(std::string_view key, std::string *out = nullptr) {
    Value value;
    cellaret_status status =
        cellaret_list_pop_left(handle(), key.data(), key.size(), nullptr, value.raw());
    if (status == CELLARET_OK && out != nullptr) *out = value.text();
    return status;
  }
  std::uint64_t add(std::string_view key, const Texts &texts,
                    const cellaret_write_options *options = nullptr) {
    std::vector<cellaret_element> members = elements_of(texts);
    std::uint64_t added = 0;
    EXPECT_EQ(cellaret_set_add(handle(), key.data(), key.size(), members.data(), members.size(),
                               options, &added),
              CELLARET_OK);
    return added;
  }
  std::uint64_t take(std::string_view key, const Texts &texts) {
    std::vector<cellaret_element> members = elements_of(texts);
    std::uint64_t removed = 0;
    EXPECT_EQ(cellaret_set_remove(handle(), key.data(), key.size(), members.data(), members.size(),
                                  nullptr, &removed),
              CELLARET_OK);
    return removed;
  }
  Texts members(std::string_view key) {
    cellaret_values *values = nullptr;
    EXPECT_EQ(cellaret_set_items(handle(), key.data(), key.size(), &values), CELLARET_OK);
    return values == nullptr ? Texts() : sorted(texts_of(values));
  }
  std::uint8_t type(std::string_view key) {
    std::uint8_t type = 0;
    cellaret_type(handle(), key.data(), key.size(), &type);
    return type;
  }
};

}  // namespace cellaret::test
