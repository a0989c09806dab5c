import { Linter } from 'eslint'
import path from 'node:path'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import { countersign } from './index.ts'

const root = path.resolve('/project')

/** What the project's own rules say about `code` standing in `file`: the rules that complain, in order. */
function complaints(file: string, code: string): string[] {
  const linter = new Linter({ cwd: root })
  const messages = linter.verify(code, [{
    files: ['**/*.{ts,tsx,mjs}'],
    languageOptions: { parser: tseslint.parser as Linter.Parser, parserOptions: { ecmaFeatures: { jsx: file.endsWith('x') } } },
    plugins: { countersign },
    rules: Object.fromEntries(Object.keys(countersign.rules ?? {}).map((rule) => [`countersign/${rule}`, 'error' as const])),
  }], { filename: path.join(root, file) })
  return messages.map(({ ruleId, message }) => ruleId?.replace('countersign/', '') ?? message)
}

describe('import-arrows', () => {
  it.each([
    ['extension/a.ts', '../daemon/plans/index.ts'],
    ['daemon/plans/a.ts', '../../extension/a.ts'],
    ['shared/a.ts', '../daemon/contracts.ts'],
    ['infrastructure/a.ts', '../daemon/contracts.ts'],
    ['daemon/store/a.ts', '../plans/index.ts'],
    ['daemon/plans/a.ts', '../chat/index.ts'],
    ['daemon/engine/a.ts', '../simulators/index.ts'],
    ['daemon/chat/a.ts', '../background/index.ts'],
    ['daemon/chat/a.ts', '../main.ts'],
    ['daemon/plans/a.ts', '../../infrastructure/index.ts'],
    ['daemon/cli/a.ts', '../store/index.ts'],
  ])('refuses the import in %s of %s', (file, source) => {
    expect(complaints(file, `import { a } from '${source}'\nexport { a }`)).toEqual(['import-arrows'])
  })

  it.each([
    ['extension/components/a.tsx', '../../shared/plan.ts'],
    ['daemon/http/routes/a.ts', '../../chat/index.ts'],
    ['daemon/plans/a.ts', '../simulators/pulumi/index.ts'],
    ['daemon/plans/a.ts', '../store/audit.ts'],
    ['daemon/plans/a.ts', '../contracts.ts'],
    ['daemon/main.ts', './http/index.ts'],
    ['daemon/cli/a.ts', '../store/verify.ts'],
    ['daemon/sandbox.ts', '../infrastructure/index.ts'],
    ['daemon/store/a.test.ts', '../plans/index.ts'],
    ['test/e2e/a.test.ts', '../../extension/components/card.tsx'],
    ['daemon/store/a.ts', './vfs/file.ts'],
  ])('allows the import in %s of %s', (file, source) => {
    expect(complaints(file, `import { a } from '${source}'\nexport { a }`)).toEqual([])
  })

  it('refuses to reach into another room past its door', () => {
    expect(complaints('daemon/plans/a.ts', "import { a } from '../store/vfs/file.ts'")).toEqual(['import-arrows'])
  })

  it('sees types, re-exports and dynamic imports too', () => {
    const code = "import type { A } from '../plans/index.ts'\nexport * from '../plans/index.ts'\nawait import('../plans/index.ts')"
    expect(complaints('daemon/store/a.ts', code)).toEqual(['import-arrows', 'import-arrows', 'import-arrows'])
  })
})

describe('module-rooms', () => {
  it.each([
    "import { spawn } from 'node:child_process'",
    "import { spawn } from 'child_process'",
    "const { spawn } = require('child_process')",
    "process.getBuiltinModule('node:child_process')",
    "await import('node:child_process')",
  ])('refuses a process in a room that may not start any: %s', (code) => {
    expect(complaints('daemon/plans/a.ts', code)).toEqual(['module-rooms'])
  })

  it.each(['daemon/engine/a.ts', 'daemon/setup/a.mjs', 'infrastructure/a.ts', 'test/e2e/a.ts'])('allows a process in %s', (file) => {
    expect(complaints(file, "import { spawn } from 'node:child_process'")).toEqual([])
  })

  it('refuses Node modules in what runs in a browser, and allows them in its tests', () => {
    const code = "import { readFileSync } from 'node:fs'"
    expect(complaints('shared/a.ts', code)).toEqual(['module-rooms'])
    expect(complaints('extension/a.ts', code)).toEqual(['module-rooms'])
    expect(complaints('shared/a.test.ts', code)).toEqual([])
  })
})

describe('one-network-caller', () => {
  it.each([
    'await fetch(url)',
    'const send = globalThis.fetch',
    "window['fetch'](url)",
    "new WebSocket('ws://127.0.0.1')",
    'new EventSource(url)',
    'navigator.sendBeacon(url)',
  ])('refuses in the extension: %s', (code) => {
    expect(complaints('extension/components/a.ts', code)).toEqual(['one-network-caller'])
  })

  it('allows it in daemon-client, in tests, and outside the extension', () => {
    for (const file of ['extension/daemon-client/a.ts', 'extension/components/a.test.ts', 'daemon/http/a.ts']) {
      expect(complaints(file, 'await fetch(url)')).toEqual([])
    }
  })

  it('leaves alone what the file declares itself, and types', () => {
    expect(complaints('extension/a.ts', "import { fetch } from './daemon-client/index.ts'\nfetch()")).toEqual([])
    expect(complaints('extension/a.ts', 'export type Connection = WebSocket')).toEqual([])
  })
})

describe('no-markup-injection', () => {
  it.each([
    ['a.ts', 'element.innerHTML = text'],
    ['a.ts', "element['outerHTML'] = text"],
    ['a.ts', 'document.write(text)'],
    ['a.ts', "h('p', { dangerouslySetInnerHTML: { __html: text } })"],
    ['a.tsx', 'export const A = () => <p dangerouslySetInnerHTML={{ __html: text }} />'],
    ['a.tsx', 'export const A = () => <iframe srcdoc={text} />'],
  ])('refuses in %s: %s', (file, code) => {
    expect(complaints(`extension/${file}`, code)).toEqual(['no-markup-injection'])
  })

  it('allows text', () => {
    expect(complaints('extension/a.ts', 'element.textContent = text; stream.write(text)')).toEqual([])
  })
})

describe('no-swallowed-errors', () => {
  it('refuses an empty rejection handler and allows one that says why', () => {
    expect(complaints('daemon/a.ts', 'stop().catch(() => {})')).toEqual(['no-swallowed-errors'])
    expect(complaints('daemon/a.ts', 'stop().catch(function () {})')).toEqual(['no-swallowed-errors'])
    expect(complaints('daemon/a.ts', 'stop().catch(() => { /* it is gone already, which is what stop is for */ })')).toEqual([])
    expect(complaints('daemon/a.ts', 'stop().catch((error) => log(error))')).toEqual([])
  })
})

describe('telling-names', () => {
  it.each(['daemon/store/utils.ts', 'extension/helpers/a.ts', 'shared/common.test.ts', 'daemon/plans/manager.ts'])('refuses %s', (file) => {
    expect(complaints(file, 'export {}')).toEqual(['telling-names'])
  })

  it('allows a name that tells', () => {
    expect(complaints('daemon/store/library.ts', 'export {}')).toEqual([])
  })
})
