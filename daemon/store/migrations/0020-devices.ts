import type { Migration } from './index.ts'

/**
 * The devices that were paired. A device is never deleted: its row says whose signature an old approval bears, and a revoked key must not
 * come back under the same id. What it was paired as never changes either.
 */
export const devices: Migration = {
  version: 20,
  name: 'devices',
  sql: `
    CREATE TABLE devices (
      id TEXT PRIMARY KEY,
      public_key TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      person TEXT NOT NULL,
      origin TEXT,
      paired_at TEXT NOT NULL,
      last_seen TEXT,
      revoked_at TEXT
    ) STRICT;
    CREATE TRIGGER devices_stay BEFORE DELETE ON devices BEGIN SELECT RAISE(ABORT, 'a device is revoked, never deleted'); END;
    CREATE TRIGGER devices_stay_themselves BEFORE UPDATE OF id, public_key, name, person, origin, paired_at ON devices
      BEGIN SELECT RAISE(ABORT, 'a device stays what it was paired as'); END;
    CREATE TRIGGER devices_stay_revoked BEFORE UPDATE OF revoked_at ON devices WHEN OLD.revoked_at IS NOT NULL
      BEGIN SELECT RAISE(ABORT, 'a revoked device stays revoked'); END;
  `,
}
