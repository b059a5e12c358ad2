# Rust: a CPU profile that the `pprof` crate writes.
needs cargo 'Rust 1.70 or later'
source_copy rust-pprof
# Kept between runs: the crate takes minutes to build.
export CARGO_TARGET_DIR=$work/rust-target
cargo build --release --locked --quiet || unavailable 'cargo could not build it (is crates.io within reach?)'
"$CARGO_TARGET_DIR/release/shop" "$out/cpu.pb" >/dev/null

begin_notes 'The program is `examples/rust-pprof`, built in `/tmp/heapwise-corpus/rust-pprof`.'
crate=$(sed -n '/^name = "pprof"/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
note cpu.pb "pprof crate $crate, $(rustc --version | cut -d' ' -f1-2)" 'cargo run --release -- cpu.pb' 'not gzipped; inlined Rust frames; demangled names beside mangled ones; no addresses, an empty mapping; label thread'
