// A category that is there before main and after the last static destructor. Private machinery.
#pragma once

namespace scep::detail {

// Constant-initialised like its member, and never destroyed: a union does not end what it holds.
template <class T>
union immortal {
  T object;

  constexpr immortal() noexcept : object() {}
  ~immortal() {}  // NOLINT(modernize-use-equals-default): defaulted, it would be deleted
};

}  // namespace scep::detail
