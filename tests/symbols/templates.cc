// Code of the kinds that compilers describe in different ways: templates, methods, lambdas, inlined calls, cold parts.
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace shop {
namespace {
int Hidden(int value) { return value * 3 + 1; }
}  // namespace

template <class T>
struct Box {
  T value;
  template <class U>
  U As() const { return static_cast<U>(value); }
};

class Store {
 public:
  virtual ~Store() = default;
  __attribute__((noinline)) void Add(const std::string& key, int value) { items_[key].push_back(Hidden(value)); }
  __attribute__((noinline)) virtual int Total() const {
    int sum = 0;
    for (const auto& [key, values] : items_) {
      for (int value : values) sum += value;
    }
    if (sum < 0) throw key_of_none();
    return sum;
  }

 private:
  static std::string key_of_none() { return "none"; }
  std::map<std::string, std::vector<int>> items_;
};
}  // namespace shop

int main(int argc, char**) {
  shop::Store store;
  for (int i = 0; i < 100; i++) store.Add("k" + std::to_string(i % 7), i);
  std::vector<std::string> words;
  for (int i = 0; i < 50; i++) words.push_back(std::to_string(i * 7919 % 101));
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.size() < b.size() || a < b; });
  const auto sum = [&](int more) { return more + store.Total(); };
  std::printf("%d %d %s\n", sum(argc), shop::Box<double>{2.5}.As<int>(), words[0].c_str());
}
