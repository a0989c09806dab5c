import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { spawnCloud } from './spawn.ts'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'countersign-spawn-')) })
afterEach(() => { rmSync(folder, { recursive: true }) })

test('runs the cloud in a process of its own and ends it', async () => {
  const cloud = await spawnCloud({ port: 0, folder })
  expect(await (await fetch(`${cloud.url}/healthz`)).json()).toMatchObject({ sandbox: true })
  await cloud.close()
  await expect(fetch(`${cloud.url}/healthz`)).rejects.toThrow()
})

test('says in one sentence that its port is taken', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  await expect(spawnCloud({ port, folder })).rejects.toThrow(`Port ${port} is taken`)
  await new Promise(resolve => other.close(resolve))
})
