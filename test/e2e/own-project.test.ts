import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { daemonCommand } from '../../daemon/setup/daemon-command.mjs'
import { root } from '../../daemon/setup/project.mjs'
import { startProduct, Terminal, type Product } from './harness/index.ts'

const passphrase = 'only the person knows it'
const program = `const { Config } = require('@pulumi/pulumi')
const config = new Config()
exports.greeting = config.require('greeting')
exports.token = config.requireSecret('token')
`

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
    mkdirSync(path.join(project(), 'node_modules/@pulumi'), { recursive: true })
    symlinkSync(path.join(root, 'node_modules/@pulumi/pulumi'), path.join(project(), 'node_modules/@pulumi/pulumi'))
    writeFileSync(path.join(project(), 'Pulumi.yaml'), 'name: notes\nruntime: nodejs\n')
    writeFileSync(path.join(project(), 'package.json'), '{ "name": "notes", "main": "index.js" }\n')
    writeFileSync(path.join(project(), 'index.js'), program)
    mkdirSync(path.join(folder(), 'state'))
    const backend = pathToFileURL(path.join(folder(), 'state')).href
    const env = { ...product.environment, PULUMI_BACKEND_URL: backend, PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_HOME: path.join(folder(), 'pulumi') }
    for (const words of ['stack init dev', 'config set greeting hello', 'config set --secret token sesame', 'up --yes --skip-preview']) {
      const { status, stderr } = spawnSync(path.join(root, 'daemon/engine/bin/pulumi'), words.split(' '), { cwd: project(), env, encoding: 'utf8' })
      if (status !== 0) throw new Error(`pulumi ${words}: ${stderr}`)
    }
    const line = `projects:\n  - { path: "${project()}", stack: dev, mode: dev, backend: "${backend}", passphrase: prompt }\n`
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
    expect((await approving.result).values[0]).toMatchObject({ state: 'succeeded' })
    expect(readFileSync(path.join(project(), 'Pulumi.dev.yaml'), 'utf8')).toContain('good morning')
    expect(terminal.printed).not.toContain(passphrase)
    await end(terminal)
    const { stdout: holding } = spawnSync('grep', ['-rlF', passphrase, folder()], { encoding: 'utf8' })
    expect(holding).toBe('')
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
