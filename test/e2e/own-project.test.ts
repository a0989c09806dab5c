import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { daemonCommand } from '../../daemon/setup/daemon-command.mjs'
import { root } from '../../daemon/setup/project.mjs'
import { startProduct, Terminal, type Product } from './harness/index.ts'

const passphrase = 'only the person knows it'
const program = `import { Config, dynamic } from '@pulumi/pulumi'
const config = new Config()
const provider: dynamic.ResourceProvider = { create: async (inputs) => ({ id: 'a note', outs: inputs }) }
class Note extends dynamic.Resource {
  constructor(name: string, args: { text: string, size: number }) { super(provider, name, args) }
}
new Note('door', { text: config.require('greeting'), size: config.getNumber('size') ?? 1 })
export const greeting = config.require('greeting')
export const token = config.requireSecret('token')
`
/** As \`pulumi new typescript\` wrote it for years; newer compilers call one of its options deprecated. */
const compiler = { strict: true, target: 'es2020', module: 'commonjs', moduleResolution: 'node', skipLibCheck: true }

/** A project that a person brings: its folder and state are theirs, and its passphrase is in their head. */
describe('a project of one’s own, whose passphrase is asked for at the start', () => {
  let product: Product
  const running: Terminal[] = []
  const folder = () => path.join(product.home, '..')
  const project = () => path.join(folder(), 'notes')

  /** The daemon, until it asks. At the port of the first time, which the command was paired at. */
  const asked = async (): Promise<Terminal> => {
    const { port } = new URL(`http://${product.authority}`)
    const terminal = new Terminal(process.execPath, daemonCommand({ port, sandboxPort: '0' }), { cwd: folder(), env: product.environment })
    running.push(terminal)
    await terminal.read(/Passphrase of .*notes, stack dev: /)
    return terminal
  }
  const start = async (answer: string): Promise<Terminal> => {
    const terminal = await asked()
    terminal.type(`${answer}\r`)
    await terminal.read(/countersign ready on/)
    return terminal
  }
  const end = async (terminal: Terminal): Promise<void> => {
    terminal.kill('SIGINT')
    await terminal.ended
  }

  beforeAll(async () => {
    product = await startProduct()
    await end(product.terminal)
    for (const name of ['@pulumi/pulumi', '@types/node', 'typescript']) {
      const place = path.join(project(), 'node_modules', name)
      mkdirSync(path.dirname(place), { recursive: true })
      symlinkSync(path.join(root, 'node_modules', name), place)
    }
    writeFileSync(path.join(project(), 'Pulumi.yaml'), 'name: notes\nruntime: nodejs\nbackend: { url: "file://~/state" }\n')
    writeFileSync(path.join(project(), 'package.json'), '{ "name": "notes", "main": "index.ts" }\n')
    writeFileSync(path.join(project(), 'tsconfig.json'), JSON.stringify({ compilerOptions: compiler, files: ['index.ts'] }))
    writeFileSync(path.join(project(), 'index.ts'), program)
    mkdirSync(path.join(folder(), 'state'))
    const env = { ...product.environment, PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_HOME: path.join(folder(), 'pulumi') }
    for (const words of ['stack init dev', 'config set greeting hello', 'config set --secret token sesame', 'up --yes --skip-preview']) {
      const { status, stderr } = spawnSync(path.join(root, 'daemon/engine/bin/pulumi'), words.split(' '), { cwd: project(), env, encoding: 'utf8' })
      if (status !== 0) throw new Error(`pulumi ${words}: ${stderr}`)
    }
    const line = `projects:\n  - { path: "${project()}", stack: dev, mode: dev, passphrase: prompt }\n`
    writeFileSync(path.join(product.home, 'countersign.yaml'), line, { mode: 0o600 })
  }, 240_000)
  afterAll(async () => {
    for (const terminal of running) terminal.kill()
    await product?.close()
  })

  it('is changed with a code, and the passphrase is neither shown nor written', async () => {
    const terminal = await start(passphrase)
    const pairing = product.json('pair', '--person', 'Ada')
    pairing.type(await terminal.pairingCode())
    expect((await pairing.result).status).toBe(0)
    const { values: [plan] } = await product.json('ask', 'set greeting to "good morning" in notes/dev').result
    expect(plan).toMatchObject({ type: 'plan', state: 'awaiting' })
    expect(JSON.stringify(plan)).toContain('greeting')
    const before = terminal.mark
    const approving = product.json('approve', String(plan?.id))
    approving.type(await terminal.approvalCode(before))
    const { values: [run] } = await approving.result
    expect([run?.state, run?.conclusion]).toEqual(['succeeded', expect.anything()])
    expect(readFileSync(path.join(project(), 'Pulumi.dev.yaml'), 'utf8')).toContain('good morning')
    expect(terminal.printed).not.toContain(passphrase)
    await end(terminal)
    const { stdout: holding } = spawnSync('grep', ['-rlF', passphrase, folder()], { encoding: 'utf8' })
    expect(holding).toBe('')
  })

  it('has the settings that its program reads, though nothing declares them, and is told by its own classes', async () => {
    const terminal = await start(passphrase)
    const { values: [plan] } = await product.json('ask', 'set size to 3 and remove the note door').result
    expect(plan).toMatchObject({ type: 'plan' })
    expect(JSON.stringify(plan?.steps)).toMatch(/"notes:size".*"kind":"Note"/)
    const { values: [wrong] } = await product.json('ask', 'set size to large').result
    expect(JSON.stringify(wrong)).toContain('takes a number')
    await end(terminal)
  })

  it('refuses a change with one sentence where another passphrase was typed, and changes nothing', async () => {
    const terminal = await start('not the one')
    const settings = readFileSync(path.join(project(), 'Pulumi.dev.yaml'), 'utf8')
    const { values: [answer] } = await product.json('ask', 'set greeting to "good night" in notes/dev').result
    expect(JSON.stringify(answer)).toMatch(/passphrase/)
    expect(answer).not.toMatchObject({ type: 'plan' })
    expect(readFileSync(path.join(project(), 'Pulumi.dev.yaml'), 'utf8')).toBe(settings)
    await end(terminal)
  })

  it('keeps the daemon from starting where Ctrl-C is the answer', async () => {
    const terminal = await asked()
    terminal.type('\x03')
    expect(await terminal.ended).not.toBe(0)
    expect(terminal.text).toContain('nothing was changed')
  })
})
