import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { chooseEngine } from './choice.ts'

let root: string
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'official-')) })
afterEach(() => rmSync(root, { recursive: true }))

/** A command that says a version and nothing else. */
function install(version: string): { PATH: string } {
  const bin = join(root, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'pulumi'), `#!/bin/sh\necho ${version}\n`)
  chmodSync(join(bin, 'pulumi'), 0o755)
  return { PATH: [bin, '/usr/bin', '/bin'].join(delimiter) }
}

it('takes the official command where it is new enough', async () => {
  expect(await chooseEngine(install('v3.270.0'))).toMatchObject({ kind: 'official', version: '3.270.0', title: expect.stringMatching(/^pulumi 3\.270\.0 \(/) })
})

it('runs a command again that was killed the first time', async () => {
  const engine = await chooseEngine(install('v3.270.0'))
  const failed = join(root, 'failed')
  writeFileSync(join(root, 'bin/pulumi'), `#!/bin/sh\ntest -e ${failed} || { touch ${failed}; kill -9 $$; }\necho v3.270.0\n`)
  await expect(engine.command()).rejects.toThrow('SIGKILL')
  expect((await engine.command()).version?.version).toBe('3.270.0')
})

it.each(['v3.50.0', 'v4.0.0', 'nonsense'])('takes the embedded one beside a command that says %s, and says why', async version => {
  const engine = await chooseEngine(install(version))
  expect(engine).toMatchObject({ kind: 'embedded', title: expect.stringMatching(/^embedded engine .*; .*not used$/) })
})

it('takes the embedded one where there is no other, and knows it by its identity', async () => {
  const [one, two] = [await chooseEngine({ PATH: '/usr/bin' }), await chooseEngine({ PATH: '' })]
  expect([one.kind, one.identity]).toEqual(['embedded', two.identity])
  expect(one.identity).toMatch(/^[0-9a-f]{64}$/)
})
