#!/usr/bin/env bash
# Records tests/escape/ anew with the Go of this machine: a profile of examples/go-escape, and what the compiler says of
# it. The hand-checked lines of tests/escape.test.ts name lines of the example: check them again when it changes.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/tests/escape
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root/examples/go-escape"
# -trimpath, so that nothing names this machine.
go test -trimpath -run '^$' -bench . -benchtime 500x -memprofile "$work/orders.pb.gz" -memprofilerate 256 -o "$work/orders.test"
go test -trimpath -c -o "$work/built.test" -gcflags=-m=2 . 2>"$work/orders.txt"
mkdir -p "$out"
cp "$work/orders.pb.gz" "$work/orders.txt" "$out/"
