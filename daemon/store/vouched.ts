import type { Audit, AuditEntry } from './audit.ts'
import type { Database } from './database.ts'
import { StoreError } from './error.ts'

/**
 * A backup has been elsewhere, and its record alone is signed. What else decides who may ask and what may be changed has to be what the
 * record says: the devices, the modes of the targets, and a schema that does nothing by itself. The rest (conversations, plans that wait)
 * is shown to a person before anything comes of it.
 * @param blank a store that was made just now, for its schema
 * @throws StoreError `store-tampered`
 */
export function refuseUnvouched(database: Database, audit: Audit, blank: Database): void {
  refuseForeignSchema(database, blank)
  const { paired, revoked, modes } = said(audit)
  for (const row of database.all<DeviceRow>('SELECT id, public_key, name, person, origin, revoked_at FROM devices')) {
    const entry = paired.get(row.id)
    const { publicKey, name, origin } = (entry?.fields ?? {}) as Record<string, unknown>
    const same = entry?.actor.person === row.person && publicKey === row.public_key && name === row.name && origin === row.origin
    if (!same) throw tampered(`the device ${row.id}, which its record doesn't know so`)
    if (revoked.has(row.id) && row.revoked_at === null) throw tampered(`the device ${row.id} as paired, which its record says was revoked`)
  }
  const held = new Map(database.all<{ target: string, mode: string }>('SELECT target, mode FROM modes').map(({ target, mode }) => [target, mode]))
  const other = [...held.keys(), ...modes.keys()].find((target) => held.get(target) !== modes.get(target))
  if (other !== undefined) throw tampered(`another mode of ${other} than its record says`)
}

interface DeviceRow { id: string, public_key: string, name: string, person: string, origin: string | null, revoked_at: string | null }

/** Whatever a store of this version has, and nothing besides that would act by itself. */
function refuseForeignSchema(database: Database, blank: Database): void {
  const schema = (of: Database) =>
    new Map(of.all<{ type: string, name: string, sql: string | null }>('SELECT type, name, sql FROM sqlite_schema').map((row) => [row.name, row]))
  const [own, usual] = [schema(database), schema(blank)]
  const missing = [...usual.values()].find(({ name, sql }) => own.get(name)?.sql !== sql)
  if (missing !== undefined) throw tampered(`another ${missing.type} ${missing.name} than a store has`)
  const added = [...own.values()].find(({ name, type }) => !usual.has(name) && (type === 'trigger' || type === 'view'))
  if (added !== undefined) throw tampered(`a ${added.type} ${added.name}, which a store doesn't have`)
}

interface Said { device?: string, target?: string, after?: string, carried?: { revoked: string[], closed?: string[] } | null }

/** What the record says of devices and modes, in its order; earlier restores carried some of it over. */
function said(audit: Audit) {
  const paired = new Map<string, AuditEntry>()
  const revoked = new Set<string>()
  const modes = new Map<string, string>()
  const kinds = ['device.paired', 'device.revoked', 'mode.raised', 'mode.lowered', 'record.restored']
  for (const entry of kinds.flatMap((kind) => all(audit, kind)).toSorted((one, other) => one.sequence - other.sequence)) {
    const fields = (entry.fields ?? {}) as Said
    if (entry.kind === 'device.paired') paired.set(entry.actor.device, entry)
    if (entry.kind === 'device.revoked' && fields.device !== undefined) revoked.add(fields.device)
    if (fields.target !== undefined && fields.after !== undefined) modes.set(fields.target, fields.after)
    for (const id of fields.carried?.revoked ?? []) revoked.add(id)
    for (const target of fields.carried?.closed ?? []) modes.set(target, 'read-only')
  }
  return { paired, revoked, modes }
}

function all(audit: Audit, kind: string): AuditEntry[] {
  const found: AuditEntry[] = []
  for (;;) {
    const more = audit.entries({ kind, limit: 1000, ...(found.length > 0 && { after: found.at(-1)?.sequence ?? 0 }) })
    found.push(...more)
    if (more.length < 1000) return found
  }
}

const tampered = (what: string) => new StoreError('store-tampered', `The backup holds ${what}: it was changed since it was made, and nothing was restored.`, 'Use another backup.')
