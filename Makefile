# What takes longer than the test run. Needs Go only; docs/reliability.md says what each shows.

N       = 1000
MINUTES = 60
TIME    = 30s

.PHONY: test kill power events fuzz soak vuln

test: ## everything, under two minutes
	go test ./...

kill: ## N kills of processes that change a library, and a tenth as many of the program itself
	RASHOMON_KILL_ROUNDS=$(N) go test ./store -count=1 -timeout 2h -run 'TestKill' -v
	RASHOMON_KILL_ROUNDS=$$(($(N) / 10 + 1)) go test ./internal/cli -count=1 -timeout 2h -run 'TestKill(InATerminal|Commands)' -v

power: ## N rounds of power cuts, some hundred states each; Linux
	RASHOMON_POWER_ROUNDS=$(N) go test ./store -count=1 -timeout 12h -run 'TestPowerCut' -v

events: ## N random keys, clicks, pastes and sizes; in TMPDIR if that is set, or else in memory where there is a folder for that: nothing here is about the disk
	RASHOMON_EVENTS=$(N) GOTMPDIR=$${TMPDIR:-/tmp} TMPDIR=$${TMPDIR:-$$(test -w /dev/shm && echo /dev/shm || echo /tmp)} go test ./ui -count=1 -timeout 12h -run 'TestEvents' -v

fuzz: ## every fuzz target for TIME, one after another
	@grep -rl '^func Fuzz' --include='*_test.go' . | sort | while read -r f; do \
	  for t in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' $$f); do \
	    echo "$$(dirname $$f) $$t"; \
	    out=$$(go test $$(dirname $$f) -run '^$$' -fuzz "^$$t\$$" -fuzztime $(TIME) -fuzzminimizetime 1s 2>&1) || \
	      { echo "$$out" | tail -20; echo "$$out" | grep -q 'context deadline exceeded' && ! echo "$$out" | grep -q 'Failing input' || exit 1; }; \
	  done; done

soak: ## MINUTES of labelling in a library of 100,000 reports; Linux
	RASHOMON_SOAK_MINUTES=$(MINUTES) go test ./internal/cli -count=1 -timeout 12h -run 'TestSoak$$' -v

vuln: ## known vulnerabilities of what is called; needs the network
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...
