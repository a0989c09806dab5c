import path from 'node:path'
import { visible } from '../../../shared/visible.ts'
import { verify } from '../../store/verify.ts'
import { WrongUse, type Command, type Invocation, type Result } from '../command.ts'
import { connectTo } from '../connection.ts'

/** Entries asked for at a time. */
const page = 500

/** The record, oldest first; `verify` examines it without the daemon. */
export const audit: Command = {
  usage: 'audit [verify [FILE]]',
  about: 'print the record; verify it, or a copy of it, without trusting the daemon',
  words: [0, 2],
  async run(invocation) {
    const { words: [verb, file] } = invocation
    if (verb === undefined) return printRecord(invocation)
    if (verb !== 'verify') throw new WrongUse('audit takes nothing, or: verify [FILE]')
    return verifyRecord(file ?? path.join(invocation.home, 'countersign.db'))
  },
}

async function printRecord({ home, json, print }: Invocation): Promise<boolean> {
  const { client } = await connectTo(home)
  for (let after = -1; ;) {
    const { entries } = await client.post('/v1/audit', { after, limit: page })
    for (const entry of entries) {
      const { sequence, at, kind, actor, plan, run } = entry
      const about = [plan, run].filter((id) => id !== undefined).join(' ')
      print(json ? JSON.stringify(entry) : `${sequence}  ${at}  ${visible(kind)}  ${visible(actor.person)} (${visible(actor.via)})  ${visible(about)}`.trimEnd())
      after = sequence
    }
    if (entries.length < page) return true
  }
}

async function verifyRecord(file: string): Promise<Result> {
  const { ok, size, root, confirmed, problem } = await verify(file)
  const text = ok
    ? `The record is whole: ${size} entries, ${confirmed} of them signed for, root ${root}`
    : `The record is not whole: ${visible(problem?.what ?? 'no reason given')}\nThe first ${size} entries are.`
  return { value: { ok, size, root, confirmed, ...(problem && { problem }) }, text, ok }
}
