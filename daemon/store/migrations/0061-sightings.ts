import type { Migration } from './index.ts'

/** Each time that a property was found otherwise than the state says, for telling what comes back. */
export const sightings: Migration = {
  version: 61,
  name: 'sightings',
  sql: `
    CREATE TABLE sightings (target TEXT NOT NULL, resource TEXT NOT NULL, path TEXT NOT NULL, at TEXT NOT NULL) STRICT;
    CREATE INDEX sightings_target ON sightings (target, at);
  `,
}
