# Python: what pypprof serves, and the folded stacks of py-spy.
needs python3 'Python 3.9 to 3.11'
source_copy python-pypprof
versions='pypprof==0.0.1 zprofile==1.0.13 mprofile==0.0.15 protobuf==3.20.3 py-spy==0.4.3'
venv=$work/python-venv
# shellcheck disable=SC2086
if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check $versions; } >pip.log 2>&1; then
  unavailable 'pip could not install pypprof and py-spy (is PyPI within reach? do they have wheels for this Python?)'
fi
python="$(python3 --version)"

begin_notes 'The program is `examples/python-pypprof`, run in `/tmp/heapwise-corpus/python-pypprof`.'
# mprofile crashes now and then.
for _ in 1 2 3 4 5; do ("$venv/bin/python" shop.py profiles) 2>/dev/null && break; done
cp profiles/*.pb.gz "$out/"
pypprof="pypprof 0.0.1, $python"
note cpu.pb.gz "$pypprof" 'python shop.py profiles' 'sample type CPU in upper case; no addresses; an empty mapping; no time'
note wall.pb.gz "$pypprof" 'python shop.py profiles' 'sample type wall'
note heap.pb.gz "$pypprof" 'python shop.py profiles' 'sample type HEAP, a duration of 1 ns'
note thread.pb.gz "$pypprof" 'python shop.py profiles' 'sample type THREADS: one sample per thread'

if "$venv/bin/py-spy" record --format raw --output shop.folded -- "$venv/bin/python" shop.py >/dev/null 2>&1; then
  cp shop.folded "$out/"
  note shop.folded "py-spy 0.4.3, $python" 'py-spy record -f raw -o shop.folded -- python shop.py' 'folded stacks: frames with blanks, parentheses and lines; an empty stack'
else
  echo 'left out: python/shop.folded, because py-spy may not trace here'
fi
