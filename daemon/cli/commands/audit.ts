import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { CountersignError } from '../../../shared/errors.ts'
import { visible } from '../../../shared/visible.ts'
import { verify } from '../../store/verify.ts'
import { WrongUse, type Command, type Invocation, type Result } from '../command.ts'
import { connectTo } from '../connection.ts'
import { jsonLine } from '../printed.ts'
import { putBack } from '../restore.ts'
import { askOperator } from '../operator.ts'

/** Entries asked for at a time. */
const page = 500

/** Bytes of a witness's file: checkpoints are a few hundred each. */
const witnessLimit = 64 * 1024 * 1024
const witnessLine = z.object({ checkpoint: z.string() })

/** The record, oldest first; `verify` examines it without the daemon, `export` hands it out for that. */
export const audit: Command = {
  usage: 'audit [verify [FILE] [--witness CHECKPOINT]] | audit export FILE | audit backup FILE | audit restore FILE',
  about: 'print the record; verify it, or a copy of it, without trusting the daemon; copy it or the whole store; put a backup back',
  options: { witness: { type: 'string' } },
  words: [0, 2],
  async run(invocation) {
    const { words: [verb, file], options: { witness } } = invocation
    if (verb !== 'verify' && witness !== undefined) throw new WrongUse('--witness belongs to audit verify')
    if (verb === undefined) return printRecord(invocation)
    if (verb === 'verify') return verifyRecord(file ?? path.join(invocation.home, 'countersign.db'), witness === undefined ? undefined : String(witness))
    if ((verb === 'export' || verb === 'backup') && file !== undefined) return exportRecord(invocation, verb, path.resolve(file))
    if (verb === 'restore' && file !== undefined) return putBack(path.resolve(file), invocation)
    throw new WrongUse('audit takes nothing, or: verify [FILE], or: export FILE, backup FILE, restore FILE')
  },
}

async function printRecord({ home, json, print }: Invocation): Promise<boolean> {
  const { client } = await connectTo(home)
  for (let after = -1; ;) {
    const { entries } = await client.post('/v1/audit', { after, limit: page })
    for (const entry of entries) {
      const { sequence, at, kind, actor, plan, run } = entry
      const about = [plan, run].filter((id) => id !== undefined).join(' ')
      print(json ? jsonLine(entry) : `${sequence}  ${at}  ${visible(kind)}  ${visible(actor.person)} (${visible(actor.via)})  ${visible(about)}`.trimEnd())
      after = sequence
    }
    if (entries.length < page) return true
  }
}

async function verifyRecord(file: string, witness: string | undefined): Promise<Result> {
  const { ok, size, root, confirmed, agreed, problem } = await verify(file, witness === undefined ? {} : { witness: checkpoints(witness) })
  const seen = agreed === undefined ? '' : `, as the witness saw it up to ${agreed}`
  const text = ok
    ? `The record is whole: ${size} entries, ${confirmed} of them signed for${seen}, root ${root}`
    : `The record is not whole: ${visible(problem?.what ?? 'no reason given')}\nThe first ${size} entries are.`
  return { value: { ok, size, root, confirmed, ...(agreed !== undefined && { agreed }), ...(problem && { problem }) }, text, ok }
}

/** A file of signed notes, or of the JSON that `audit export --json` and a sink print, each with its note as `checkpoint`. */
function checkpoints(file: string): string {
  let text: string
  try {
    if (statSync(file).size > witnessLimit) throw new CountersignError('witness-unreadable', `${file} is too large for a witness's checkpoints.`, 'Name the file with the checkpoint.')
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause
    throw new CountersignError('witness-unreadable', `The witness's file ${file} could not be read, so nothing was verified.`, 'Name the file with the checkpoint.', { cause })
  }
  if (!text.startsWith('{')) return text
  return text.split('\n').flatMap((line) => {
    const parsed = witnessLine.safeParse(line.startsWith('{') ? json(line) : undefined)
    return parsed.success ? [parsed.data.checkpoint] : []
  }).join('')
}

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined // a line that is cut off states nothing
  }
}

/** Only the daemon may open the live store; where none runs, the file itself is as good as a copy. */
async function exportRecord({ home }: Invocation, verb: 'export' | 'backup', file: string): Promise<Result> {
  const reply = await askOperator(home, { command: verb === 'export' ? 'export-record' : 'back-up', file })
  if (!('exported' in reply)) throw new CountersignError('unexpected', 'The daemon answered something else.', 'Look whether the file is there.')
  const { exported } = reply
  const text = `Wrote ${exported.size} entries to ${exported.file}, readable by you only.\n` +
    'Keep this checkpoint somewhere else: with it, `audit verify FILE --witness CHECKPOINT` shows what the file alone can not.\n\n' +
    exported.checkpoint.trimEnd()
  return { value: exported, text }
}
