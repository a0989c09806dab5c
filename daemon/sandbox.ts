import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
// not through the door: behind it is the cloud itself, which runs in a process of its own
import { prepareSandbox } from '../infrastructure/prepare.ts'
import { spawnCloud, type SpawnedCloud } from '../infrastructure/spawn.ts'
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
 * because it is part of making the sandbox that `npm start` was asked for. It is on the record all the same, and never happens again.
 */
export async function seedSandbox(pulumi: PulumiSimulator, audit: Audit, say: (line: string) => void): Promise<void> {
  const actor = { person: 'countersign', device: 'daemon', via: 'daemon' }
  for (const target of pulumi.unseeded()) {
    audit.append({ kind: 'sandbox.seeding', actor, fields: { target } })
    try {
      await step(`setting up the sandbox: ${target}`, async progress => {
        await pulumi.seed(target, (count, name) => progress(`resource ${count}, ${name}`))
        return `sandbox set up: ${target}`
      })
      audit.append({ kind: 'sandbox.seeded', actor, fields: { target } })
    } catch (error) {
      audit.append({ kind: 'sandbox.seed-failed', actor, fields: { target } })
      say(`${target} could not be set up: ${refusalOf(error).message} It can be deployed from the sidebar.`)
    }
  }
}

/** Drawn once: the sandbox's secrets protect nothing, but their handling is the same as everywhere. */
function ownPassphrase(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(18).toString('base64url'), { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8')
}
