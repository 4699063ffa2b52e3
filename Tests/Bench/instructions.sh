#!/bin/sh
# Counts the processor instructions that one unary call and one streamed message of each kind cost
# the load generator, which is what remains comparable on a machine whose clock is not: the ten
# heaviest functions of each kind, and at the end one table of totals.
#
# usage: Tests/Bench/instructions.sh [KIND...]       (make instructions builds the binary first)
#
# KIND is unary, server-streaming, client-streaming, bidi-flood or bidi-pingpong; without any, all
# of them. A message of a bidirectional kind is one there and its answer.
#
# The release binary plays a scenario on one connection under callgrind against its own server,
# which runs outside. It plays twice, SHORT and LONG seconds: what start and end cost is in both, so
# that the difference of instructions over the difference of calls or messages is the price of one.
# Only what the event loop does is counted (LOOP): making the result costs something for each second
# of a run, and under callgrind few calls share a second. Instructions of the kernel are not counted.
# Debug information is stripped from a copy, because valgrind 3.19 cannot read Swift's DWARF 5.
#
# The environment may set BINARY, SHORT, LONG, CONNECTIONS, STREAMS (each scenario has its own number
# otherwise) and OPTIONS, such as "--phases false".
set -eu

binary=${BINARY:-.build/release/grpcbench}
short=${SHORT:-2}
long=${LONG:-6}
connections=${CONNECTIONS:-1}
options=${OPTIONS:-}
# The mangled name of Worker.play: what a thread does from its first connection to its last sample.
LOOP='$s4Load6WorkerV4play*'

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

# One run of so many seconds: the instructions of each function in NAME.functions, what the field of
# the summary counts on standard output.
# play NAME SECONDS SCENARIO STREAMS FIELD
play() {
  # $options is a list of words.
  valgrind --tool=callgrind --callgrind-out-file="$work/$1.out" --collect-atstart=no \
    --toggle-collect="$LOOP" "$work/grpcbench" run \
    --scenario "$3" --target "unix:$socket" --connections "$connections" \
    --streams "$4" --warmup 0s --duration "$2s" --deadline 60s \
    --output "$work/runs" --quiet --json $options \
    >"$work/$1.json" 2>"$work/$1.log" || {
    grep -v "^==" "$work/$1.log" | tail -n 5 >&2
    exit 1
  }
  # Lines of the form: 1,234 (5.6%)  file:function [object]
  callgrind_annotate --threshold=100 "$work/$1.out" |
    sed -n 's/^ *\([0-9,]*\) *([ 0-9.]*%) *[^:]*:\(.*\)$/\1 \2/p' |
    sed 's/ \[[^]]*\]$//' >"$work/$1.functions"
  sed -n "s/^ *\"$5\" *: *\([0-9][0-9]*\).*/\1/p" "$work/$1.json" | head -n 1
}

# measure KIND SCENARIO STREAMS FIELD UNIT
measure() {
  streams=${STREAMS:-$3}
  few=$(play short "$short" "$2" "$streams" "$4")
  many=$(play long "$long" "$2" "$streams" "$4")
  units=$((many - few))
  [ "$units" -gt 0 ] || {
    echo "instructions: $1: $few in ${short}s and $many in ${long}s; set LONG" >&2
    exit 1
  }
  echo
  echo "$1: instructions per $5, $connections x $streams streams, over $units"
  awk -v units="$units" '
    { count = $1; gsub(",", "", count); $1 = ""; function_of[$0] = 1 }
    FNR == NR { earlier[$0] += count; next }
    { later[$0] += count }
    END {
      for (name in function_of) {
        price = (later[name] - earlier[name]) / units
        total += price
        printf "%10.1f %s\n", price, name
      }
      printf "%10.1f  TOTAL\n", total
    }' "$work/short.functions" "$work/long.functions" |
    sort -rn >"$work/prices"
  head -n 11 "$work/prices" |
    if command -v swift >/dev/null; then swift demangle --simplified; else cat; fi
  total=$(sed -n 's/^ *\([0-9.]*\)  TOTAL$/\1/p' "$work/prices")
  [ "${total:-0.0}" != 0.0 ] || {
    echo "instructions: no function is called $LOOP; see Worker.play and set LOOP anew" >&2
    exit 1
  }
  printf '%-18s %12s  %-8s %4s x %-6s %12s\n' \
    "$1" "$total" "$5" "$connections" "$streams" "$units" >>"$work/table"
}

[ $# -gt 0 ] ||
  set -- unary server-streaming client-streaming bidi-flood bidi-pingpong
for kind in "$@"; do
  case $kind in
    unary) measure unary unary-saturation 100 calls call ;;
    server-streaming) measure "$kind" "$kind" 100 messages_received message ;;
    client-streaming) measure "$kind" "$kind" 100 messages_sent message ;;
    bidi-flood | bidi-pingpong) measure "$kind" "$kind" 10 messages_received message ;;
    *)
      echo "instructions: no kind $kind; see the head of this script" >&2
      exit 2
      ;;
  esac
done

echo
printf '%-18s %12s  %-8s %-13s %12s\n' kind instructions per streams over
cat "$work/table"
