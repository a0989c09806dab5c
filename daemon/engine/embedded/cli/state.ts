import { levenshtein } from '../../../../shared/levenshtein.ts'
import { lockStack } from '../backend/lock.ts'
import { CommandError } from '../errors.ts'
import { CheckpointWriter, openDeployment } from '../snapshot/checkpoint.ts'
import type { ResourceState } from '../snapshot/resource.ts'
import type { Flags } from './arguments.ts'
import type { Command, CommandContext } from './context.ts'

/** Changes one mark of the named resources, or of all. A resource that waits for its deletion has none. */
function edit(context: CommandContext, word: string, change: (resource: ResourceState) => ResourceState): void {
  const urns = context.arguments.positional
  const all = context.arguments.on('all')
  if (!all && urns.length === 0) throw new CommandError('Must supply <resource URN> unless pulumi is run interactively')
  const { stacks } = context
  const name = context.stack()
  const unlock = lockStack(stacks, name, (text) => context.warn(text))
  try {
    const deployment = stacks.read(name)
    if (!deployment) throw new CommandError(`no resources found to ${word.replace(/ed$/, '')}`)
    const crypter = context.crypter(name)
    const snapshot = openDeployment(deployment, crypter)
    const named = (resource: ResourceState): boolean => !resource.delete && (all || urns.includes(resource.urn))
    const missing = urns.filter((urn) => !snapshot.resources.some((resource) => !resource.delete && resource.urn === urn))
    if (missing.length > 0) {
      const known = [...new Set(snapshot.resources.map(({ urn }) => urn))]
      throw new CommandError(missing.map((urn) => notFound(urn, known)).join('\n'))
    }
    const resources = snapshot.resources.map((resource) => (named(resource) ? change(resource) : resource))
    const writer = new CheckpointWriter(stacks.qualifiedName(name), crypter)
    stacks.write(name, writer.text({ ...snapshot, resources }, new Date().toISOString()))
  } finally {
    unlock()
  }
  context.print(all ? `All resources ${word}` : `${urns.length} resources ${word}`)
}

/** A URN that isn't there, and the closest three that are. */
function notFound(urn: string, known: readonly string[]): string {
  const far = Math.max(2, Math.floor(urn.length / 4))
  const ranked = known.map((one) => ({ one, letters: levenshtein(one.toLowerCase(), urn.toLowerCase()) }))
    .filter(({ letters }) => letters <= far)
  const close = ranked.sort((left, right) => left.letters - right.letters).slice(0, 3).map(({ one }) => `  ${one}\n`)
  return `No such resource "${urn}" exists in the current state\n${close.length > 0 ? `Did you mean:\n${close.join('')}` : ''}` +
    'To list the resource URNs in the stack, run `pulumi stack --show-urns`; to inspect the full state, run `pulumi stack export`.'
}

function marking(word: string, change: (resource: ResourceState) => ResourceState, flags: Flags = { all: 'switch' }): Command {
  return { flags: { stack: 'value', yes: 'switch', ...flags }, run: (context) => edit(context, word, change) }
}

/** The `state` commands by their words. */
export const stateCommands: Readonly<Record<string, Command>> = {
  protect: marking('protected', (resource) => ({ ...resource, protect: true })),
  unprotect: marking('unprotected', ({ protect: _protect, ...resource }) => resource),
  // Tainting a whole stack is nothing that the official command offers.
  taint: marking('tainted', (resource) => ({ ...resource, taint: true }), {}),
  untaint: marking('untainted', ({ taint: _taint, ...resource }) => resource),
}
