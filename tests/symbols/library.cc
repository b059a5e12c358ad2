// The part of hot.cc that is in a shared library, where there is one.

__attribute__((noinline)) int Divide(int value) { return value / 3 + value % 5; }

int SpinInLibrary(int rounds) {
  int value = rounds;
  for (int i = 0; i < rounds; i++) value += Divide(value) ^ i;
  return value;
}
