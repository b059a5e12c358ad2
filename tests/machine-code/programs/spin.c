// Functions to look into, in a program as well as in a library; nothing runs them, for their samples are made up.
static int half(int value) { return value / 2; }

__attribute__((noinline)) int spin(int rounds) {
  int value = rounds;
  for (int i = 0; i < rounds; i++) {
    if (value % 2 == 0)
      value = half(value);
    else
      value = value * 3 + i;
  }
  return value;
}

__attribute__((noinline)) int descend(int depth) {
  if (depth == 0) return spin(20);
  return descend(depth - 1) * 2 + spin(depth);
}

int main(int argc, char **argv) {
  (void)argv;
  return descend(argc);
}
