import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTerminal, listenForOperator } from '../pairing/index.ts'
import { openStore } from '../store/index.ts'
import { main } from './main.ts'

let home = ''
const output = vi.spyOn(process.stdout, 'write')
const complaints = vi.spyOn(process.stderr, 'write')
const written = (spy: typeof output | typeof complaints): string => spy.mock.calls.map(([text]) => String(text)).join('')

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'countersign-cli-'))
  vi.stubEnv('COUNTERSIGN_HOME', home)
  output.mockReset().mockReturnValue(true)
  complaints.mockReset().mockReturnValue(true)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true })
})

describe('the countersign command', () => {
  it.each([[['nonsense']], [['plan']], [['plans', 'extra']], [['approve', 'plan-1', '--code', '123456']], [['devices', 'forget', 'x']], [[]]])(
    'ends with status 2 where it is used wrongly: %j', async (args) => {
      expect(await main(args)).toBe(2)
      expect(written(output) + written(complaints)).toMatch(/countersign|revoke ID/)
    })

  it('lists its commands', async () => {
    expect(await main(['help'])).toBe(0)
    for (const command of ['start', 'pair', 'ask TEXT', 'approve ID', 'audit [verify [FILE]', 'classify']) expect(written(output)).toContain(command)
  })

  it('refuses in sentences, or with --json as one object on standard output and nothing else', async () => {
    expect(await main(['ask', 'what is running?'])).toBe(1)
    expect(written(complaints)).toContain('countersign pair')
    expect(written(output)).toBe('')
    complaints.mockClear()
    expect(await main(['ask', 'what is running?', '--json'])).toBe(1)
    expect(JSON.parse(written(output))).toEqual({ error: { code: 'not-paired', message: expect.any(String), hint: expect.any(String) } })
    expect(written(complaints)).toBe('')
  })

  it('says that no daemon runs, and how to start one', async () => {
    expect(await main(['status', '--json'])).toBe(1)
    expect(JSON.parse(written(output))).toMatchObject({ error: { code: 'daemon-unreachable', hint: expect.stringContaining('npm start') } })
  })

  it('shows in a refusal what would drive the terminal, and drives none with --json', async () => {
    const name = '\u001b]52;c;ZXZpbA==\u0007\u009b2J'
    expect(await main(['audit', 'verify', path.join(home, 'none.db'), '--witness', path.join(home, name)])).toBe(1)
    expect(written(complaints)).toContain('⟨U+001B⟩]52;c;ZXZpbA==⟨U+0007⟩⟨U+009B⟩2J')
    expect(await main(['audit', 'verify', path.join(home, 'none.db'), '--witness', path.join(home, name), '--json'])).toBe(1)
    expect(written(output)).toMatch(/^[ -~]*\n$/)
  })

  it('verifies a record that is not there as one that is not whole', async () => {
    expect(await main(['audit', 'verify', path.join(home, 'none.db'), '--json'])).toBe(1)
    expect(JSON.parse(written(output))).toMatchObject({ ok: false, size: 0 })
  })

  it('exports a record through the daemon, which verifies before the checkpoint that the export printed', async () => {
    const store = await openStore(home)
    store.audit.append({ kind: 'test.entry', actor: { person: 'Ada', device: 'd1', via: 'terminal' } })
    const absent = () => {
      throw new Error('not here')
    }
    const operator = await listenForOperator({
      home, exportRecord: store.exportRecord, backUp: store.backUp, status: absent, stop: absent, approving: { openApproving: absent },
      terminal: createTerminal({ isTTY: false, write: () => true }),
      pairing: { open: absent, close: () => undefined, state: 'closed', start: absent, finish: absent },
    })
    const [copy, witness] = [path.join(home, 'copy.db'), path.join(home, 'witness.json')]
    expect(await main(['audit', 'export', copy, '--json'])).toBe(0)
    writeFileSync(witness, written(output))
    output.mockClear()
    expect(await main(['audit', 'verify', copy, '--witness', witness, '--json'])).toBe(0)
    expect(JSON.parse(written(output))).toMatchObject({ ok: true, size: 1, agreed: 1 })
    output.mockClear()
    expect(await main(['audit', 'export', copy, '--json'])).toBe(1)
    expect(JSON.parse(written(output))).toMatchObject({ error: { code: 'store-exists' } })
    await operator.close()
    store.close()
  })

  it('exports nothing where no daemon runs, and says so', async () => {
    expect(await main(['audit', 'export', path.join(home, 'copy.db'), '--json'])).toBe(1)
    expect(JSON.parse(written(output))).toMatchObject({ error: { code: 'daemon-unreachable' } })
    expect(existsSync(path.join(home, 'countersign.db'))).toBe(false)
  })
})
