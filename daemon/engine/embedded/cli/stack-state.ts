import { readFileSync, writeFileSync } from 'node:fs'
import { approvedLocks, refuseOtherState } from '../backend/approved.ts'
import { lockStack } from '../backend/lock.ts'
import { backendName } from '../backend/project.ts'
import { CommandError } from '../errors.ts'
import {
  CheckpointWriter, deploymentSchema, type DeploymentDocument, firstProblem, openDeployment, resourceDocument,
} from '../snapshot/checkpoint.ts'
import type { Command, CommandContext } from './context.ts'

/** What a newer and an older CLI write; between them this engine reads everything. */
const NEWEST = 4
const OLDEST = 3

export const exportState: Command = {
  flags: { stack: 'value', 'show-secrets': 'switch', file: 'value', version: 'value' },
  takes: 0,
  run(context) {
    const name = context.stack()
    if (context.arguments.has('version')) {
      throw new CommandError(`the current backend (${backendName()}) does not provide the ability to export previous deployments`)
    }
    const document = context.stacks.read(name)
    const deployment = document && context.arguments.on('show-secrets') ? withOpenSecrets(document, context, name) : document
    const text = JSON.stringify({ version: 3, deployment: deployment ?? null }, null, 4)
    const file = context.arguments.value('file')
    if (!file) return context.print(text)
    try {
      writeFileSync(file, `${text}\n`, { mode: 0o600 })
    } catch (error) {
      throw new CommandError(`could not open file: ${error instanceof Error ? error.message : String(error)}`)
    }
  },
}

function withOpenSecrets(document: DeploymentDocument, context: CommandContext, name: string): DeploymentDocument {
  const crypter = context.crypter(name)
  const { resources } = openDeployment(document, crypter)
  const opened = resources.map((state) => resourceDocument(state, 'plaintext', crypter)) as NonNullable<DeploymentDocument['resources']>
  return { ...document, ...(document.resources && { resources: opened }) }
}

export const importState: Command = {
  flags: { stack: 'value', file: 'value', force: 'switch' },
  takes: 0,
  run(context) {
    const { stacks } = context
    const name = context.stack()
    const given = parseExport(readGiven(context.arguments.value('file')), name)
    const unlock = lockStack(stacks, name, (message) => context.warn(message), approvedLocks(context.environment))
    try {
      refuseOtherState(stacks, name, context.environment)
      const current = stacks.read(name)
      const crypter = context.crypter(name)
      refuseForeign(given, name, context)
      const snapshot = openDeployment({ ...given, secrets_providers: undefined }, crypter)
      const secretsProvider = current?.secrets_providers ?? given.secrets_providers
      const writer = new CheckpointWriter(stacks.qualifiedName(name), crypter)
      stacks.write(name, writer.text({ ...snapshot, ...(secretsProvider && { secretsProvider }) }, new Date().toISOString()))
    } finally {
      unlock()
    }
    context.print('Import complete.')
  },
}

function readGiven(file: string | undefined): string {
  try {
    return readFileSync(file ?? 0, 'utf8')
  } catch (error) {
    throw new CommandError(`could not open file: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Resources of another stack have that stack's names; they are taken only where a person insists. */
function refuseForeign(given: DeploymentDocument, name: string, context: CommandContext): void {
  const owner = (urn: string): string => urn.split('::')[0]?.slice('urn:pulumi:'.length) ?? ''
  const foreign = (given.resources ?? []).filter(({ urn }) => owner(urn) !== name)
    .map(({ urn }) => `resource '${urn}' is from a different stack (${owner(urn)} != ${name})`)
  if (foreign.length === 0) return
  if (context.arguments.on('force')) return foreign.forEach((one) => context.warn(one))
  const all = [...foreign, 'importing this file could be dangerous; rerun with --force to proceed anyway']
  throw new CommandError(`${all.length} errors occurred:\n${all.map((one, index) => `    ${index + 1}) ${one}`).join('\n')}`)
}

function parseExport(text: string, name: string): DeploymentDocument {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CommandError(`could not deserialize deployment: ${error instanceof Error ? error.message : String(error)}; nothing was changed`)
  }
  const { version, deployment } = (json ?? {}) as { version?: unknown; deployment?: unknown }
  if (typeof version === 'number' && version > NEWEST) {
    throw new CommandError(`the stack '${name}' is newer than what this version of the Pulumi CLI understands. Please update your version of the Pulumi CLI`)
  }
  if (version !== OLDEST && version !== NEWEST) throw new CommandError(`the stack '${name}' is too old to be used by this version of the Pulumi CLI`)
  const parsed = deploymentSchema.safeParse(deployment ?? {})
  if (!parsed.success) throw new CommandError(`could not deserialize deployment: ${firstProblem(parsed.error)}; nothing was changed`)
  return parsed.data
}
