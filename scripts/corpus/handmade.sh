# Handmade: written by hand, not recorded; this only asks pprof whether it accepts each file.
needs go 'Go 1.21 or later'
for file in "$out"/*.txt; do
  go tool pprof -raw -symbolize=none "$file" >/dev/null 2>&1 || { echo "handmade: pprof refuses $file" >&2; exit 1; }
done
