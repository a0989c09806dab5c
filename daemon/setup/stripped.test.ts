import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** A checkout of its own, since what is kept is kept beside the sources. */
let checkout = ''
beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'countersign-stripped-'))
  mkdirSync(path.join(checkout, 'daemon/setup'), { recursive: true })
  for (const name of ['stripped.mjs', 'project.mjs']) cpSync(path.join(import.meta.dirname, name), path.join(checkout, 'daemon/setup', name))
})
afterEach(() => rmSync(checkout, { recursive: true, force: true }))

const write = (text: string): void => writeFileSync(path.join(checkout, 'daemon/a.ts'), text)
const run = () => spawnSync(process.execPath, ['--import', path.join(checkout, 'daemon/setup/stripped.mjs'), path.join(checkout, 'daemon/a.ts')], { encoding: 'utf8' })
const kept = (): string[] => readdirSync(path.join(checkout, '.countersign/stripped'))

describe('TypeScript without its types', () => {
  it('runs the same the first time and from what was kept, without a word from Node', () => {
    write('const answer: number = 42\nconsole.log(answer, import.meta.filename.endsWith("a.ts"))')
    for (const time of ['first', 'second']) expect([time, run()]).toMatchObject([time, { stdout: '42 true\n', stderr: '', status: 0 }])
    expect(kept()).toHaveLength(1)
  })

  it('is made anew when the source changed', () => {
    write('console.log("before" as string)')
    run()
    write('console.log("after" as string)')
    expect(run().stdout).toBe('after\n')
    expect(kept()).toHaveLength(1)
  })

  it('is made anew where what was kept is damaged', () => {
    write('console.log("whole" as string)')
    run()
    const file = path.join(checkout, '.countersign/stripped', kept()[0] ?? '')
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -10))
    expect(run().stdout).toBe('whole\n')
  })

  it('runs where nothing can be kept', () => {
    write('console.log("still" as string)')
    writeFileSync(path.join(checkout, '.countersign'), 'a file in the folder’s place')
    expect(run()).toMatchObject({ stdout: 'still\n', status: 0 })
  })

  it('tells errors at the line of the source', () => {
    write('interface Gone {\n  a: string\n}\nthrow new Error("here")')
    expect(run().stderr).toMatch(/a\.ts:4/)
  })
})
