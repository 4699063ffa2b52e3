#!/bin/sh
# Counts the processor instructions that one message costs to encode and to decode, which is what
# remains comparable on a machine whose clock is not.
#
# usage: Tests/Bench/codec.sh [PAYLOAD...]       (make build builds the binary first)
#
# Each measurement is played twice under callgrind, with MESSAGES and with twice as many: what start
# and end cost is in both, so that the difference over MESSAGES is the price of one. Debug information
# is stripped from a copy, because valgrind 3.19 cannot read Swift's DWARF 5.
#
# Where the program of simdjson is (make codec builds it), its reading is counted too.
#
# The environment may set BINARY, MESSAGES, SIMDJSON, and CODECS, such as "protobuf json".
set -eu

binary=${BINARY:-.build/release/grpcbench}
messages=${MESSAGES:-200}
codecs=${CODECS:-protobuf json json-swiftprotobuf json-foundation}
simdjson=${SIMDJSON:-.build-peers/simdjson-avx2}

for tool in valgrind strip; do
  command -v "$tool" >/dev/null || {
    echo "codec: no $tool; install the Debian packages valgrind and binutils" >&2
    exit 1
  }
done
[ -x "$binary" ] || {
  echo "codec: no program at $binary; build it with: make build" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
strip -g -o "$work/grpcbench" "$binary"
if [ -x "$simdjson" ]; then
  strip -g -o "$work/simdjson" "$simdjson"
  "$work/grpcbench" codec --quiet --codec json --rounds 1 --messages 1 --output "$work" >/dev/null
  codecs="$codecs simdjson simdjson-dom"
fi

# The instructions of a run of a program: collect PROGRAM WORD...
collect() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" >/dev/null 2>"$work/log" || {
    tail -n 5 "$work/log" >&2
    exit 1
  }
  sed -n 's/^.*Collected : \([0-9]*\).*$/\1/p' "$work/log"
}

# count PAYLOAD CODEC DIRECTION MESSAGES
count() {
  case $2 in
  simdjson*)
    collect "$work/simdjson" "$work" --payload "$1" --codec "$2" --rounds 1 --messages "$4"
    ;;
  *)
    collect "$work/grpcbench" codec --quiet --payload "$1" --codec "$2" --direction "$3" \
      --rounds 1 --messages "$4"
    ;;
  esac
}

[ $# -gt 0 ] || set -- empty greeting mixed strings numbers orders data text
printf '%-10s %-20s %12s %12s\n' payload codec encode decode
for payload in "$@"; do
  for codec in $codecs; do
    printf '%-10s %-20s' "$payload" "$codec"
    for direction in encode decode; do
      case $codec-$direction in
      simdjson*-encode)
        printf ' %12s' -
        continue
        ;;
      esac
      few=$(count "$payload" "$codec" "$direction" "$messages")
      many=$(count "$payload" "$codec" "$direction" $((2 * messages)))
      printf ' %12d' $(((many - few) / messages))
    done
    echo
  done
done
