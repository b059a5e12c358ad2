# Go: every runtime profile of examples/go-service, a benchmark's memory profile, and the same without paths.
needs go 'Go 1.21 or later'
source_copy go-service
version=$(go env GOVERSION)
service=$work/go-service/service

go build -o service .
GOMAXPROCS=4 ./service -record all -memprofilerate 16384
cp all/* "$out/"
gunzip -c all/heap.pb.gz >"$out/heap-plain.pb"

GODEBUG=profstackdepth=1024 ./service -record deep -depth 400 -memprofilerate 1024
cp deep/heap-deep.pb.gz "$out/"

mkdir -p trimmed
go build -trimpath -o trimmed/service .
GOMAXPROCS=4 trimmed/service -record trimmed/all -memprofilerate 16384 -rounds 12
for name in heap cpu; do cp "trimmed/all/$name.pb.gz" "$out/$name-trimpath.pb.gz"; done

go test -run '^$' -bench Sort -benchtime 200x -memprofile sort.pb.gz -memprofilerate 1 ./mergesort >/dev/null
cp sort.pb.gz "$out/bench-mergesort.pb.gz"

# An experiment of Go 1.26: only goroutines that nothing can wake any more.
if GOEXPERIMENT=goroutineleakprofile go build -o leakservice . 2>/dev/null; then
  GOMAXPROCS=4 ./leakservice -record leaked -rounds 8
  cp leaked/goroutineleak.pb.gz "$out/"
else
  echo "left out: go/goroutineleak.pb.gz, because $version does not have the experiment"
fi

begin_notes 'The program is `examples/go-service`, built in `/tmp/heapwise-corpus/go-service`, on 4 threads.'
all='service -record all -memprofilerate 16384'
note heap.pb.gz "$version" "$all" 'inuse and alloc, objects and space; two leaks; generics, closures, inlined calls'
note heap-early.pb.gz "$version" "$all" 'the same heap at a quarter of the work: base and diff_base'
note heap-plain.pb "$version" 'gunzip -c heap.pb.gz' 'a profile without gzip'
note allocs.pb.gz "$version" "$all" 'the same samples with alloc_space as the default'
note cpu.pb.gz "$version" "$all" 'labels tenant, endpoint and step; recursion; samples with and without labels'
note block.pb.gz "$version" "$all" 'contentions and delay: channel and WaitGroup waits'
note mutex.pb.gz "$version" "$all" 'contentions and delay: one hot lock'
note goroutine.pb.gz "$version" "$all" 'leaked goroutines, one label'
note threadcreate.pb.gz "$version" "$all" 'a sample with an empty stack'
for name in heap allocs block mutex goroutine threadcreate; do
  note "$name.debug1.txt" "$version" "$all" "the text form of $name (debug=1)"
done
note goroutine.debug2.txt "$version" "$all" 'a dump of every goroutine (debug=2), which pprof refuses'
note heap-deep.pb.gz "$version" 'GODEBUG=profstackdepth=1024 service -record deep -depth 400 -memprofilerate 1024' 'stacks of hundreds of frames of one recursive function'
note heap-trimpath.pb.gz "$version" 'go build -trimpath; service -rounds 12' 'file names relative to the module'
note cpu-trimpath.pb.gz "$version" 'go build -trimpath; service -rounds 12' 'file names relative to the module, labels'
note bench-mergesort.pb.gz "$version" 'go test -bench Sort -benchtime 200x -memprofile F -memprofilerate 1' 'exact counts (rate 1), generic recursive functions'
if [ -f leaked/goroutineleak.pb.gz ]; then
  note goroutineleak.pb.gz "$version" 'GOEXPERIMENT=goroutineleakprofile go build; service -rounds 8' 'the goroutine leak alone, one label'
fi
