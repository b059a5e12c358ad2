# Synthetic: drawn by scripts/corpus-synthetic.mjs, and shown to pprof where there is one.
needs node 'Node 20 or later'
node "$root/scripts/corpus-synthetic.mjs"
if command -v go >/dev/null; then
  for file in "$out"/*.{pb,gz,prof}; do
    go tool pprof -raw -symbolize=none "$file" >/dev/null 2>&1 || { echo "synthetic: pprof refuses $file" >&2; exit 1; }
  done
  for file in "$root"/tests/corpus/malformed/*.{pb,gz,txt,prof}; do
    ! go tool pprof -raw -symbolize=none "$file" >/dev/null 2>&1 || { echo "malformed: pprof accepts $file" >&2; exit 1; }
  done
else
  echo 'not checked: synthetic and malformed, because `go` is not on PATH'
fi
