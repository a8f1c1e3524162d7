// An asynchronous operation of Boost.Asio that ends with a refusal, under each error type that a completion can have.
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>
#include <scep/outcome.hpp>

#include <doctest/doctest.h>
#include <boost/asio/append.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/beast/http/error.hpp>

#include <string>
#include <thread>

namespace asio = boost::asio;
using scep::fail_info;

namespace {

template <class Error, class CompletionToken>
auto async_enroll(asio::io_context& io, fail_info refusal, CompletionToken&& token) {
  return asio::async_initiate<CompletionToken, void(Error)>(
      [&io, refusal](auto handler) { asio::post(io, asio::append(std::move(handler), Error(refusal))); }, token);
}

}  // namespace

TEST_CASE_TEMPLATE("an operation completes with a fail_info, which arrives equal", Error, fail_info,
                   boost::system::error_code, std::error_code) {
  for (int wire = 0; wire < 10; ++wire) {
    asio::io_context io;
    int completed = 0;
    async_enroll<Error>(io, scep::from_wire(wire), [&](Error error) {
      ++completed;
      const std::error_code code = error;
      CHECK(error == scep::from_wire(wire));
      CHECK(code);
      CHECK(code.category() == scep::fail_info_category());
      CHECK(code == scep::condition::rejected);
    });
    io.run();
    CHECK(completed == 1);
  }
}

TEST_CASE("a boost::system::error_code keeps the message and the conditions of a fail_info") {
  const boost::system::error_code code = fail_info::bad_algorithm;
  CHECK(code.failed());
  CHECK(code.message() == scep::message(fail_info::bad_algorithm));
  CHECK(code == scep::condition::rejected);
  CHECK(code == std::errc::not_supported);
  CHECK(scep::fail_info_for(code) == fail_info::bad_algorithm);
}

TEST_CASE("a future of the operation throws the fail_info, on another thread") {
  asio::io_context io;
  auto enrolled = async_enroll<boost::system::error_code>(io, fail_info::bad_algorithm, asio::use_future);
  std::thread worker([&] { io.run(); });
  try {
    enrolled.get();
    FAIL("nothing was thrown");
  } catch (const boost::system::system_error& e) {
    CHECK(e.code() == fail_info::bad_algorithm);
  }
  worker.join();
}

TEST_CASE("an error of Boost.Asio or Boost.System is one in a result, never a number") {
  using boost::system::errc::errc_t;
  static_assert(!std::is_convertible_v<asio::error::basic_errors, scep::result<int>>);
  static_assert(!std::is_convertible_v<asio::error::basic_errors, scep::result<bool>>);
  static_assert(!std::is_convertible_v<asio::error::misc_errors, scep::result<std::size_t>>);
  static_assert(!std::is_convertible_v<errc_t, scep::result<int>>);
  const scep::result<std::string> refused = asio::error::connection_refused;
  REQUIRE(refused.has_error());
  CHECK(refused.error() == asio::error::connection_refused);
  CHECK(asio::error::connection_refused == refused.error());
  CHECK(refused.error() != asio::error::connection_reset);
  CHECK(refused.error() == std::errc::connection_refused);
  CHECK(refused.error() == boost::system::errc::connection_refused);  // a condition
  CHECK(boost::system::errc::connection_refused == refused.error());
  CHECK(refused.error() != boost::system::errc::timed_out);
  const scep::failure end = asio::error::eof;
  CHECK(end == asio::error::eof);
  CHECK(end.code().category().name() == std::string("asio.misc"));
  const scep::result<std::string> late = boost::system::errc::timed_out;
  REQUIRE(late.has_error());
  CHECK(late.error() == std::errc::timed_out);
  const scep::result<int> named = scep::failure(asio::error::connection_refused);
  CHECK(named.has_error());
  const scep::result<int> scoped = boost::beast::http::error::end_of_stream;
  REQUIRE(scoped.has_error());
  CHECK(scoped.error() == boost::beast::http::error::end_of_stream);
}
