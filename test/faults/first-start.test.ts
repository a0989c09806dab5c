import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { daemonCommand } from '../../daemon/setup/daemon-command.mjs'
import { removeFolder } from '../e2e/harness/folder.ts'
import { patience, Terminal } from '../e2e/harness/index.ts'

/** The very first start takes a while: it fills the sandbox. A person may well end it before it is done. */
let folder: string
let env: Record<string, string>
let terminals: Terminal[]
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cs-'))
  const home = path.join(folder, 'home')
  mkdirSync(home, { mode: 0o700 })
  env = { PATH: process.env.PATH ?? '', HOME: folder, TERM: 'xterm-256color', LANG: 'C.UTF-8', COUNTERSIGN_HOME: home }
  terminals = []
})
afterEach(async () => {
  for (const terminal of terminals) terminal.kill('SIGKILL')
  await removeFolder(folder)
})
const start = () => {
  const terminal = new Terminal(process.execPath, daemonCommand({ port: '0', sandboxPort: '0' }), { cwd: folder, env })
  terminals.push(terminal)
  return terminal
}
const stored = (stack: string) => {
  const file = path.join(folder, `home/sandbox/state/.pulumi/stacks/shop/${stack}.json`)
  if (!existsSync(file)) return { names: [], pending: 0 }
  type State = { checkpoint: { latest?: { resources?: { urn: string, custom: boolean }[], pending_operations?: unknown[] } } }
  const { resources = [], pending_operations: pending = [] } = (JSON.parse(readFileSync(file, 'utf8')) as State).checkpoint.latest ?? {}
  return { names: resources.filter(one => one.custom && !one.urn.includes('pulumi:providers')).map(({ urn }) => urn.split('::').slice(2).join(' ')).sort(), pending: pending.length }
}

it.each<[string, (terminal: Terminal) => void, number]>([
  ['Ctrl-C', terminal => { terminal.type('\x03') }, 1],
  ['a kill', terminal => { terminal.kill('SIGKILL') }, 137],
])('that %s ended in the middle is gone on with by the next one', async (_, end, status) => {
  const first = start()
  await expect.poll(() => stored('dev').names.length, { timeout: patience, interval: 5 }).toBeGreaterThan(0)
  end(first)
  expect(await first.ended).toBe(status)
  if (status === 1) {
    expect(first.text).toMatch(/The set-up of the sandbox was stopped.*the next start goes on with it/)
    expect(stored('dev').pending).toBe(0)
  }
  expect(stored('dev').names.length).toBeLessThan(8)
  const second = start()
  await second.read(/countersign ready on /, 0, patience)
  expect([stored('dev'), stored('prod').names.length]).toEqual([{ names: expect.objectContaining({ length: 8 }), pending: 0 }, 8])
  second.type('\x03')
  expect(await second.ended).toBe(0)
  const third = start()
  await third.read(/countersign ready on /, 0, patience)
  expect(third.text).not.toContain('setting up the sandbox')
  third.kill()
  await third.ended
}, 600_000)
