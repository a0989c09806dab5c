import { audit } from './0001-audit.ts'
import { plans } from './0010-plans.ts'
import { devices } from './0020-devices.ts'
import { conversation } from './0030-conversation.ts'
import { sinks } from './0050-sinks.ts'
import { memory } from './0051-memory.ts'
import { learned } from './0060-learned.ts'
import { sightings } from './0061-sightings.ts'

/**
 * One step of the schema: SQL text that runs once, in one transaction, in the order of the numbers. One that was released is never changed.
 * To add one: a file of its own here, and a line in the list below. Numbers by room: 0001 audit, 0010 plans and runs, 0020 devices,
 * 0030 conversation, 0050 sinks, 0051 memory, 0060 and 0061
 * what was learned; a later step of a room takes the next free number above all others.
 */
export interface Migration {
  version: number
  name: string
  sql: string
}

export const migrations: readonly Migration[] = [audit, plans, devices, conversation, sinks, memory, learned, sightings]
