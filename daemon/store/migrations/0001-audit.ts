import type { Migration } from './index.ts'

/**
 * The Merkle log. An entry's row holds its bytes and, in `hashes`, its leaf hash followed by the hash of each subtree that it completes,
 * 32 bytes each, lowest first: the layout of Go's sumdb (`StoredHashes`, https://pkg.go.dev/golang.org/x/mod/sumdb/tlog), so that an
 * append touches one page and any proof reads one row a level. What is searched for is computed from the bytes and not stored beside them,
 * so that there is nothing else to falsify.
 */
export const audit: Migration = {
  version: 1,
  name: 'audit',
  sql: `
    CREATE TABLE audit_log (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      origin TEXT NOT NULL,
      public_key BLOB NOT NULL
    );
    CREATE TABLE audit_entries (
      sequence INTEGER PRIMARY KEY,
      hashes BLOB NOT NULL,
      entry TEXT NOT NULL,
      kind TEXT GENERATED ALWAYS AS (json_extract(entry, '$.kind')) VIRTUAL,
      plan TEXT GENERATED ALWAYS AS (json_extract(entry, '$.plan')) VIRTUAL,
      run TEXT GENERATED ALWAYS AS (json_extract(entry, '$.run')) VIRTUAL
    );
    CREATE INDEX audit_entries_kind ON audit_entries (kind, sequence);
    CREATE INDEX audit_entries_plan ON audit_entries (plan, sequence) WHERE plan IS NOT NULL;
    CREATE INDEX audit_entries_run ON audit_entries (run, sequence) WHERE run IS NOT NULL;
    CREATE TABLE audit_checkpoints (
      block INTEGER PRIMARY KEY,
      size INTEGER NOT NULL,
      root BLOB NOT NULL,
      signature BLOB NOT NULL
    );
  `,
}
