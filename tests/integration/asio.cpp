// An asynchronous operation of Boost.Asio that ends with a refusal, under each error type that a completion can have.
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>

#include <doctest/doctest.h>
#include <boost/asio/append.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

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
