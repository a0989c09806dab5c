import type { Command } from '../command.ts'
import { approve, reject } from './approve.ts'
import { ask, mode, undo } from './ask.ts'
import { audit } from './audit.ts'
import { classify } from './classify.ts'
import { devices } from './devices.ts'
import { memory } from './memory.ts'
import { approving, stop, watch } from './operator.ts'
import { pair } from './pair.ts'
import { plan, plans } from './plans.ts'
import { run, runs } from './runs.ts'
import { settings } from './settings.ts'
import { status } from './status.ts'

/** Every command that talks to a daemon, by its name. */
export const commands: Readonly<Record<string, Command>> = {
  pair, devices, status, watch, ask, plans, plan, approve, reject, runs, run, undo, mode, settings, memory, audit, classify,
  approving, stop,
}
