// The C++ of README.md for Windows, with stand-ins for what certenroll.h declares.
#include <scep/x509_enrollment.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using HRESULT = std::int32_t;
using BSTR = scep::detail::bstr_char*;
enum X509SCEPDisposition { SCEPDispositionUnknown = -1, SCEPDispositionFailure = 2 };
enum X509SCEPFailInfo { SCEPFailBadRequest = 2 };
enum EncodingType { XCN_CRYPT_STRING_BASE64 = 1 };

struct IX509SCEPEnrollment2 {
  HRESULT ProcessResponseMessage(BSTR, EncodingType, X509SCEPDisposition* disposition) {
    *disposition = SCEPDispositionFailure;
    return 0;
  }
  HRESULT get_FailInfo(X509SCEPFailInfo* reason) {
    *reason = SCEPFailBadRequest;
    return 0;
  }
  HRESULT get_ResultMessageText(BSTR* text) {
    *text = nullptr;
    return 0;
  }
};

int freed;
void SysFreeString(BSTR) { ++freed; }

scep::result<scep::disposition> process(IX509SCEPEnrollment2* enrollment, BSTR response) {
  X509SCEPDisposition disposition = SCEPDispositionUnknown;
  const HRESULT hr = enrollment->ProcessResponseMessage(response, XCN_CRYPT_STRING_BASE64, &disposition);
  return scep::process_result(hr, disposition, *enrollment, SysFreeString);
}

}  // namespace

TEST_CASE("the Windows snippet") {
  IX509SCEPEnrollment2 enrollment;
  CHECK(process(&enrollment, nullptr).error() == scep::fail_info::bad_request);
  CHECK(freed == 1);
}
