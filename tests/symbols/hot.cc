// Spends time in functions that are called, inlined, in a library and in assembly, profiled by gperftools.
#include <gperftools/profiler.h>

#include <ctime>

// Of library.cc, linked or shared.
int SpinInLibrary(int rounds);

static inline int Mix(int value) { return (value << 5) ^ (value >> 3) ^ 0x5bd1; }

__attribute__((noinline)) int SpinInProgram(int rounds) {
  int value = rounds;
  for (int i = 0; i < rounds; i++) {
    value = Mix(value);
    value += value % 7;
  }
  return value;
}

__attribute__((noinline)) int Recurse(int depth) {
  if (depth == 0) return SpinInProgram(20000);
  return Recurse(depth - 1) + 1;
}

int main(int, char** argv) {
  ProfilerStart(argv[1]);
  const std::clock_t end = std::clock() + CLOCKS_PER_SEC * 4 / 10;  // Of processor time: a busy machine has less.
  int done = 0;
  while (std::clock() < end) done += Recurse(5) + SpinInLibrary(40000);
  ProfilerStop();
  return done == 42;
}
