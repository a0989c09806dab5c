import { once } from 'node:events'
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { operatorReplySchema, type OperatorReply } from '../../shared/operator.ts'
import { listenForOperator, type Operator } from './operator.ts'
import { createTerminal, type OperatorTerminal } from './terminal.ts'

let home: string
let operator: Operator
let terminal: OperatorTerminal
let done: string[]

const begin = () => listenForOperator({
  home,
  terminal,
  pairing: {
    open: () => ({ expiresAt: 'soon', shown: terminal.pairingCode({ code: '7KQM-2D9X', expiresAt: '2026-01-01T00:02:00.000Z' }) }),
    close: () => {},
    state: 'closed',
    start: () => { throw new Error('not here') },
    finish: () => { throw new Error('not here') },
  },
  approving: { openApproving: () => done.push('approving opened') },
  status: () => ({ authority: '127.0.0.1:1', version: '0', process: 1, pairing: 'closed', approving: 'open', devices: 0, streams: 0 }),
  exportRecord: async (file) => ({ file, size: 3, root: 'ab', checkpoint: 'note' }),
  backUp: async (file) => ({ file, size: 4, root: 'cd', checkpoint: 'note' }),
  stop: () => done.push('stopped'),
})

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'operator-'))
  terminal = createTerminal({ isTTY: false, write: () => true })
  done = []
  operator = await begin()
})
afterEach(async () => {
  await operator.close()
  rmSync(home, { recursive: true })
})

async function* replies(text: string): AsyncGenerator<OperatorReply> {
  const socket = connect(operator.path)
  socket.on('error', () => socket.destroy()) // the other side may close first
  socket.write(text)
  try {
    for await (const line of createInterface({ input: socket })) yield operatorReplySchema.parse(JSON.parse(line))
  } finally {
    socket.destroy()
  }
}

async function ask(text: string): Promise<OperatorReply[]> {
  const all: OperatorReply[] = []
  for await (const reply of replies(text)) all.push(reply)
  return all
}

describe('the operator\'s socket', () => {
  it('is for its owner alone', () => expect(statSync(operator.path).mode & 0o777).toBe(0o600))

  it('answers status, opens approving again, and stops after it said so', async () => {
    expect(await ask('{"command":"status"}\n')).toMatchObject([{ status: { process: 1 } }])
    expect(await ask('{"command":"open-approving"}\n')).toEqual([{ approving: 'open' }])
    expect(await ask('{"command":"stop"}\n')).toEqual([{ stopping: true }])
    expect(done).toEqual(['approving opened', 'stopped'])
  })

  it('says where nobody could see the code, and shows it to who watches', async () => {
    expect(await ask('{"command":"pair"}\n')).toEqual([{ pairing: { expiresAt: 'soon', shown: 'watch' } }])
    const watching = replies('{"command":"watch"}\n')
    await watching.next() // from now on it watches
    expect(await ask('{"command":"pair"}\n')).toEqual([{ pairing: { expiresAt: 'soon', shown: 'shown' } }])
    expect((await watching.next()).value).toEqual({ show: expect.stringContaining('7KQM-2D9X') })
    await watching.return(undefined)
  })

  it.each(['\n', 'null\n', '{"command":"approve"}\n', '{"command":"stop","now":true}\n', '{"command":"sto', `${'x'.repeat(5000)}`, '\u0000\n', '[[[[\n'])(
    'refuses %j and does nothing', async (text) => {
      const socket = connect(operator.path)
      socket.end(text) // a line that never ends is over when its sender leaves
      let answer = ''
      socket.on('data', (chunk) => (answer += String(chunk)))
      await once(socket, 'close')
      if (answer !== '') expect(JSON.parse(answer)).toMatchObject({ error: { code: 'operator-request' } })
      expect(done).toEqual([])
    },
  )

  it('takes the place of a socket that a killed daemon left, and of nothing else', async () => {
    const { path } = operator
    linkSync(path, `${path}.left`)
    await operator.close()
    renameSync(`${path}.left`, path) // now it is as after kill -9: a socket that nobody listens at
    expect(statSync(path).isSocket()).toBe(true)
    operator = await begin()
    expect(await ask('{"command":"status"}\n')).toHaveLength(1)
    await operator.close()
    writeFileSync(path, 'mine')
    await expect(begin()).rejects.toMatchObject({ code: 'operator-taken' })
    rmSync(path)
    const deep = join(home, 'x'.repeat(100))
    mkdirSync(deep)
    home = deep
    await expect(begin()).rejects.toMatchObject({ code: 'operator-path' })
    home = join(deep, '..')
    operator = await begin()
  })
})
