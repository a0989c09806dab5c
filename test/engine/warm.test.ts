import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WarmHosts } from '../../daemon/engine/hosts.ts'

const root = join(import.meta.dirname, '..', '..')
const pulumi = join(root, 'daemon', 'engine', 'bin', 'pulumi')
const place = mkdtempSync(join(tmpdir(), 'engine-warm-'))
const folder = join(place, 'program')
/** A command takes about two seconds; a busy machine, many times that. */
const PATIENCE_MS = 300_000

let hosts: WarmHosts
beforeAll(async () => {
  cpSync(join(root, 'test', 'engine', 'programs', 'resources'), folder, { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  hosts = await WarmHosts.open()
})
afterAll(() => {
  hosts.close()
  rmSync(place, { recursive: true, force: true })
})

async function command(keeper: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(pulumi, [...words, '--non-interactive'], {
    cwd: folder,
    env: {
      ...process.env, COUNTERSIGN_NODE: process.execPath, COUNTERSIGN_HOSTS: keeper, PULUMI_HOME: join(place, 'home'),
      PULUMI_BACKEND_URL: `file://${place}`, PULUMI_CONFIG_PASSPHRASE: 'warm',
    },
  })
  return stdout
}

/** What a new stack is after an update, without what differs from one run to the next. */
async function stateOf(stack: string, keeper: string): Promise<string> {
  await command('', 'stack', 'init', stack)
  await command('', 'config', 'set', '--stack', stack, 'count', '3')
  await command(keeper, 'up', '--yes', '--skip-preview', '--stack', stack)
  return (await command('', 'stack', 'export', '--stack', stack)).replaceAll(stack, 'STACK')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/\d{4}-\d{2}-\d{2}T[0-9:.]+Z/g, 'TIME').replace(/"salt": ".*"/, '"salt"')
}

test('a program in warm hosts leaves the same state as one in processes of its own', { timeout: PATIENCE_MS }, async () => {
  const cold = await stateOf('cold', '')
  await command(hosts.address, 'preview', '--stack', 'cold')
  while (hosts.waiting.length < 2) await wait(50)
  const waiting = [...hosts.waiting]
  expect(await stateOf('warm', hosts.address)).toBe(cold)
  expect(hosts.waiting.filter(pid => waiting.includes(pid))).toEqual([])
})
