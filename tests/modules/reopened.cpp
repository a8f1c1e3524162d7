// A program that knows nothing of the library loads a module that does, keeps its codes, unloads it, and loads it again.
#include <dlfcn.h>

#include <iostream>
#include <string>
#include <system_error>

namespace {

using refuse_type = void(int, std::error_code*);

class module {
 public:
  explicit module(const char* file) : handle(dlopen(file, RTLD_NOW | RTLD_LOCAL)) {
    if (handle != nullptr) refuse_ = reinterpret_cast<refuse_type*>(dlsym(handle, "plugin_refuse_wire"));
  }
  module(const module&) = delete;
  module& operator=(const module&) = delete;
  ~module() {
    if (handle != nullptr) dlclose(handle);
  }

  bool loaded() const { return refuse_ != nullptr; }
  std::error_code refuse(int wire) const {
    std::error_code code;
    refuse_(wire, &code);
    return code;
  }

 private:
  void* handle;
  refuse_type* refuse_ = nullptr;
};

int failures = 0;
void require(bool holds, const char* what) {
  if (holds) return;
  ++failures;
  std::cout << "FAILED: " << what << '\n';
}

}  // namespace

int main(int, char** argv) {
  std::error_code kept;
  {
    const module first(argv[1]);
    require(first.loaded(), "the module loads");
    if (!first.loaded()) return 1;
    kept = first.refuse(3);
    require(kept && kept.value() == 103, "it makes codes");
  }
  require(kept.message().find("signing time") != std::string::npos, "a code outlives its module");
  const module second(argv[1]);
  const module copy(argv[2]);
  require(second.loaded() && copy.loaded(), "the module and a copy of it load again");
  if (failures != 0) return 1;
  require(second.refuse(3) == kept, "a code equals one made after the module came back");
  require(copy.refuse(3) == kept, "a code equals one of another module");
  require(copy.refuse(2) != kept, "different codes differ");
  std::cout << (failures == 0 ? "all hold\n" : "");
  return failures == 0 ? 0 : 1;
}
