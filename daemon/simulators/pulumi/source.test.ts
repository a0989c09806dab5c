import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readProject } from './project.ts'
import type { Project } from './project.ts'
import { withScratch } from './scratch.ts'
import { Shelf } from './shelf.ts'
import { lockDigest, packSource, programDigest, readSource, settingsDigest, unpackSource } from './source.ts'

let home: string
let project: Project
const put = (path: string, text: string) => writeFileSync(join(project.path, path), text)
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'source-'))
  const path = join(home, 'shop')
  mkdirSync(join(path, 'node_modules', 'x'), { recursive: true })
  mkdirSync(join(path, 'lib'))
  writeFileSync(join(path, 'Pulumi.yaml'), 'name: shop\nruntime: nodejs\nbackend: { url: "file:///x" }\n')
  project = readProject({ path, stack: 'dev', mode: 'dev' })
  put('index.ts', 'one')
  put('lib/a.ts', 'two')
  put('node_modules/x/index.js', 'module')
  put('Pulumi.dev.yaml', 'config: {}\n')
  put('Pulumi.prod.yaml', 'config: {}\n')
})
afterEach(() => rmSync(home, { recursive: true }))

describe('a source', () => {
  it('is the program without modules, and the settings of its own stack', () => {
    const source = readSource(project)
    expect([...source.files.keys()]).toEqual(['Pulumi.yaml', 'index.ts', 'lib/a.ts'])
    expect(source.settings).toBe('config: {}\n')
  })

  it.each([
    ['a file', () => put('index.ts', 'other')], ['a name', () => { rmSync(join(project.path, 'index.ts')); put('main.ts', 'one') }],
    ['a new file', () => put('lib/b.ts', '')],
  ])('has another digest when %s changes', (_what, move) => {
    const before = programDigest(readSource(project))
    move()
    expect(programDigest(readSource(project))).not.toBe(before)
  })

  it('is bound to its lock file, be it in the folder or beside the modules', () => {
    const none = lockDigest(project)
    writeFileSync(join(project.path, 'package-lock.json'), '{}')
    expect(lockDigest(project)).not.toBe(none)
  })

  it.each([
    ['of another package manager, beside the first', 'pnpm-lock.yaml'], ['of what is installed, whatever the lock file says', 'node_modules/.package-lock.json'],
  ])('is bound to the lock file %s', (_what, path) => {
    put('package-lock.json', '{}')
    const before = lockDigest(project)
    put(path, '{}')
    expect(lockDigest(project)).not.toBe(before)
  })

  it('comes back from its packed form as it was', () => {
    put('binary', '\u0000\uFFFF')
    const source = readSource(project)
    const again = unpackSource(packSource({ ...source, guessed: true }))
    expect(again.guessed).toBe(true)
    expect([programDigest(again), settingsDigest(again.settings)]).toEqual([programDigest(source), settingsDigest(source.settings)])
  })

  it('is refused where the folder is no program', () => {
    put('video', '')
    truncateSync(join(project.path, 'video'), 65 << 20)
    expect(() => readSource(project)).toThrow(expect.objectContaining({ code: 'program-too-large' }))
  })

  it('is refused before a file is read that no memory holds', () => {
    put('huge', '')
    truncateSync(join(project.path, 'huge'), 2 ** 42) // four terabytes of nothing
    expect(() => readSource(project)).toThrow(expect.objectContaining({ code: 'program-too-large' }))
  })

  it('reads a linked file and leaves out a linked folder', () => {
    symlinkSync(join(home, 'nowhere'), join(project.path, 'broken'))
    symlinkSync(home, join(project.path, 'loop'))
    symlinkSync(join(project.path, 'lib', 'a.ts'), join(project.path, 'linked.ts'))
    expect([...readSource(project).files.keys()]).toEqual(['Pulumi.yaml', 'index.ts', 'lib/a.ts', 'linked.ts'])
  })
})

describe('a scratch copy', () => {
  it('has the program, its settings and its modules, and is gone afterwards', async () => {
    const source = readSource(project)
    const folder = await withScratch(home, project, source, async at => {
      expect(readFileSync(join(at, 'lib', 'a.ts'), 'utf8')).toBe('two')
      expect(readFileSync(join(at, 'node_modules', 'x', 'index.js'), 'utf8')).toBe('module')
      return at
    })
    expect(existsSync(folder)).toBe(false)
    expect(existsSync(join(project.path, 'node_modules', 'x', 'index.js'))).toBe(true)
  })

  it('never writes outside of its folder', async () => {
    const source = { files: new Map([['../escaped', new Uint8Array()]]), settings: undefined }
    await expect(withScratch(home, project, source, async () => undefined)).rejects.toMatchObject({ code: 'source-damaged' })
    expect(readdirSync(join(home, 'scratch'))).toEqual([])
  })
})

describe('the shelf', () => {
  it('gives back by digest, and nothing that was changed where it lies', () => {
    const shelf = new Shelf(home)
    const digest = shelf.put(readSource(project))
    expect(shelf.get(digest).files.size).toBe(3)
    writeFileSync(join(home, 'sources', digest), 'x')
    expect(() => shelf.get(digest)).toThrow(expect.objectContaining({ code: 'source-damaged' }))
    expect(() => shelf.get('0'.repeat(64))).toThrow(expect.objectContaining({ code: 'source-missing' }))
  })

  it('knows which source made a state, and says nothing of a state that somebody else made', () => {
    const shelf = new Shelf(home)
    shelf.deployed('pulumi:shop/dev', 'state-1', readSource(project))
    expect(new Shelf(home).madeBy('pulumi:shop/dev', 'state-1')?.files.size).toBe(3)
    expect(shelf.madeBy('pulumi:shop/dev', 'state-2')).toBeUndefined()
    expect(shelf.madeBy('pulumi:shop/prod', 'state-1')).toBeUndefined()
  })
})
