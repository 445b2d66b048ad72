// The exception for a trace that cannot be used; its text is what the user sees.
#pragma once

#include <stdexcept>

namespace cellaret::tool {

// what() reads "FILE:LINE: reason", or "FILE: reason" when the file could not be opened.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace cellaret::tool
