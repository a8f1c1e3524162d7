// The C++ of README.md for other libraries.
#include <scep/condition.hpp>
#include <scep/fail_info.hpp>

#include <doctest/doctest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <sstream>

namespace {

std::ostringstream journal;
int synced;

void sync_clock() { ++synced; }

template <class Handler>
void async_enroll(boost::asio::io_context& io, Handler handler) {
  boost::asio::post(io, [handler] { handler(scep::fail_info::bad_time); });
}

void enroll(boost::asio::io_context& io) {
  async_enroll(io, [](boost::system::error_code error) {
    if (error == scep::fail_info::bad_time) sync_clock();
    if (error == scep::condition::rejected) journal << error.message() << '\n';
  });
}

}  // namespace

TEST_CASE("the Asio snippet") {
  boost::asio::io_context io;
  enroll(io);
  io.run();
  CHECK(synced == 1);
  CHECK(journal.str() == std::string(message(scep::fail_info::bad_time)) + '\n');
}
