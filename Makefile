.PHONY: demo test bench lint fmt

demo: ## Serve the sample data on this machine
	go run ./cmd/caseload demo

test: ## Vet, lint, every test with -race, browser tests, a short fuzz
	.ci/test

bench:
	go test -tags slow -run '^$$' -bench . -benchmem -timeout 30m ./...

lint:
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run --allow-serial-runners

fmt:
	gofmt -w $$(git ls-files '*.go')
