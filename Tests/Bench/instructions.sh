#!/bin/sh
# Counts the processor instructions that one call costs the load generator, which is what remains
# comparable on a machine whose clock is not: total, and the ten heaviest functions.
#
# usage: Tests/Bench/instructions.sh [BINARY]        (make instructions builds the binary first)
#
# The release binary plays 1 connection x 1000 streams under callgrind against its own server, which
# runs outside. It plays twice, SHORT and LONG seconds: what start and end cost is in both, so that
# the difference of instructions over the difference of calls is the price of a call. Debug
# information is stripped from a copy, because valgrind 3.19 cannot read Swift's DWARF 5.
# Instructions of the kernel are not counted. The environment may set SHORT, LONG, CONNECTIONS and
# STREAMS.
set -eu

binary=${1:-.build/release/grpcbench}
short=${SHORT:-3}
long=${LONG:-9}
connections=${CONNECTIONS:-1}
streams=${STREAMS:-1000}

for tool in valgrind callgrind_annotate strip; do
  command -v "$tool" >/dev/null || {
    echo "instructions: no $tool; install the Debian packages valgrind and binutils" >&2
    exit 1
  }
done
[ -x "$binary" ] || {
  echo "instructions: no program at $binary; build it with: make build" >&2
  exit 1
}

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

strip -g -o "$work/grpcbench" "$binary"
socket=$work/server.sock
"$binary" serve --listen "unix:$socket" >"$work/server.log" 2>&1 &
server=$!
while [ ! -S "$socket" ]; do
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
done

# One run of so many seconds: the instructions of each function in NAME.functions, the calls on
# standard output.
play() {
  valgrind --tool=callgrind --callgrind-out-file="$work/$1.out" "$work/grpcbench" run \
    --scenario unary-saturation --target "unix:$socket" --connections "$connections" \
    --streams "$streams" --warmup 0s --duration "$2s" --output "$work/runs" --quiet --json \
    >"$work/$1.json" 2>"$work/$1.log" || { tail -n 5 "$work/$1.log" >&2; exit 1; }
  # Lines of the form: 1,234 (5.6%)  file:function [object]
  callgrind_annotate --threshold=100 "$work/$1.out" |
    sed -n 's/^ *\([0-9,]*\) *([ 0-9.]*%) *[^:]*:\(.*\)$/\1 \2/p' |
    sed 's/ \[[^]]*\]$//' >"$work/$1.functions"
  sed -n 's/^ *"calls" *: *\([0-9]*\).*/\1/p' "$work/$1.json" | head -n 1
}

calls_short=$(play short "$short")
calls_long=$(play long "$long")
calls=$((calls_long - calls_short))
[ "$calls" -gt 0 ] || {
  echo "instructions: $calls_short calls in ${short}s and $calls_long in ${long}s; set LONG" >&2
  exit 1
}

echo "instructions per call, $connections x $streams streams, over $calls calls"
awk -v calls="$calls" '
  { count = $1; gsub(",", "", count); $1 = ""; function_of[$0] = 1 }
  FNR == NR { earlier[$0] += count; next }
  { later[$0] += count }
  END {
    for (name in function_of) {
      price = (later[name] - earlier[name]) / calls
      total += price
      printf "%10.1f %s\n", price, name
    }
    printf "%10.1f  TOTAL\n", total
  }' "$work/short.functions" "$work/long.functions" |
  sort -rn | head -n 11 |
  if command -v swift >/dev/null; then swift demangle --simplified; else cat; fi
