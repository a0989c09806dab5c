import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CommandLine, embeddedCommand, type Said } from './command-line.ts'

/** A run of a program takes two seconds; a busy machine, many times that. */
const PATIENCE_MS = 300_000

let line: CommandLine
let world: string
let state: string
const pulumi = (...words: string[]): Said => line.run([...words, '--stack', 'dev'])
const up = (): Said => pulumi('up', '--yes', '--skip-preview')
const stateText = (): string => readFileSync(state, 'utf8')
/** The state's resources and what is uncertain, without the time of its writing. */
const stateValue = (): unknown => {
  const document = JSON.parse(stateText()) as { checkpoint: { latest: { resources: unknown, pending_operations?: unknown } } }
  const { latest } = document.checkpoint
  return [latest.resources, latest.pending_operations]
}

beforeAll(() => {
  line = new CommandLine('things')
  world = join(line.place, 'world')
  mkdirSync(world)
  line.run(['stack', 'init', 'dev'])
  for (const [key, value] of [['world', world], ['text', 'first'], ['count', '2']] as const) pulumi('config', 'set', key, value)
  expect(up()).toMatchObject({ exit: 0 })
  state = line.statePath('dev', 'things')
}, PATIENCE_MS)
afterAll(() => line.close())

describe('a program', { timeout: PATIENCE_MS }, () => {
  test.for([
    ['throws', "throw new Error('the program fell over')", 'the program fell over'],
    ['rejects a promise', "Promise.reject(new Error('nobody caught it'))", 'nobody caught it'],
    ['ends with a status of its own', 'process.exit(3)', 'an unhandled error occurred: Program exited with non-zero exit code: 3'],
    ['is no program', 'const x = ;', 'SyntaxError'],
    ['needs what is not there', "require('no-such-package')", "Cannot find module 'no-such-package'"],
    ['has a hook that fails with its words still on the way', `const pulumi = require('@pulumi/pulumi')
      const hook = new pulumi.ResourceHook('hook', () => { pulumi.log.info('what the hook said'); throw new Error('the hook fell over') })
      new pulumi.ComponentResource('my:index:Group', 'group', {}, { hooks: { beforeCreate: [hook] } })`, 'what the hook said'],
  ] as const)('that %s fails the update, which says so and changes nothing', ([, text, complaint]) => {
    const [file, before] = [join(line.folder, 'index.js'), stateValue()]
    const kept = readFileSync(file, 'utf8')
    try {
      writeFileSync(file, text)
      const { exit, out } = up()
      expect({ exit, out }).toEqual({ exit: 1, out: expect.stringContaining(complaint) })
    } finally {
      writeFileSync(file, kept)
    }
    expect(stateValue()).toEqual(before)
    expect(readdirSync(world).sort()).toEqual(['thing-0', 'thing-1'])
  })

  test('that is not there fails the update, which names where it was looked for', () => {
    const [file, before] = [join(line.folder, 'index.js'), stateValue()]
    const kept = readFileSync(file, 'utf8')
    rmSync(file)
    const { exit, out } = up()
    writeFileSync(file, kept)
    expect({ exit, out }).toEqual({ exit: 1, out: expect.stringMatching(/failed to locate the entry point|Cannot find module/) })
    expect(stateValue()).toEqual(before)
  })

  test('that its project names as a file runs in the folder of that file', () => {
    const project = join(line.folder, 'Pulumi.yaml')
    const kept = readFileSync(project, 'utf8')
    mkdirSync(join(line.folder, 'nested'))
    writeFileSync(join(line.folder, 'nested', 'other.js'), readFileSync(join(line.folder, 'index.js')))
    writeFileSync(project, `${kept}main: nested/other.js\n`)
    const { exit, out } = pulumi('preview', '--expect-no-changes')
    writeFileSync(project, kept)
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining('unchanged') })
  })

  test('that prints megabytes is heard to its end', () => {
    const file = join(line.folder, 'index.js')
    const kept = readFileSync(file, 'utf8')
    writeFileSync(file, `for (let at = 0; at < 40_000; at += 1) console.log('line ' + at + '.'.repeat(100))\n${kept}`)
    const { exit, out } = pulumi('preview')
    writeFileSync(file, kept)
    expect(exit).toBe(0)
    expect(out).toContain('line 0...')
    expect(out).toContain('line 39999...')
  })

  test.for([
    ['hangs', 'setInterval(() => undefined, 1000)'],
    ['never gives its event loop back', 'for (;;);'],
    ['loops in promises', 'const again = () => Promise.resolve().then(again); again()'],
  ] as const)('that %s is stopped by one interrupt, and nothing of it is left', async ([, text]) => {
    const [file, before] = [join(line.folder, 'index.js'), stateValue()]
    const kept = readFileSync(file, 'utf8')
    writeFileSync(file, `require('node:fs').writeFileSync(${JSON.stringify(join(line.place, 'pid'))}, String(process.pid))\n${text}`)
    rmSync(join(line.place, 'pid'), { force: true })
    const engine = spawn(embeddedCommand, ['up', '--yes', '--skip-preview', '--stack', 'dev'], { cwd: line.folder, env: line.environment })
    let output = ''
    engine.stdout.on('data', (part: Buffer) => { output += part.toString() })
    while (!existsSync(join(line.place, 'pid'))) await new Promise((resolve) => setTimeout(resolve, 20))
    engine.kill('SIGINT')
    const [exit] = await once(engine, 'close') as [number | null]
    writeFileSync(file, kept)
    expect(exit).not.toBe(0)
    expect(output).toContain('update canceled')
    expect(stateValue()).toEqual(before)
    const pid = Number(readFileSync(join(line.place, 'pid'), 'utf8'))
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

describe('an engine', { timeout: PATIENCE_MS }, () => {
  test.for([['throws', "throw new Error('a mistake')"], ['rejects', "Promise.reject(new Error('a mistake'))"]] as const)('that %s and never catches it ends its program and gives its lock back, and says whose mistake it was', async ([, mistake]) => {
    const [file, before] = [join(line.folder, 'index.js'), stateValue()]
    const kept = readFileSync(file, 'utf8')
    const pidFile = join(line.place, 'pid')
    writeFileSync(file, `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))\nsetInterval(() => undefined, 1000)`)
    rmSync(pidFile, { force: true })
    const inTheEngine = `import { existsSync } from 'node:fs'
      const waiting = /embedded.main\\.ts|pulumi\\.mjs/.test(process.argv[1]) ? setInterval(() => {
        if (!existsSync(${JSON.stringify(pidFile)})) return
        clearInterval(waiting)
        ${mistake}
      }, 20) : undefined`
    const engine = spawn(embeddedCommand, ['up', '--yes', '--skip-preview', '--stack', 'dev'], {
      cwd: line.folder, env: { ...line.environment, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(inTheEngine)}` },
    })
    let output = ''
    engine.stdout.on('data', (part: Buffer) => { output += part.toString() })
    const [exit] = await once(engine, 'close') as [number | null]
    writeFileSync(file, kept)
    expect({ exit, output }).toEqual({ exit: 1, output: expect.stringContaining('an internal error in the embedded engine: Error: a mistake') })
    expect(stateValue()).toEqual(before)
    expect(readdirSync(join(state, '../../../locks/organization/things/dev'))).toEqual([])
    const pid = Number(readFileSync(pidFile, 'utf8'))
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

describe('a state', { timeout: PATIENCE_MS }, () => {
  test.for([
    ['corrupt', 'nonsense'],
    ['truncated', '{"version":3,"checkpoint":{"stack":"organization/things/dev","latest":{"resources":[{"urn":"urn:'],
    ['empty', ''],
    ['newer', '{"version":99,"checkpoint":{"stack":"x","latest":{}}}'],
    ['of a feature that nobody knows', '{"version":4,"features":["teleport"],"checkpoint":{"stack":"x","latest":{}}}'],
  ] as const)('that is %s is kept as it is, and the way back is told', ([, text]) => {
    const kept = stateText()
    try {
      writeFileSync(state, text)
      for (const words of [['up', '--yes', '--skip-preview'], ['preview'], ['destroy', '--yes', '--skip-preview'], ['stack', 'export']]) {
        const { exit, out, err } = pulumi(...words)
        expect({ exit, out }).toEqual({ exit: 1, out: '' })
        expect(err).toMatch(/^error: failed to load checkpoint: .*dev\.json is not a state that can be read .* it was left as it is\. .*\.bak.*stack import --file.*\n$/)
        expect(stateText()).toBe(text)
      }
    } finally {
      writeFileSync(state, kept)
    }
  })

  test('of another provider is refused by its name before anything is asked of anybody', () => {
    const kept = stateText()
    writeFileSync(state, kept.replaceAll('pulumi-nodejs:dynamic:Resource', 'aws:s3/bucket:Bucket').replaceAll('providers:pulumi-nodejs', 'providers:aws'))
    const foreign = stateText()
    const { exit, out, err } = up()
    expect({ exit, out, now: stateText() }).toEqual({ exit: 1, out: '', now: foreign })
    expect(err).toMatch(/^error: the provider 'aws' .* nothing was changed\. Install the official Pulumi CLI/)
    writeFileSync(state, kept)
  })

  test('that no longer fits on the disk stays as it was last saved, and the next update goes on from it', () => {
    pulumi('config', 'set', 'count', '60')
    // A limit on the size of files does to a write what a full disk does: it fails in the middle.
    const limited = spawnSync('/bin/sh', ['-c', 'ulimit -f 40; exec "$0" "$@"', embeddedCommand, 'up', '--yes', '--skip-preview', '--stack', 'dev'],
      { cwd: line.folder, env: line.environment, encoding: 'utf8' })
    expect(limited.status).toBe(1)
    expect(limited.stdout + limited.stderr).toContain('An IO error occurred while writing the new snapshot file')
    const [resources, pending = []] = stateValue() as [{ id?: string }[], { resource: { urn: string } }[] | undefined]
    const known = new Set([...resources.map(({ id }) => id), ...pending.map(({ resource }) => resource.urn.split('::').at(-1))])
    expect(readdirSync(world).filter(name => !known.has(name))).toEqual([])
    expect(readdirSync(join(state, '..')).filter(name => name.endsWith('.new'))).toEqual([])
    pulumi('refresh', '--yes', '--skip-preview', '--clear-pending-creates')
    expect(up()).toMatchObject({ exit: 0 })
    pulumi('config', 'set', 'count', '2')
    expect(up()).toMatchObject({ exit: 0 })
    expect(readdirSync(world).sort()).toEqual(['thing-0', 'thing-1'])
  })
})

describe('around a run', { timeout: PATIENCE_MS }, () => {
  test('a wrong or a missing passphrase is told before anything begins', () => {
    expect(pulumi('config', 'set', 'hidden', 'secret text', '--secret').exit).toBe(0)
    const before = stateText()
    const words = ['up', '--yes', '--skip-preview', '--stack', 'dev']
    expect(line.run(words, { PULUMI_CONFIG_PASSPHRASE: 'wrong' })).toEqual({ exit: 1, out: '', err: 'error: incorrect passphrase\n' })
    const { PULUMI_CONFIG_PASSPHRASE: _, ...without } = line.environment
    const missing = spawnSync(embeddedCommand, words, { cwd: line.folder, env: without, encoding: 'utf8' })
    expect(missing.stderr).toBe('error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables\n')
    expect(missing.status).toBe(1)
    expect(stateText()).toBe(before)
    pulumi('config', 'rm', 'hidden')
  })

  test.for([
    ['Pulumi.dev.yaml', 'config:\n  things:count: 3\n   bad: [\n', /invalid YAML at line \d+, column \d+: /],
    ['Pulumi.dev.yaml', 'config:\n  - a\n', /line 2, column 3: 'config' has to be a map/],
    ['Pulumi.dev.yaml', 'just text\n', /line 1, column 1: /],
    ['Pulumi.yaml', 'name: things\nruntime: nodejs\n  bad: [\n', /invalid YAML at line \d+, column \d+: /],
    ['Pulumi.yaml', 'runtime: nodejs\n', /could not validate .*name/],
  ] as const)('a mistake in %s is told with its place', ([name, text, complaint]) => {
    const file = join(line.folder, name)
    const [kept, before] = [readFileSync(file, 'utf8'), stateText()]
    writeFileSync(file, text)
    const { exit, out, err } = up()
    expect({ exit, out, file: readFileSync(file, 'utf8') }).toEqual({ exit: 1, out: '', file: text })
    writeFileSync(file, kept)
    expect(err).toMatch(complaint)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(stateText()).toBe(before)
  })

  test('a lock of a living process refuses, one of a dead process is cleared away, and a cancel breaks either', () => {
    const folder = join(line.place, 'state', '.pulumi', 'locks', 'organization', 'things', 'dev')
    mkdirSync(folder, { recursive: true })
    const owner = { username: 'ada', hostname: hostname(), timestamp: '2026-01-01T00:00:00Z' }
    writeFileSync(join(folder, 'living.json'), JSON.stringify({ ...owner, pid: process.pid }))
    const before = stateText()
    const { exit, out, err } = up()
    expect({ exit, out, now: stateText() }).toEqual({ exit: 1, out: '', now: before })
    expect(err).toContain(`error: the stack is currently locked by 1 lock(s)`)
    expect(err).toContain(`created by ada@${hostname()} (pid ${process.pid}) at 2026-01-01T00:00:00Z`)
    expect(pulumi('preview').exit).toBe(0)
    expect(line.run(['cancel', '--yes', 'dev']).exit).toBe(0)
    const ended = spawnSync(process.execPath, ['-e', '0']).pid
    writeFileSync(join(folder, 'dead.json'), JSON.stringify({ ...owner, pid: ended }))
    expect(up()).toMatchObject({ exit: 0, err: expect.stringContaining(`the lock of process ${ended}, which has ended, was removed`) })
    expect(readdirSync(folder)).toEqual([])
  })

  test('a folder without a project, and a backend that is none, are told as such', () => {
    const nowhere = spawnSync(embeddedCommand, ['preview'], { cwd: line.place, env: line.environment, encoding: 'utf8' })
    expect(nowhere).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^error: no Pulumi\.yaml project file found/) })
    expect(line.run(['preview', '--stack', 'dev'], { PULUMI_BACKEND_URL: 's3://bucket' }).err).toMatch(/^error: the backend s3:\/\/bucket is outside .* nothing was changed/)
  })
})
