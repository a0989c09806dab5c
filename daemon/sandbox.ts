import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
// not through the door: behind it is the cloud itself, which runs in a process of its own
import { prepareSandbox } from '../infrastructure/prepare.ts'
import { spawnCloud, type SpawnedCloud } from '../infrastructure/spawn.ts'
import { CountersignError } from '../shared/errors.ts'
import { refusalOf } from './refusal.ts'
import { step } from './setup/progress.mjs'
import type { ProjectSource, PulumiSimulator } from './simulators/pulumi/index.ts'
import type { Audit } from './store/index.ts'

export interface RunningSandbox { readonly cloud: SpawnedCloud, readonly projects: readonly ProjectSource[] }

/**
 * Brings up the sandbox: the little cloud in a process of its own, and the shop's two stacks as targets. Its state, its passphrase and its
 * engine's home are all under the daemon's folder: whatever login the person has is neither used nor seen.
 *
 * @throws Error where the cloud could not start (its port is taken); the daemon goes on without it then
 */
export async function startSandbox(home: string, port: number): Promise<RunningSandbox> {
  const { shop, state, cloud: folder } = prepareSandbox(home)
  const cloud = await spawnCloud({ port, folder })
  const shared = {
    path: shop, backend: pathToFileURL(state).href, passphrase: ownPassphrase(join(home, 'sandbox', 'passphrase')), sandbox: true,
    account: `sandbox · ${new URL(cloud.url).host}`,
    environment: { SANDBOX_URL: cloud.url, SANDBOX_TOKEN_FILE: cloud.tokenFile },
  }
  return { cloud, projects: [{ ...shared, stack: 'dev', mode: 'dev' }, { ...shared, stack: 'prod', mode: 'read-only' }] }
}

/**
 * Puts the shop into a sandbox that is new, so that there is something to look at and to change: the one thing that happens without a code,
 * because it is part of making the sandbox that `npm start` was asked for. It is on the record all the same, and never happens again. A
 * start that was ended in the middle of it is gone on with by the next one.
 *
 * @throws CountersignError `stopped` where a signal asked for the end: what was in flight has finished
 */
export async function seedSandbox(pulumi: PulumiSimulator, audit: Audit, say: (line: string) => void): Promise<void> {
  const actor = { person: 'countersign', device: 'daemon', via: 'daemon' }
  const stop = new AbortController()
  const end = () => { stop.abort() }
  for (const signal of signals) process.on(signal, end)
  try {
    const half = halfSeeded(audit)
    for (const target of [...half, ...pulumi.unseeded().filter(one => !half.includes(one))]) {
      audit.append({ kind: 'sandbox.seeding', actor, fields: { target } })
      try {
        await step(`setting up the sandbox: ${target}`, async progress => {
          const began = (count: number, name: string) => { progress(`resource ${count}, ${name}`) }
          await pulumi.seed(target, { began, again: half.includes(target), signal: stop.signal })
          return `sandbox set up: ${target}`
        })
        audit.append({ kind: 'sandbox.seeded', actor, fields: { target } })
      } catch (error) {
        if (stop.signal.aborted) throw new CountersignError('stopped', 'The set-up of the sandbox was stopped.', 'What was in flight has finished; the next start goes on with it.')
        audit.append({ kind: 'sandbox.seed-failed', actor, fields: { target } })
        say(`${target} could not be set up: ${refusalOf(error).message} It can be deployed from the sidebar.`)
      }
    }
  } finally {
    for (const signal of signals) process.off(signal, end)
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Targets whose filling began and has no end on the record. Once a person has run anything, what is there is theirs. */
function halfSeeded(audit: Audit): string[] {
  const begun = new Map<string, number>()
  for (const { sequence, fields } of audit.entries({ kind: 'sandbox.seeding', limit: 1000 })) begun.set(targetIn(fields), sequence)
  for (const kind of ['sandbox.seeded', 'sandbox.seed-failed']) {
    for (const { sequence, fields } of audit.entries({ kind, limit: 1000 })) {
      if (sequence > (begun.get(targetIn(fields)) ?? Infinity)) begun.delete(targetIn(fields))
    }
  }
  return [...begun].filter(([, sequence]) => audit.entries({ kind: 'run.started', after: sequence, limit: 1 }).length === 0).map(([target]) => target)
}
const targetIn = (fields: unknown): string => z.object({ target: z.string() }).parse(fields).target

/** Drawn once: the sandbox's secrets protect nothing, but their handling is the same as everywhere. */
function ownPassphrase(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(18).toString('base64url'), { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8')
}
