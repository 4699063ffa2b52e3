#!/bin/sh
# Makes certificates for tests in the folder that is named: a CA, a server, a client, and some that
# nobody should believe. They are made anew each time; nothing of them is secret or lasts.
set -eu
umask 077
mkdir -p "$1"
cd "$1"

key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null
}

# authority NAME
authority() {
  key "$1"
  openssl req -x509 -new -key "$1.key" -subj "/CN=grpcbench test $1" -days 30 -out "$1.pem"
}

# certificate NAME AUTHORITY USE NAMES [openssl-x509 options for its life]; NAMES may be empty, and
# USE may be CA
certificate() {
  name=$1 authority=$2 use=$3 names=$4
  shift 4
  key "$name"
  if [ "$use" = CA ]; then
    echo basicConstraints=CA:TRUE
  else
    echo basicConstraints=CA:FALSE
    echo "extendedKeyUsage=$use"
  fi >"$name.cnf"
  [ -z "$names" ] || echo "subjectAltName=$names" >>"$name.cnf"
  openssl req -new -key "$name.key" -subj "/CN=grpcbench test $name" -out "$name.csr"
  openssl x509 -req -in "$name.csr" -CA "$authority.pem" -CAkey "$authority.key" -CAcreateserial \
    -extfile "$name.cnf" "$@" -out "$name.pem" 2>/dev/null
  rm "$name.cnf" "$name.csr"
}

ours=DNS:localhost,IP:127.0.0.1,IP:::1,DNS:*.test.google.fr
authority ca
authority other-ca
certificate server ca serverAuth "$ours" -days 30
certificate client ca clientAuth DNS:client -days 30
certificate wrong-name ca serverAuth DNS:elsewhere.example -days 30
certificate other-address ca serverAuth IP:10.0.0.1,IP:fd00::1 -days 30
certificate nameless ca serverAuth '' -days 30
certificate inner-ca ca CA '' -days 30
certificate inner inner-ca serverAuth "$ours" -days 30
certificate stranger other-ca serverAuth "$ours" -days 30
certificate stranger-client other-ca clientAuth DNS:client -days 30
# A life that has ended yesterday needs a negative number of days, which openssl(1) takes.
certificate expired ca serverAuth "$ours" -days -1
rm -f ./*.srl
