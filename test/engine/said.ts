import { expect } from 'vitest'
import type { CommandLine, Said } from './command-line.ts'

/** A command takes a tenth of a second; a busy machine, many times that. */
export const PATIENCE_MS = 120_000
export const done = (out = '', err = ''): Said => ({ exit: 0, out, err })
/** Who gives too many words or too few is shown how the command is used. */
export const misused = (err: string): Said => ({ exit: 1, out: expect.stringContaining('Usage:') as string, err: `error: ${err}\n` })
export const refused = (err: string): Said => ({ exit: 1, out: '', err: `error: ${err}\n` })

/** What a command says; its words as a shell would take them, quotes and all. */
export const says = (line: CommandLine, words: string, input?: string): Said =>
  line.run((words.match(/'[^']*'|\S+/g) ?? []).map(word => word.replaceAll("'", '')), {}, input)
