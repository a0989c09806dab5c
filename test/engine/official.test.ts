import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ResourceState } from '../../daemon/engine/embedded/snapshot/resource.ts'
import type { ProgramData } from '../../daemon/engine/embedded/testing/program.ts'
import { officialPulumi } from './official.ts'
import { parseRuledProgram, type RuledProgram } from './ruled-program.ts'
import { outcomeText, runProgram } from './runner.ts'

/** A command takes seconds; a busy machine, many times that. */
const PATIENCE_MS = 600_000
const embedded = join(import.meta.dirname, '..', '..', 'daemon', 'engine', 'bin', 'pulumi')
const official = officialPulumi()?.file ?? ''

/** Something of everything that a state can hold: what is written by one has to be read by the other. */
const program: ProgramData = {
  resources: [
    { name: 'g', component: true },
    { name: 'a', inputs: { value: { $secret: 'hush' }, list: [1, { deep: true }, null], empty: '' }, options: { parent: 'g', protect: true } },
    {
      name: 'b', inputs: { value: { $from: 'a.made' } },
      options: { dependsOn: ['a'], ignoreChanges: ['size'], replaceOnChanges: ['key'], retainOnDelete: true, replacementTrigger: 'first' },
    },
    { name: 'c', inputs: { value: 1 }, options: { deletedWith: 'b', replaceWith: ['a'], additionalSecretOutputs: ['made'] } },
  ],
  outputs: { made: { $from: 'b.made' }, word: { $secret: 'hush' } },
}

describe.skipIf(official === '')('with an official CLI', () => {
  test.for([['official', 'embedded'], ['embedded', 'official']] as const)(
    'what the %s one wrote, the other opens, and leaves as it was',
    { timeout: PATIENCE_MS },
    async ([first]) => {
      const commands = first === 'official' ? [official, embedded] : [embedded, official]
      const [made, previewed, kept] = await runProgram([commands[0], commands[1], commands[1]] as string[], lifeOf(['up', 'preview', 'up']))
      const unchanged = { operations: ['same root', 'same g', 'same a', 'same b', 'same c'], exit: 0 }
      expect(made, made?.output).toMatchObject({ exit: 0 })
      expect(previewed, previewed?.output).toMatchObject(unchanged)
      expect(kept, kept?.output).toMatchObject(unchanged)
      expect(kept?.resources.map(comparable)).toEqual(made?.resources.map(comparable))
    },
  )

  test.for(['chain-of-delete-first', 'pending-replacement-is-finished', 'partial-update', 'alias-inherited', 'continue-on-error'])(
    '%s comes out the same under both, step by step',
    { timeout: PATIENCE_MS },
    async (id) => {
      const rule = parseRuledProgram(readFileSync(join(import.meta.dirname, 'programs', 'rules', `${id}.json`), 'utf8'), `${id}.json`)
      const [theirs, ours] = await Promise.all([runProgram(official, rule), runProgram(embedded, rule)])
      expect(ours.map(outcomeText)).toEqual(theirs.map(outcomeText))
    },
  )
})

function lifeOf(commands: readonly ('up' | 'preview')[]): RuledProgram {
  const steps = commands.map((command) => ({ command, program, expect: { operations: [], state: [], exit: 0 } }))
  return { id: 'both', rule: 'both', origin: { kind: 'read', place: 'none' }, steps }
}

/** A secret is sealed anew at each writing; everything else has to stay. */
function comparable(resource: ResourceState): unknown {
  return JSON.parse(JSON.stringify(resource, (key, value: unknown) => (key === 'ciphertext' ? 'sealed' : value)))
}
