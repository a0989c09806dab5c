import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Stack } from '@pulumi/pulumi/automation/index.js'
import { automation } from './choice.ts'
import type { Engine } from './choice.ts'

export interface StackLocation {
  /** The folder with Pulumi.yaml. */
  readonly folder: string
  readonly stack: string
  /** `file://…` or another backend's URL. */
  readonly backend: string
  /** Our own PULUMI_HOME: the person's login and plugins of another version stay out of it. */
  readonly home: string
  readonly passphrase: string | undefined
  /** What else the program and its providers need. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * The stack through the Automation API.
 * @throws StackNotFoundError where there is none, unless `create`
 */
export async function openStack(engine: Engine, location: StackLocation, { create = false } = {}): Promise<Stack> {
  const { LocalWorkspace } = await automation()
  mkdirSync(location.home, { recursive: true, mode: 0o700 })
  if (location.backend.startsWith('file://')) mkdirSync(fileURLToPath(location.backend), { recursive: true, mode: 0o700 })
  const at = { stackName: location.stack, workDir: location.folder }
  const envVars = { ...environmentOf(location), ...await engine.surroundings() }
  const options = { pulumiCommand: await engine.command(), pulumiHome: location.home, envVars }
  return create ? LocalWorkspace.createOrSelectStack(at, options) : LocalWorkspace.selectStack(at, options)
}

// Of the daemon's own, not of the program: a login, a passphrase or a key that is in our environment must not reach a provider or be used
// by an engine in place of what this project was given. (An empty variable is what the command takes for an absent one.)
const withheld = [
  'PULUMI_ACCESS_TOKEN', 'PULUMI_CONFIG_PASSPHRASE', 'PULUMI_CONFIG_PASSPHRASE_FILE', 'PULUMI_BACKEND_URL', 'PULUMI_STACK', 'ANTHROPIC_API_KEY',
  'COUNTERSIGN_EXPECT_STATE', 'COUNTERSIGN_OPERATION', 'COUNTERSIGN_BREAK_LOCKS', 'COUNTERSIGN_OPERATION_MARK',
]

/** Whether a variable of the daemon's environment is kept from the programs and providers that it runs. */
export const isWithheld = (name: string): boolean => withheld.includes(name)

function environmentOf({ backend, passphrase, environment }: StackLocation): Record<string, string> {
  return {
    ...Object.fromEntries(withheld.map(name => [name, ''])),
    PULUMI_BACKEND_URL: backend,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    // The embedded engine and the program run under the Node that is known to be new enough: ours.
    COUNTERSIGN_NODE: process.execPath,
    ...(passphrase === undefined ? {} : { PULUMI_CONFIG_PASSPHRASE: passphrase }),
    ...environment,
  }
}
