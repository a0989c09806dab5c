import type { ParseArgsOptionsConfig } from 'node:util'
import type { Lines } from './lines.ts'

/** The values of a command's options, as `parseArgs` gives them. */
export type Options = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

/** What a command is given. */
export interface Invocation {
  readonly words: readonly string[]
  readonly options: Options
  /** `--json`: one JSON value a line on standard output, and nothing else there. */
  readonly json: boolean
  /** The folder of the daemon's files. */
  readonly home: string
  readonly input: Lines
  /** Prints a line of the result; text that somebody else supplied has been made visible. */
  readonly print: (line: string) => void
  /** Says something to the person at the terminal that is no part of the result. */
  readonly tell: (line: string) => void
}

/** What a command found out: for programs, for people, and whether it is a success. */
export interface Result {
  readonly value: unknown
  readonly text: string
  readonly ok?: boolean
}

/** One command. It returns its result, or prints as it goes and returns only whether it succeeded. */
export interface Command {
  /** As in "approve ID [--acknowledge NAME]". */
  readonly usage: string
  readonly about: string
  readonly options?: ParseArgsOptionsConfig
  /** How many words it takes. */
  readonly words: readonly [least: number, most: number]
  run(invocation: Invocation): Promise<Result | boolean>
}

/** The command line itself is wrong: exit status 2. */
export class WrongUse extends Error {}
