import type { Migration } from './index.ts'

/**
 * Plans and their attachments, runs with their steps, log and captures, the mode of each target, the count of wrong codes, and how far
 * the stream of events has got. The triggers are the last line behind the table of transitions: they hold for any code that opens the
 * store, also for code that isn't written yet.
 */
export const plans: Migration = {
  version: 10,
  name: 'plans',
  sql: `
CREATE TABLE plans (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL,
  digest TEXT,
  bytes BLOB,
  title TEXT NOT NULL,
  request TEXT NOT NULL,
  risk TEXT,
  counts TEXT,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  person TEXT NOT NULL,
  run INTEGER,
  why TEXT,
  superseded_by INTEGER
) STRICT;
CREATE INDEX plans_state ON plans (state, expires_at);
CREATE TABLE plan_targets (target TEXT NOT NULL, plan INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (plan, position)) STRICT, WITHOUT ROWID;
CREATE INDEX plan_targets_target ON plan_targets (target, plan);
CREATE TABLE attachments (plan INTEGER NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (plan, sha256)) STRICT;

CREATE TABLE approvals (
  plan INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  challenge TEXT NOT NULL UNIQUE,
  device TEXT NOT NULL,
  statement TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;
CREATE TRIGGER plans_begin_as_drafts BEFORE INSERT ON plans WHEN NEW.state <> 'drafted' BEGIN
  SELECT RAISE(ABORT, 'a plan begins as a draft');
END;
CREATE TRIGGER plans_run_only_when_approved BEFORE UPDATE OF state ON plans
WHEN NEW.state IN ('approved', 'running') AND NOT EXISTS (SELECT 1 FROM approvals WHERE plan = NEW.id AND digest = NEW.digest) BEGIN
  SELECT RAISE(ABORT, 'no plan runs without its approval');
END;
CREATE TRIGGER plans_stay_as_written BEFORE UPDATE OF bytes, digest ON plans WHEN OLD.bytes IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'a plan is written once');
END;
CREATE TRIGGER approvals_stay BEFORE UPDATE ON approvals BEGIN SELECT RAISE(ABORT, 'an approval is written once'); END;
CREATE TRIGGER approvals_are_kept BEFORE DELETE ON approvals BEGIN SELECT RAISE(ABORT, 'an approval is kept'); END;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan INTEGER NOT NULL UNIQUE,
  state TEXT NOT NULL,
  operation TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  person TEXT NOT NULL,
  device TEXT NOT NULL,
  via TEXT NOT NULL,
  conclusion TEXT,
  as_simulated INTEGER,
  entry INTEGER,
  undoes INTEGER,
  undone_by INTEGER,
  settled_by INTEGER
) STRICT;
CREATE INDEX runs_state ON runs (state);
CREATE TRIGGER runs_need_a_running_plan BEFORE INSERT ON runs
WHEN NOT EXISTS (SELECT 1 FROM plans WHERE id = NEW.plan AND state = 'running') BEGIN
  SELECT RAISE(ABORT, 'a run belongs to a plan that may run');
END;
CREATE TABLE run_steps (
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  target TEXT NOT NULL,
  phase TEXT NOT NULL,
  id TEXT NOT NULL,
  operation TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  detail TEXT,
  started_at TEXT,
  ended_at TEXT,
  PRIMARY KEY (run, position),
  UNIQUE (run, phase, id, operation)
) STRICT;
CREATE TABLE run_log (run INTEGER NOT NULL, position INTEGER NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (run, position)) STRICT;
CREATE TABLE captures (run INTEGER NOT NULL, target TEXT NOT NULL, digests TEXT NOT NULL, PRIMARY KEY (run, target)) STRICT;
CREATE TABLE capture_files (
  run INTEGER NOT NULL, target TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (run, target, name)
) STRICT;

CREATE TABLE modes (target TEXT PRIMARY KEY, mode TEXT NOT NULL, changed_at TEXT NOT NULL, person TEXT NOT NULL) STRICT;
CREATE TABLE approving (id INTEGER PRIMARY KEY CHECK (id = 1), wrong_codes INTEGER NOT NULL, closed_at TEXT) STRICT;
INSERT INTO approving (id, wrong_codes) VALUES (1, 0);
CREATE TABLE event_cursor (id INTEGER PRIMARY KEY CHECK (id = 1), reserved INTEGER NOT NULL) STRICT;
INSERT INTO event_cursor (id, reserved) VALUES (1, 0);
`,
}
