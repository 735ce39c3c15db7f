.PHONY: demo test fuzz soak bench lint fmt

demo: ## Serve the sample data on this machine
	go run ./cmd/caseload demo

test: ## Vet, lint, every test with -race, browser tests, a short fuzz
	.ci/test

fuzz: ## Every fuzz target for FUZZTIME, 60 s unless told otherwise
	.ci/fuzz

soak: ## What takes minutes: 200 kills, and loads of SOAK each
	CASELOAD_SOAK=$${SOAK:-60s} go test -count=1 -timeout 60m -v -run 'TestAKillAtAnyPoint|TestManyWriters|TestFiftyReaders' ./cmd/caseload

bench:
	go test -tags slow -run '^$$' -bench . -benchmem -timeout 30m ./...

lint:
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run --allow-serial-runners

fmt:
	gofmt -w $$(git ls-files '*.go')
