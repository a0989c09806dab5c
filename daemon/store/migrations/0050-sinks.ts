import type { Migration } from './index.ts'

/** How many entries of the record each sink has confirmed, and the end of the batch that it was last offered. */
export const sinks: Migration = {
  version: 50,
  name: 'sinks',
  sql: `
    CREATE TABLE audit_sinks (
      name TEXT PRIMARY KEY,
      delivered INTEGER NOT NULL,
      offered INTEGER NOT NULL
    ) STRICT;
  `,
}
