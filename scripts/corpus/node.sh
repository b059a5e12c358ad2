# Node: V8's own heap and CPU profiles of examples/node-service, and what @datadog/pprof makes of it.
needs node 'Node 20 or later'
source_copy node-service
version="Node $(node --version)"
node service.mjs --record all
cp all/* "$out/"

begin_notes 'The program is `examples/node-service`, run in `/tmp/heapwise-corpus/node-service`.'
run='node service.mjs --record all'
note early.heapprofile "$version" "$run" 'what is in use after 50 rounds: base and diff_base'
note late.heapprofile "$version" "$run" 'what is in use after 200 rounds: the leak grew'
note allocations.heapprofile "$version" "$run" 'everything allocated, collected since or not; many samples'
note shop.cpuprofile "$version" "$run" 'sampled at 2 ms: (program), (garbage collector), (idle), anonymous functions'

datadog=5.20.0
if npm install --silent --no-save --prefix "$work/node-datadog" "@datadog/pprof@$datadog" >/dev/null 2>&1; then
  node record-with-datadog.mjs "$work/node-datadog/node_modules" datadog
  for name in heap wall-labels wall-lines wall-columns wall-packed-columns; do
    cp "datadog/$name.pb.gz" "$out/datadog-$name.pb.gz"
  done
  version="@datadog/pprof $datadog, $version"
  run='node record-with-datadog.mjs NODE_MODULES datadog'
  note datadog-heap.pb.gz "$version" "$run" 'in use, objects and space; no addresses'
  note datadog-wall-labels.pb.gz "$version" "$run" 'sample, wall and cpu; a string and a numeric label'
  note datadog-wall-lines.pb.gz "$version" "$run" 'lines of calls instead of lines of functions'
  note datadog-wall-columns.pb.gz "$version" "$run" 'columns in Line.column'
  note datadog-wall-packed-columns.pb.gz "$version" "$run" 'columns packed into the high half of the line numbers, which makes them huge'
else
  echo 'left out: node/datadog-*.pb.gz, because npm could not install @datadog/pprof'
fi
