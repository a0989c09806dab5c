import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestOf, unlessSame } from './digest.mjs'

let root = ''
const write = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  writeFileSync(path.join(root, name), text)
}
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'countersign-digest-'))
  write('src/a.ts', 'a')
  write('src/deep/b.ts', 'b')
})
afterEach(() => rmSync(root, { recursive: true }))

describe('the digest of sources', () => {
  it('changes with a content, a name, and a new file', () => {
    const seen = [digestOf(root, ['src'])]
    const remember = (): void => void seen.push(digestOf(root, ['src']))
    write('src/a.ts', 'changed')
    remember()
    write('src/c.ts', '')
    remember()
    rmSync(path.join(root, 'src/c.ts'))
    write('src/d.ts', '')
    remember()
    expect(new Set(seen).size).toBe(4)
  })

  it('does not change with tests, and with what was built or installed', () => {
    const before = digestOf(root, ['src', 'missing'])
    write('src/a.test.ts', 'test')
    write('src/node_modules/x/index.js', 'x')
    write('src/dist/x.js', 'x')
    expect(digestOf(root, ['src', 'missing'])).toBe(before)
  })
})

describe('a build', () => {
  const build = async (digest: string): Promise<boolean> => {
    let built = false
    await unlessSame({ stamp: path.join(root, 'memory/stamp'), digest, makes: path.join(root, 'out.js') }, async () => {
      built = true
      write('out.js', 'built')
    })
    return built
  }

  it('is done once for the same sources, and again for others', async () => {
    expect([await build('one'), await build('one'), await build('two'), await build('two')]).toEqual([true, false, true, false])
  })

  it('is done again where what it made is gone', async () => {
    await build('one')
    rmSync(path.join(root, 'out.js'))
    expect(await build('one')).toBe(true)
  })

  it('that fails is not remembered', async () => {
    const what = { stamp: path.join(root, 'stamp'), digest: 'one', makes: path.join(root, 'out.js') }
    await expect(unlessSame(what, () => Promise.reject(new Error('syntax')))).rejects.toThrow('syntax')
    expect(await build('one')).toBe(true)
  })
})
