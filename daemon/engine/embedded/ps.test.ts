import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { everyProcess, oneProcess, ps, readPs } from './ps.ts'

/**
 * Rows written after the manuals of each `ps` (procps: `ctime`; macOS and FreeBSD: `strftime` with `%c`, numbers padded to the widest).
 * None is a recording, and those of other languages are what such a locale may give: any of them has to be read. This machine's own `ps`
 * is asked below.
 */
const shapes: readonly (readonly [where: string, row: string, read: object])[] = [
  ['procps', '   4242 Sl   Thu Nov 26 12:58:00 2026 node /usr/bin/pulumi up MARK=ab', { pid: 4242, state: 'Sl', started: 'Thu Nov 26 12:58:00 2026' }],
  ['procps, a day of one digit', '      1 Ss   Sun Nov  1 09:08:07 2026 /sbin/init', { pid: 1, started: 'Sun Nov 1 09:08:07 2026' }],
  ['macOS in C', '  501 S+   Thu Nov 26 12:58:00 2026     node /opt/pulumi up MARK=ab', { pid: 501, state: 'S+', started: 'Thu Nov 26 12:58:00 2026' }],
  ['macOS in German', '  501 S    Do 26 Nov 12:58:00 2026     node /opt/pulumi up MARK=ab', { pid: 501, started: 'Do 26 Nov 12:58:00 2026' }],
  ['macOS in Japanese', '  501 S    木 11/26 12:58:00 2026     node /opt/pulumi up MARK=ab', { started: '木 11/26 12:58:00 2026' }],
  ['macOS in French', '  501 S    jeu. 26 nov. 12:58:00 2026 node /opt/pulumi up MARK=ab', { started: 'jeu. 26 nov. 12:58:00 2026' }],
  ['a locale with a zone', '  501 S    Thu 26 Nov 2026 12:58:00 PM CET 2026 node', { pid: 501 }],
  ['what has ended', '   77 Z    Thu Nov 26 12:58:00 2026 [node] <defunct>', { state: 'Z', words: ['[node]', '<defunct>'] }],
  ['macOS, what has ended', '   77 Z    Thu Nov 26 12:58:00 2026     (node)', { state: 'Z', words: ['(node)'] }],
  ['a command that is gone', '   77 R    Thu Nov 26 12:58:00 2026', { words: [] }],
  ['a time in the command', '   77 R    Thu Nov 26 12:58:00 2026 at 10:11:12 2025 x', { started: 'Thu Nov 26 12:58:00 2026', words: ['at', '10:11:12', '2025', 'x'] }],
]

describe('what ps prints', () => {
  it.each(shapes)('is read in the shape of %s', (_, row, read) => {
    expect(readPs(`${row}\n`)).toMatchObject({ processes: [read], strange: [] })
  })

  it.each([
    ['a heading', '  PID STAT STARTED COMMAND'], ['a column missing', '  501 S+   node MARK=ab'], ['one column alone, as the BSDs read a list', '  501'],
    ['a process without a number', 'node MARK=ab'],
  ])('is said to be strange where it is %s', (_, row) => {
    expect(readPs(`${row}\n`)).toEqual({ processes: [], strange: [row] })
  })

  it('is asked for in a way that each system reads as all processes with their environment', () => {
    expect([everyProcess('darwin')[0], everyProcess('freebsd')[0], everyProcess('linux')[0]]).toEqual(['-axEww', '-axeww', 'axeww'])
    // a list behind one -o is a single column on the BSDs
    expect(everyProcess('darwin').filter((word) => word === '-o')).toHaveLength(4)
  })

  it('is, by the ps of this machine, this process and its child with what was put into its environment', async (context) => {
    const probe = (() => { try { return ps(oneProcess(process.pid)) } catch { return undefined } })()
    context.skip(probe === undefined, 'there is no ps here that knows these columns')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'], { env: { MARK_OF_TEST: 'abcdef' }, stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    try {
      const { processes, strange } = readPs(ps(everyProcess()))
      expect(strange.filter((row) => row.includes('MARK_OF_TEST'))).toEqual([])
      expect(processes.filter(({ words }) => words.includes('MARK_OF_TEST=abcdef')).map(({ pid }) => pid)).toEqual([child.pid])
      const [one] = readPs(ps(oneProcess(child.pid ?? 0))).processes
      expect(one).toMatchObject({ pid: child.pid, started: processes.find(({ pid }) => pid === child.pid)?.started })
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    expect(readPs(ps(oneProcess(2 ** 22 - 1))).processes).toEqual([])
  })
})
