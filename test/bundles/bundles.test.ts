import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundlePrograms } from '../../daemon/bundle.ts'
import { memory, root } from '../../daemon/setup/project.mjs'

/** In the checkout, where its packages are found. */
let folder = ''
const home = mkdtempSync(path.join(tmpdir(), 'countersign-bundle-'))
beforeAll(async () => {
  mkdirSync(memory, { recursive: true })
  folder = mkdtempSync(path.join(memory, 'bundles-tried-'))
  await bundlePrograms(folder)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(home, { recursive: true })
})

describe('a bundle', () => {
  it('finds what lies beside its sources', async () => {
    const cloud = spawn(process.execPath, [path.join(folder, 'cloud.mjs'), '--folder', home, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const printed = await new Promise<string>((resolve) => void cloud.stdout.once('data', (text: Buffer) => resolve(text.toString())))
      const address = /http:\S+/.exec(printed)?.[0]
      const style = await (await fetch(`${address}/console/console.css`)).text()
      expect(style).toBe(readFileSync(path.join(root, 'infrastructure/cloud/console/console.css'), 'utf8'))
    } finally {
      cloud.kill()
    }
  })

  it('refuses what its sources refuse, in the same sentence', () => {
    const run = (file: string) => {
      const { status, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', file, '--port', 'nine'], {
        encoding: 'utf8', env: { PATH: process.env.PATH, COUNTERSIGN_HOME: home },
      })
      return { status, stderr }
    }
    const bundled = run(path.join(folder, 'daemon.mjs'))
    expect(bundled).toEqual(run(path.join(root, 'daemon/main.ts')))
    expect(bundled).toMatchObject({ status: 1, stderr: expect.stringContaining('is no port') })
  })

  it('is one file that needs no other of the bundle', () => {
    const imported = (name: string) => readFileSync(path.join(folder, name), 'utf8').matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']*)["']/g)
    for (const name of ['daemon.mjs', 'cloud.mjs', 'cli.mjs']) expect([name, ...imported(name)]).toEqual([name])
  })

  it('starts the sandbox’s cloud from its bundle as well', () => {
    expect(readFileSync(path.join(folder, 'daemon.mjs'), 'utf8')).toContain('new URL("cloud.mjs", import.meta.url)')
  })
})
