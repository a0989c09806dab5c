import type { Migration } from './index.ts'

/** How each person wants to be read, and the names that people here use for things, each with the turn that taught it. */
export const learned: Migration = {
  version: 60,
  name: 'learned',
  sql: `
    CREATE TABLE preferences (person TEXT PRIMARY KEY, preferences TEXT NOT NULL) STRICT;
    CREATE TABLE learned_names (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      person TEXT NOT NULL,
      said TEXT NOT NULL UNIQUE,
      meant TEXT NOT NULL,
      how TEXT NOT NULL
    ) STRICT;
  `,
}
