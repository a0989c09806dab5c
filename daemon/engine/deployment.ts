import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Stack } from '@pulumi/pulumi/automation/index.js'
import { z } from 'zod'

const run = promisify(execFile)

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
 * @throws an error with what the engine says against it
 */
export async function importDeployment(stack: Stack, deployment: Deployment, file: string): Promise<void> {
  writeFileSync(file, JSON.stringify(deployment), { flag: 'wx', mode: 0o600 })
  try {
    await command(stack, 'import', '--file', file)
  } finally {
    rmSync(file, { force: true })
  }
}

/** The command that the Automation API drives, as that one runs it; it has no public way to run one of its own. */
async function command({ name, workspace }: Stack, ...words: string[]): Promise<string> {
  const { envVars, pulumiCommand, pulumiHome, workDir } = workspace
  const { stdout } = await run(pulumiCommand.command, ['stack', ...words, '--stack', name, '--non-interactive'], {
    cwd: workDir, maxBuffer: Infinity, env: { ...process.env, ...(pulumiHome !== undefined && { PULUMI_HOME: pulumiHome }), ...envVars },
  })
  return stdout
}
