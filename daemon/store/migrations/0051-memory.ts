import type { Migration } from './index.ts'

/**
 * What happened to each order, to learn from: the words, the plan, how it ended, and the person's correction. And what was sent to a model.
 * Forgetting deletes the row; the record of what was done is the audit's, and stays.
 */
export const memory: Migration = {
  version: 51,
  name: 'memory',
  sql: `
    CREATE TABLE memories (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      person TEXT NOT NULL,
      words TEXT NOT NULL,
      reading TEXT NOT NULL,
      target TEXT NOT NULL,
      steps TEXT NOT NULL,
      plan TEXT NOT NULL UNIQUE,
      run TEXT,
      state TEXT,
      seconds REAL,
      why TEXT,
      correction TEXT
    ) STRICT;
    CREATE INDEX memories_target ON memories (target, id);
    CREATE TABLE model_calls (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      turn TEXT NOT NULL,
      at TEXT NOT NULL,
      tokens INTEGER NOT NULL,
      call TEXT NOT NULL
    ) STRICT;
    CREATE INDEX model_calls_at ON model_calls (at);
  `,
}
