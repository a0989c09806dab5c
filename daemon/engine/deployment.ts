import { rmSync, writeFileSync } from 'node:fs'
import type { Stack } from '@pulumi/pulumi/automation/index.js'
import { z } from 'zod'
import { excerpt } from '../../shared/excerpt.ts'
import type { Run } from './command.ts'
import { uncoloured } from './event.ts'
import type { EngineFailure } from './operation.ts'
import type { Redaction } from './redaction.ts'

const exported = z.looseObject({ version: z.number(), deployment: z.looseObject({}).nullable() })
/** A stack's whole state in the official export format. */
export type Deployment = z.infer<typeof exported>

/** The state with its secrets encrypted, as it lies in its backend: `Stack.exportStack` would bring them in the clear. */
export async function exportDeployment(stack: Stack): Promise<Deployment> {
  return exported.parse(JSON.parse(await command(stack, 'export')))
}

/**
 * Writes the state anew. `Stack.importStack` isn't used: it puts the state into the machine's temporary folder, for everybody to read, by
 * a name that can be guessed, and leaves it there when the import fails.
 * @param file where none is yet, in a folder of ours; gone when this ends
 * @throws what `importFailure` reads
 */
export async function importDeployment(stack: Stack, deployment: Deployment, file: string): Promise<void> {
  writeFileSync(file, JSON.stringify(deployment), { flag: 'wx', mode: 0o600 })
  try {
    await command(stack, 'import', '--file', file)
  } finally {
    rmSync(file, { force: true })
  }
}

/** Why a state was not written, in the engine's words, secrets blackened. */
export function importFailure(error: unknown, redaction: Redaction): EngineFailure {
  const said = error instanceof Error ? error.message : String(error)
  const complaints = said.split('\n').filter(line => line.startsWith('error: ')).map(line => line.slice('error: '.length))
  const message = excerpt(redaction.text(uncoloured(complaints.length > 0 ? complaints.join('\n') : said)), 2000)
  if (/not the one that was approved/.test(message)) return { code: 'state-moved', message }
  return { code: /currently locked by/.test(message) ? 'locked' : 'failed', message }
}

/** As the Automation API runs its own commands, and in a session of its own as every engine; it has no public way to run another. */
async function command({ name, workspace }: Stack, ...words: string[]): Promise<string> {
  const { envVars, pulumiCommand, pulumiHome, workDir } = workspace
  const { stdout } = await (pulumiCommand as unknown as { run: Run })
    .run(['stack', ...words, '--stack', name], workDir, { ...(pulumiHome !== undefined && { PULUMI_HOME: pulumiHome }), ...envVars })
  return stdout
}
