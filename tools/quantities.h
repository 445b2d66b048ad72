// Numbers as people write and read them: sizes with suffixes, thousands, rates, durations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cellaret::tool {

// Reads decimal digits and nothing else. nullopt: no digits, another character, over 64 bits.
std::optional<std::uint64_t> parse_count(std::string_view text);

// Reads "4096", "64KiB", "256MiB" or "1.5GiB" (also "64K", "64 KiB", any case). nullopt when it is
// none of these or over 64 bits; a fraction is rounded down to whole bytes.
std::optional<std::uint64_t> parse_byte_size(std::string_view text);

std::string format_count(std::uint64_t count);          // 1,234,567
std::string format_bytes(std::uint64_t bytes);          // 12.3 MiB
std::string format_rate(double items_per_second);       // 12.3 M
std::string format_duration(double seconds);            // 0.123 s
std::string format_clock_time(double seconds);          // 1:05
std::string format_nanoseconds(std::uint64_t time_ns);  // 98 ns, 1.2 us, 3.4 ms

}  // namespace cellaret::tool
