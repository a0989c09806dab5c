import { execFileSync } from 'node:child_process'

/** A process as `ps` tells it. */
export interface ListedProcess {
  readonly pid: number
  /** One letter first: `Z` is what has ended and only left its number. */
  readonly state: string
  /** When it began, in the words of ps: only to be compared with other words of it. */
  readonly started: string
  /** Its command line, and behind it the environment where that was asked for: ps joins them by spaces and quotes nothing. */
  readonly words: readonly string[]
}

/**
 * One `-o` for each column: on the BSDs everything behind `pid=` would be the heading of that one column. `lstart` is the only start that
 * both procps and the BSDs have, to the second.
 */
const columns = ['pid=', 'stat=', 'lstart=', 'command='].flatMap((column) => ['-o', column])

/** What to ask for: all processes, unshortened, with their environment. On macOS `-e` means every process and `-E` the environment. */
export const everyProcess = (platform: NodeJS.Platform = process.platform): string[] =>
  [...(platform === 'darwin' ? ['-axEww'] : platform === 'linux' ? ['axeww'] : ['-axeww']), ...columns]

export const oneProcess = (pid: number): string[] => ['-ww', ...columns, '-p', String(pid)]

/**
 * The columns, where a start is whatever stands between the state and a year that follows a time: `Thu Nov 26 12:58:00 2026` in C,
 * `Do 26 Nov 12:58:00 2026` and others where a ps keeps to the locale all the same.
 */
const line = /^\s*(\d+)\s+(\S+)\s+(\S.*?\d{1,2}[:.]\d{2}[:.]\d{2}(?: ?[AP]M)?(?: \S{1,5})? \d{4})(?:\s+(.*))?$/

/** Reads what `ps` printed. Rows that are no process in these columns are `strange`: one of them may be the one that is looked for. */
export function readPs(text: string): { readonly processes: readonly ListedProcess[], readonly strange: readonly string[] } {
  const processes: ListedProcess[] = []
  const strange: string[] = []
  for (const row of text.split(/\r?\n/)) {
    if (row.trim() === '') continue
    const [, pid, state, started, command = ''] = line.exec(row) ?? []
    if (pid === undefined || state === undefined || started === undefined) strange.push(row)
    else processes.push({ pid: Number(pid), state, started: started.replaceAll(/\s+/g, ' '), words: command.split(/\s+/).filter((word) => word !== '') })
  }
  return { processes, strange }
}

/** Runs `ps`. In C and UTC: else a start would be another text after a change of the locale or of the clock. */
export function ps(words: readonly string[]): string {
  try {
    return execFileSync('ps', words, {
      encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH ?? '/bin:/usr/bin', LC_ALL: 'C', LANG: 'C', TZ: 'UTC0' },
    })
  } catch (error) {
    // 1 with nothing printed: there is no such process
    if (error instanceof Error && 'status' in error && error.status === 1) return ''
    throw error
  }
}
