// Before the library: Boost.System's errc, but not its make_error_code, which is in <boost/system/errc.hpp>.
#include <doctest/doctest.h>
#include <boost/system/error_condition.hpp>

#include <scep/outcome.hpp>

#include <system_error>
#include <type_traits>

namespace other {

struct thing {};
// Does not compile for a thing, and need not.
template <class T>
auto make_error_code(const T& t) {
  return t.no_such_member();
}

// A code of std's, and a condition of Boost's.
enum class both { value = 1 };
std::error_code make_error_code(both e) { return {static_cast<int>(e), std::generic_category()}; }
boost::system::error_condition make_error_condition(both e) {
  return {static_cast<int>(e), boost::system::generic_category()};
}

}  // namespace other

template <>
struct std::is_error_code_enum<other::both> : std::true_type {};
template <>
struct boost::system::is_error_condition_enum<other::both> : std::true_type {};

TEST_CASE("a result of a number never has that of Boost.System's errc, whatever is included") {
  using errc = boost::system::errc::errc_t;
  CHECK_FALSE(std::is_convertible_v<errc, scep::result<int>>);
  CHECK_FALSE(std::is_constructible_v<scep::result<int>, errc>);
  CHECK_FALSE(std::is_convertible_v<errc, scep::outcome<long>>);
}

TEST_CASE("a type with a make_error_code of another meaning is no failure") {
  CHECK_FALSE(std::is_constructible_v<scep::failure, other::thing>);
}

TEST_CASE("an enum that is a code of std's and a condition of Boost's is compared as the code") {
  const scep::failure f = other::both::value;
  CHECK(f == other::both::value);
  CHECK(other::both::value == f);
}
