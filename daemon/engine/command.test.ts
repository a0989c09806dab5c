import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { chooseEngine } from './choice.ts'

interface Runnable {
  run(
    args: string[], folder: string, environment: Record<string, string>,
    onOutput?: (text: string) => void, onError?: (text: string) => void, signal?: AbortSignal,
  ): Promise<{ readonly stdout: string, readonly stderr: string, readonly code: number }>
}
let root: string
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'command-')) })
afterEach(() => rmSync(root, { recursive: true }))

/** A command that does what `body` says, as the Automation API gets it. */
async function command(body: string): Promise<Runnable> {
  mkdirSync(join(root, 'bin'))
  writeFileSync(join(root, 'bin/pulumi'), `#!/bin/sh\nif [ "$1" = version ]; then echo v3.270.0; exit; fi\n${body}\n`)
  chmodSync(join(root, 'bin/pulumi'), 0o755)
  const engine = await chooseEngine({ PATH: `${join(root, 'bin')}:/usr/bin:/bin` })
  return await engine.command() as unknown as Runnable
}

it('leads a group of its own, so that what a terminal sends to the daemon’s is not for it', async () => {
  const { stdout } = await (await command('echo $$ $(ps -o pgid= -p $$)')).run(['up'], root, {})
  const [pid, group] = stdout.split(' ')
  expect(group).toBe(pid)
})

it('is given its words, its environment and what lies beside it, and is asked nothing', async () => {
  const given = await command('echo "$@ | $MINE | $PULUMI_AUTOMATION_API | ${PATH%%:*}"; echo heard >&2; cat')
  const said: string[] = []
  expect(await given.run(['up', '--yes'], root, { MINE: 'one' }, text => said.push(text), text => said.push(text)))
    .toMatchObject({ code: 0, stderr: 'heard', stdout: `up --yes --non-interactive | one | true | ${join(root, 'bin')}` })
  expect(said.join('')).toContain('heard')
})

it('is interrupted once by an abort, and is not ended', async () => {
  const loop = 'trap "heard=x\\$heard" INT\necho ready\nwhile [ -z "$heard" ]; do sleep 0.05; done\nsleep 0.5; echo "heard $heard"; exit 7'
  const stop = new AbortController()
  const run = (await command(loop)).run(['up'], root, {}, () => { stop.abort() }, undefined, stop.signal)
  await expect(run).rejects.toThrow(/exit code 7: .*pulumi up --non-interactive\nready\nheard x\n/)
})

it('is not begun for what the Automation API asks for after an update and nobody reads', async () => {
  const given = await command('echo begun >> begun; echo "{}"')
  expect((await given.run(['stack', 'output', '--json'], root, {})).stdout).toBe('{}')
  expect((await given.run(['stack', 'history', '--json', '--show-secrets'], root, {})).stdout).toBe('[]')
  expect(existsSync(join(root, 'begun'))).toBe(false)
})

it('is not begun where it was stopped before', async () => {
  const said: string[] = []
  const run = (await command('echo begun')).run(['up'], root, {}, text => said.push(text), undefined, AbortSignal.abort())
  await expect(run).rejects.toThrow('stopped before it began')
  expect(said).toEqual([])
})

it('fails as the Automation API’s own does', async () => {
  const { ConcurrentUpdateError, StackNotFoundError } = await import('@pulumi/pulumi/automation/index.js')
  const failing = await command('echo "error: $1" >&2; exit 255')
  await expect(failing.run(['no stack named dev found'], root, {})).rejects.toBeInstanceOf(StackNotFoundError)
  await expect(failing.run(['the stack is currently locked by 1 lock(s)'], root, {})).rejects.toBeInstanceOf(ConcurrentUpdateError)
  rmSync(join(root, 'bin/pulumi'))
  await expect(failing.run(['up'], root, {})).rejects.toThrow('ENOENT')
})
