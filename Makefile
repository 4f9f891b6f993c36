# Callgate's commands for people who work on it. `make help` lists them.

GO          ?= go
FUZZTIME    ?= 30s
STATICCHECK ?= honnef.co/go/tools/cmd/staticcheck@v0.8.2

# Packages below testdata are not part of ./...
PACKAGES := ./... ./testdata/mini/... ./testdata/need

.DEFAULT_GOAL := build

.PHONY: build
build: ## build bin/callgate
	$(GO) build -trimpath -o bin/callgate ./cmd/callgate

.PHONY: demo
demo: build ## show what Callgate does; KERNEL=path/to/linux IMAGE=path/to/vmlinux for your own
	bin/callgate demo $(if $(KERNEL),--kdir '$(KERNEL)') $(if $(IMAGE),--image '$(IMAGE)')

.PHONY: test
test: deps lint ## install what the tests need and run all that need no corpus
	$(GO) run ./scripts/gotest -skip '^TestReal' $(PACKAGES)

.PHONY: test-real
test-real: ## run the tests on distribution kernels, which make corpus fetches
	$(GO) run ./scripts/gotest -timeout 25m -run '^TestReal' $(PACKAGES)

.PHONY: corpus
corpus: ## fetch distribution kernels into a cache outside of this tree; CORPUS='arm64-6.1 boot' for more
	scripts/corpus $(CORPUS)

.PHONY: bench
bench: ## print how long things take and how much memory
	$(GO) test -run '^$$' -bench . -benchmem $(PACKAGES)

# Shrinking an interesting input of 100 kB would take all the time by default.
.PHONY: fuzz
fuzz: ## fuzz every parser for FUZZTIME each (default 30s)
	@set -e; for package in $$($(GO) list $(PACKAGES)); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s $$package; \
		done; \
	done

.PHONY: lint
lint: ## gofmt, go vet, staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not gofmt-ed: $$unformatted" >&2; exit 1; fi
	$(GO) vet $(PACKAGES)
	$(GO) run $(STATICCHECK) $(PACKAGES)

.PHONY: deps
deps: ## install the programs that the tests drive (Debian packages)
	@scripts/deps

.PHONY: generate
generate: ## rebuild the images of the miniature kernel; needs scripts/deps cross
	$(GO) generate ./testdata/mini/...

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
