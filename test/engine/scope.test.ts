import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from './command-line.ts'

/** A run of a program takes two seconds; a busy machine, many times that. */
const PATIENCE_MS = 300_000

let line: CommandLine
beforeAll(() => {
  line = new CommandLine('things')
  mkdirSync(join(line.place, 'world'))
  line.run(['stack', 'init', 'dev'])
  for (const [key, value] of [['world', join(line.place, 'world')], ['text', 'first'], ['count', '1']] as const) line.run(['config', 'set', key, value])
}, PATIENCE_MS)
afterAll(() => line.close())

const COMPONENT = "class Component extends pulumi.ComponentResource { constructor(remote) { super('my:index:C', 'c', {}, {}, remote) } }\n"
const RESOURCE = "class Pet extends pulumi.CustomResource { constructor(opts) { super('random:index/randomPet:RandomPet', 'p', {}, opts) } }\n"

describe('what needs a plugin is refused by its name', { timeout: PATIENCE_MS }, () => {
  test.for([
    ['a component that a plugin makes', `${COMPONENT}new Component(true)`, "the component 'c', which a plugin makes (my:index:C)"],
    ['a resource of a binary provider', `${RESOURCE}new Pet()`, "the provider 'random' (a resource of package 'random')"],
    ['a resource of a binary provider inside a component', `${COMPONENT}${RESOURCE}new Pet({ parent: new Component(false) })`, "the provider 'random'"],
    ['a function of a binary provider', "pulumi.runtime.invoke('aws:index:getThing', {})", "the function 'aws:index:getThing'"],
  ] as const)('%s, before the stack is written', ([, text, met]) => {
    const file = join(line.folder, 'index.js')
    const [kept, before] = [readFileSync(file, 'utf8'), readFileSync(line.statePath('dev', 'things'))]
    writeFileSync(file, `const pulumi = require('@pulumi/pulumi')\n${text}\n`)
    const { exit, out } = line.run(['up', '--yes', '--skip-preview'])
    writeFileSync(file, kept)
    expect({ exit, out }).toEqual({ exit: 1, out: expect.stringContaining(met) })
    expect(out).toContain('is outside what the embedded engine does; nothing was changed.')
    expect(out).toMatch(/Resources:\n {4}1 errored\n/)
    expect(readFileSync(line.statePath('dev', 'things'))).toEqual(before)
    expect(existsSync(join(line.place, 'state', '.pulumi', 'history'))).toBe(false)
  })

  test('and where something was made before it was met, the message says so', () => {
    const file = join(line.folder, 'index.js')
    const kept = readFileSync(file, 'utf8')
    writeFileSync(file, `${kept.replace('new Thing(', 'var last = new Thing(')}\n${RESOURCE}last.urn.apply(() => new Pet())\n`)
    const { exit, out } = line.run(['up', '--yes', '--skip-preview'])
    writeFileSync(file, kept)
    expect({ exit, out }).toEqual({ exit: 1, out: expect.stringContaining('what this run did before it came to it is in the state') })
    expect(out).not.toContain('nothing was changed')
    expect(line.run(['stack', 'export']).out).toContain('::thing-0"')
  })
})
