# gperftools: the legacy CPU, heap and growth formats, from a position-dependent and a position-independent C++ program.
needs g++ g++
source_copy cpp-gperftools
g++ -std=c++17 -O1 -g1 -no-pie shop.cc -ltcmalloc_and_profiler -o shop 2>/dev/null ||
  unavailable 'shop.cc did not link with -ltcmalloc_and_profiler (install libgoogle-perftools-dev)'
mkdir -p pie
g++ -std=c++17 -O1 -g1 -pie -fPIE shop.cc -ltcmalloc_and_profiler -o pie/shop
version="gperftools $(dpkg-query -W -f '${Version}' libgoogle-perftools-dev 2>/dev/null || echo 'of unknown version')"

export TCMALLOC_SAMPLE_PARAMETER=65536 CPUPROFILE_FREQUENCY=250
./shop 2>/dev/null
(cd pie && ./shop 2>/dev/null)
cp shop shop.cpu shop.sample shop.growth "$out/"
cp shop.0001.heap "$out/shop-early.heap"
cp shop.0002.heap "$out/shop-late.heap"
cp pie/shop.cpu "$out/shop-pie.cpu"
cp pie/shop.0002.heap "$out/shop-pie.heap"

begin_notes 'The program is `examples/cpp-gperftools`, built in `/tmp/heapwise-corpus/cpp-gperftools`.'
run='TCMALLOC_SAMPLE_PARAMETER=65536 CPUPROFILE_FREQUENCY=250 ./shop'
note shop "$(g++ --version | head -1)" 'g++ -std=c++17 -O1 -g1 -no-pie shop.cc -ltcmalloc_and_profiler -o shop' 'not a profile: the binary that the addresses in the others belong to'
note shop.cpu "$version" "$run" 'binary CPU profile with a memory map, no symbols'
note shop-early.heap "$version" "$run" 'heap profile text, kind heapprofile (exact), in use and allocated'
note shop-late.heap "$version" "$run" 'the same later: base and diff_base'
note shop.sample "$version" "$run" 'heap profile text, kind heap_v2 (sampled, scaled on reading)'
note shop.growth "$version" "$run" 'heap profile text, kind growth'
note shop-pie.cpu "$version" 'built with -pie' 'mappings of a position-independent binary: an offset other than 0'
note shop-pie.heap "$version" 'built with -pie' 'the same in a heap profile text'
