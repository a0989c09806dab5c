import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false // nobody has that number
  }
}

test('a program that never gives its event loop back ends when its engine is killed, and so does what it started', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-leash-'))
  const runner = join(folder, 'runner.cjs')
  writeFileSync(runner, `
    const { spawn } = require('node:child_process')
    const child = spawn('sleep', ['1000'])
    require('node:fs').writeSync(1, JSON.stringify([process.pid, child.pid]) + '\\n')
    for (;;);
  `)
  const task = { role: 'program', runner, nodeArguments: [], arguments: [], folder, environment: { PATH: process.env.PATH } }
  const engine = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', `
    const { startRunner } = await import(${JSON.stringify(new URL('runner.ts', import.meta.url).href)})
    await startRunner({ ...JSON.parse(process.argv[1]), print: (stream, text) => process.stdout.write(text) })
  `, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(engine.stdout, 'data') as [Buffer]
  const started = JSON.parse(line.toString()) as number[]
  expect(started.map(alive)).toEqual([true, true])
  engine.kill('SIGKILL')
  while (started.some(alive)) await wait(20)
})
