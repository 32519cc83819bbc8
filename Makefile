# Prevention Assistant: every command, the same here and in CI. `make help` lists them.
# Needs: Linux, git, make and a Python of 3.11 or later. No sudo, Node, Docker or database server.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

# The first Python that is new enough to run the set-up (launch/, standard library alone).
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; \
	done; echo python3)
MODERN := .venv/bin/python
LAUNCH := $(PYTHON) -m launch
# A file's tests stay in one process: they share what it started.
TEST_PROCESSES ?= --numprocesses auto --maxprocesses 4 --dist loadfile
export OMP_NUM_THREADS ?= 2
export HF_HUB_OFFLINE := 1

.PHONY: help setup run test test-fast lint format bot-check eval eval-intents eval-urgent fit-guard \
	eval-redaction fuzz bench bench-long benchmark token audit-verify fault backup \
	restore export-articles permissions contract clean

help: ## List every target
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Build both environments, the encoder, the index, the database and the dialogue model
	@$(LAUNCH) setup

run: ## Set up what is missing, start everything, print one address; Ctrl-C stops it all
	@$(LAUNCH) up

test: setup lint bot-check ## Every check and every test, set-up included
	$(MODERN) -m pytest $(TEST_PROCESSES) -m "not alone"
	$(MODERN) -m pytest -m alone

test-fast: ## The tests that start no process and no browser
	$(MODERN) -m pytest $(TEST_PROCESSES) -m "not e2e and not browser and not slow"

lint: ## ruff, mypy --strict and the import rules
	.venv/bin/ruff check .
	$(MODERN) -m mypy
	.venv/bin/lint-imports

format: ## Put the Python files into ruff's format
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bot-check: ## Rasa's own check of config.yml, domain.yml and bot/data; a warning fails
	@$(LAUNCH) check-bot

eval: ## Run a labelled file through search and chat: SET=path.jsonl (URL=… asks a running assistant)
	@test -n "$(SET)" || { echo "Say which file: make eval SET=path.jsonl"; exit 2; }
	@$(LAUNCH) setup
	@$(MODERN) -m measure.evaluate --set "$(SET)" $(if $(URL),--url "$(URL)")

fit-guard: ## Learn the urgent guard's weights again from api/guard/messages (TRY=1: print how well it would do)
	@$(MODERN) -m api.guard $(if $(TRY),try,fit)

eval-urgent: ## Run a list of urgent messages and look-alikes through the guard: SET=… ERRORS=1 (URL=…: its chat)
	@$(MODERN) -m tests.api.guard.evaluate $(if $(SET),--set "$(SET)") $(if $(URL),--url "$(URL)") \
		$(if $(ERRORS),--errors)

eval-redaction: ## Run the generated corpus through redaction: SEED=dev|test, ERRORS=1 (dev's)
	@$(MODERN) -m tests.api.redaction.evaluate $(if $(SEED),--seed $(SEED)) $(if $(ERRORS),--errors)

eval-intents: ## Score the dialogue model: SET=path.jsonl, default held out; PUBLIC=folder compares with Rasa's
	@$(LAUNCH) setup
	@$(MODERN) -m measure.intents $(if $(SET),--set "$(SET)") $(if $(PUBLIC),--public "$(PUBLIC)")

benchmark: ## Search any BEIR-layout corpus beside bm25s and MiniLM: CORPUS= QUERIES= QRELS= (HALF=1 LOG=…)
	@test -n "$(CORPUS)" -a -n "$(QUERIES)" -a -n "$(QRELS)" || \
		{ echo "Say which: make benchmark CORPUS=c.jsonl QUERIES=q.jsonl QRELS=r.jsonl"; exit 2; }
	@$(LAUNCH) setup
	@$(MODERN) -m knowledge benchmark --corpus "$(CORPUS)" --queries "$(QUERIES)" --qrels "$(QRELS)" \
		$(if $(HALF),--remove-half) $(if $(OUT),--out "$(OUT)") $(if $(LOG),--log "$(LOG)")

fuzz: setup ## Requests made from the OpenAPI document, as each role: EXAMPLES=50 SEED=1
	@$(MODERN) -m tests.fuzz.command $(if $(EXAMPLES),--examples $(EXAMPLES)) $(if $(SEED),--seed $(SEED))

bench: setup ## What a chat turn and a search cost, as ratios within one run
	@$(MODERN) -m measure.speed

bench-long: setup ## What turns 281 to 300 of a conversation cost, against the first twenty of a new one
	@$(MODERN) -m measure.long_conversation

token: ## Print a bearer token, alone on its line: ROLE=officer|curator|lead|admin WHO=a|b
	@test -x $(MODERN) || { echo "Run make setup first." >&2; exit 2; }
	@$(MODERN) -m api token --role $(or $(ROLE),officer) --who $(or $(WHO),a)

audit-verify: ## Check that the audit log is as it was written; says so, exit status 1 if it is not
	@$(MODERN) -m api audit verify

fault: ## Kill the api at random moments while 20 people open and answer tickets: KILLS=200 SEED=1 WARM=1
	@$(MODERN) -m tests.fault --kills $(or $(KILLS),200) --seed $(or $(SEED),1) $(if $(WARM),--warm)

backup: ## Back the database up, while running or not, into var/backups/
	@$(LAUNCH) backup

restore: ## Put a backup back: FILE=var/backups/….tar.gz (stop the assistant first)
	@$(LAUNCH) restore "$(FILE)"

export-articles: ## Write the published articles of the database into knowledge/articles
	@$(MODERN) -m api export-articles

permissions: ## Write docs/permissions.md, who may call what, from the app's routes
	@$(MODERN) -m tests.contract.permissions

contract: ## Write actions/contract.py from the API's OpenAPI document
	@$(MODERN) -m tests.contract.generate

clean: ## Delete what was built and stored under var/, the database too; asks first
	@$(LAUNCH) clean
