// A small shop with one hot spot and one leak, profiled by gperftools: CPU to shop.cpu, heap to shop.0001.heap and so on.
#include <gperftools/heap-profiler.h>
#include <gperftools/malloc_extension.h>
#include <gperftools/profiler.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace shop {

struct Line {
  std::string article;
  int quantity;
};

using Order = std::vector<Line>;

Order NewOrder(int lines) {
  Order order;
  for (int i = 0; i < lines; i++) order.push_back({"article-" + std::to_string(i % 97), i % 7});
  return order;
}

// A tree that is walked by recursion.
class Category {
 public:
  explicit Category(int depth) : name_("category-" + std::to_string(depth)) {
    for (int i = 0; depth > 0 && i < 4; i++) children_.push_back(std::make_unique<Category>(depth - 1));
  }

  template <typename Visit>
  void Walk(Visit& visit) const {
    visit(name_);
    for (const auto& child : children_) child->Walk(visit);
  }

 private:
  std::string name_;
  std::vector<std::unique_ptr<Category>> children_;
};

// The hot spot: every line copies the whole receipt.
__attribute__((noinline)) std::string ConcatenateReceipt(const Order& order) {
  std::string receipt;
  for (const Line& line : order) receipt = receipt + std::to_string(line.quantity) + " x " + line.article + "\n";
  return receipt;
}

// The leak: orders that nothing ever takes out again.
class SessionCache {
 public:
  void Remember(const Order& order) { sessions_.push_back(new Order(order)); }

 private:
  std::vector<Order*> sessions_;
};

size_t Round(const Category& catalog, SessionCache& sessions) {
  Order order = NewOrder(300);
  size_t done = ConcatenateReceipt(order).size();
  auto count = [&done](const std::string& name) { done += name.size(); };
  catalog.Walk(count);
  sessions.Remember(order);
  return done;
}

}  // namespace shop

int main() {
  const shop::Category catalog(5);
  shop::SessionCache sessions;
  size_t done = 0;

  HeapProfilerStart("shop");
  for (int i = 0; i < 50; i++) done += shop::Round(catalog, sessions);
  HeapProfilerDump("early");
  for (int i = 0; i < 150; i++) done += shop::Round(catalog, sessions);
  HeapProfilerDump("late");
  HeapProfilerStop();

  // What tcmalloc itself samples (TCMALLOC_SAMPLE_PARAMETER) and how its heap grew.
  std::string sampled, growth;
  MallocExtension::instance()->GetHeapSample(&sampled);
  MallocExtension::instance()->GetHeapGrowthStacks(&growth);
  std::ofstream("shop.sample") << sampled;
  std::ofstream("shop.growth") << growth;

  ProfilerStart("shop.cpu");
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
  while (std::chrono::steady_clock::now() < end) done += shop::Round(catalog, sessions);
  ProfilerStop();
  return done > 0 ? 0 : 1;
}
