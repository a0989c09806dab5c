import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './project.mjs'

/** Runs a script beside the project's packages and returns what it printed. */
function run(script: string): string {
  const hook = path.join(import.meta.dirname, 'on-demand.mjs')
  const preamble = `import { createRequire } from 'node:module'; import { loaded } from ${JSON.stringify(hook)}; const require = createRequire(import.meta.url);`
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', hook, '--input-type=module', '--eval', preamble + script], { cwd: root, encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.trim()
}

describe('the TypeScript compiler', () => {
  it('is not loaded by the Automation API', () => {
    expect(run(`
      const { LocalWorkspace } = await import('@pulumi/pulumi/automation/index.js')
      console.log(typeof LocalWorkspace.create, loaded.size)`)).toBe('function 0')
  })

  it('is itself too where an import comes before the first require', () => {
    expect(run(`
      const { default: ts } = await import('typescript')
      console.log(loaded.size, ts.transpile('const a: number = 1').trim(), ts.version === require('typescript').version, loaded.size)`))
      .toBe('0 "use strict";\nconst a = 1; true 1')
  })

  it('is itself once something reads from it', () => {
    expect(run(`
      const ts = require('typescript')
      const { default: imported } = await import('typescript')
      console.log(loaded.size, ts.transpile('const a: number = 1').trim(), 'version' in ts, Object.keys(ts).length > 1000, loaded.size)
      console.log(imported === ts, ts.default === ts)`))
      .toBe('0 "use strict";\nconst a = 1; true true 1\ntrue true')
  })
})
