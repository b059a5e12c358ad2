# perf: folded stacks of the C++ example, the input that flame graphs are usually drawn from.
needs perf linux-perf
needs g++ g++
source_copy cpp-gperftools
g++ -std=c++17 -O1 -g1 -fno-omit-frame-pointer shop.cc -ltcmalloc_and_profiler -o shop 2>/dev/null ||
  unavailable 'shop.cc did not link with -ltcmalloc_and_profiler (install libgoogle-perftools-dev)'
perf record -q -F 199 -g -o shop.perf ./shop >/dev/null 2>&1 || unavailable 'perf may not record here'

# perf script prints a header line, the frames leaf first, and an empty line for each sample.
perf script -i shop.perf -F comm,ip,sym 2>/dev/null | awk '
  NF == 0 { if (stack != "") count[command stack]++; stack = command = ""; next }
  command == "" { command = $1; next }
  { $1 = ""; sub(/^ /, ""); gsub(/;/, ":"); stack = ";" $0 stack }
  END { for (line in count) print line, count[line] }' | sort >"$out/shop.folded"

begin_notes 'The program is `examples/cpp-gperftools`, built in `/tmp/heapwise-corpus/cpp-gperftools`.'
note shop.folded "$(perf --version)" 'perf record -F 199 -g ./shop; perf script -F comm,ip,sym, folded by awk' 'folded stacks: C++ names with blanks, commas, templates; kernel frames or [unknown]'
