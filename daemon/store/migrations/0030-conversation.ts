import type { Migration } from './index.ts'

/** The conversation: each turn as the wire shows it, and what it was understood as. A message's id makes sending it twice harmless. */
export const conversation: Migration = {
  version: 30,
  name: 'conversation',
  sql: `
    CREATE TABLE turns (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      message TEXT NOT NULL UNIQUE,
      at TEXT NOT NULL,
      turn TEXT NOT NULL,
      understood TEXT
    ) STRICT;
  `,
}
