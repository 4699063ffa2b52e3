#!/bin/sh
# Writes the descriptors of the protocol files as Swift, for the server's reflection.
#
# usage: Protos/descriptors.sh NAME FILE.proto... >NAME.swift        (run where Protos/ is)
set -eu

name=$1
shift

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "// Made by Protos/descriptors.sh from the files in Protos; \`make protos\` makes it again."
echo "// swift-format-ignore-file"
echo
echo "/// The \`google.protobuf.FileDescriptorProto\`s of files in Protos, serialized."
echo "public enum $name {"
echo "  public static let all: [[UInt8]] = ["
for path in "$@"; do
  # A set of one file: the key of field 1 and a length, then the file.
  protoc -I Protos --descriptor_set_out="$work/set" "$(basename "$path")"
  size=$(wc -c <"$work/set")
  if [ "$size" -gt 16386 ]; then skip=4; elif [ "$size" -gt 129 ]; then skip=3; else skip=2; fi
  echo "    // $(basename "$path")"
  echo "    ["
  tail -c "+$((skip + 1))" "$work/set" | od -An -v -tu1 -w20 |
    sed -e 's/^ */      /' -e 's/\([0-9]\)  *\([0-9]\)/\1, \2/g' -e 's/\([0-9]\)  *\([0-9]\)/\1, \2/g' -e 's/$/,/'
  echo "    ],"
done
echo "  ]"
echo "}"
