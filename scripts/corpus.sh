#!/usr/bin/env bash
# Records tests/corpus/ anew: runs each producer that this machine has, and tells in one line what it left out.
#
#   npm run corpus              every producer
#   npm run corpus -- go node   only these
#
# Everything needs: go, node with npm, cargo, python3 with venv, perf, g++, and Debian's libgoogle-perftools-dev;
# crates.io, PyPI and the npm registry within reach.
#
# A producer is one script in scripts/corpus/ and one folder in tests/corpus/. What cannot be recorded here stays as it
# was committed. Recorded numbers differ from run to run, so goldens must be recorded again afterwards.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# Fixed and neutral, because it ends up in the profiles as the path of sources and binaries.
work=/tmp/heapwise-corpus
mkdir -p "$work"

# needs COMMAND PACKAGE: ends the producer when the machine does not have the command.
needs() {
  command -v "$1" >/dev/null && return
  echo "left out: $producer, because \`$1\` is not on PATH (install $2)"
  exit 0
}

# unavailable REASON: ends the producer when something else is missing.
unavailable() {
  echo "left out: $producer, because $1"
  exit 0
}

# source_copy NAME: copies examples/NAME to the neutral place and goes there.
source_copy() {
  rm -rf "${work:?}/$1"
  cp -R "$root/examples/$1" "$work/$1"
  cd "$work/$1"
}

# begin_notes TEXT: starts the folder's README.md, to which `note FILE PRODUCER COMMAND EXERCISES` adds a row.
begin_notes() {
  {
    echo "# $producer"
    echo
    echo "Written by \`npm run corpus -- $producer\`. $1"
    echo
    echo '| file | producer and version | command | what it exercises |'
    echo '|---|---|---|---|'
  } >"$out/README.md"
}

note() {
  [ -s "$out/$1" ] || { echo "$producer: $1 was not written" >&2; return 1; }
  echo "| \`$1\` | $2 | \`$3\` | $4 |" >>"$out/README.md"
}

record() (
  producer=$1
  out=$root/tests/corpus/$producer
  mkdir -p "$out"
  # shellcheck source=/dev/null
  . "$root/scripts/corpus/$producer.sh"
)

chosen=("$@")
if [ $# -eq 0 ]; then
  for script in "$root"/scripts/corpus/*.sh; do chosen+=("$(basename "$script" .sh)"); done
fi
for producer in "${chosen[@]}"; do record "$producer"; done
du -sh "$root/tests/corpus" | sed 's/\t.*/ in tests\/corpus/'
