import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { processStart } from './embedded/process-start.ts'

/** A process of an operation whose daemon is gone: the engine, or what it started (the program, its providers). */
export interface Survivor {
  readonly pid: number
  /** What `processStart` says of it: a later process of the same number is another one. */
  readonly started: string | undefined
  readonly engine: boolean
}

/** The variable by which the processes of one operation are found: what an engine starts inherits it. */
export const OPERATION_MARK = 'COUNTERSIGN_OPERATION_MARK'

/** `pulumi` itself, by whatever it is run: the official binary, our bundle, or our sources. */
const isEngine = (words: readonly string[]): boolean => words.slice(0, 4)
  .some(word => ['pulumi', 'pulumi.mjs'].includes(basename(word)) || word.endsWith('engine/embedded/main.ts'))

/**
 * Every process of this user that carries the mark. The mark is drawn at random and on the disk before the engine is started, so an
 * engine is found again whose process number nobody had the time to write down.
 */
export function outlivedBy(mark: string): Survivor[] {
  const wanted = `${OPERATION_MARK}=${mark}`
  return (process.platform === 'linux' ? fromProc(wanted) : fromPs(wanted))
    .filter(({ pid }) => pid !== process.pid).map(({ pid, words }) => ({ pid, started: processStart(pid), engine: isEngine(words) }))
}

interface Found { readonly pid: number, readonly words: readonly string[] }

function fromProc(wanted: string): Found[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap((name): Found[] => {
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(wanted)) return []
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').filter(word => word !== '')
      // a process that has ended and wasn't fetched by its parent has no command line any more
      return words.length === 0 ? [] : [{ pid: Number(name), words }]
    } catch (error) {
      if (error instanceof Error && 'code' in error) return [] // it has ended, or is somebody else's
      throw error
    }
  })
}

/** Where there is no /proc (macOS): `ps e` shows the environment of one's own processes behind their words. */
function fromPs(wanted: string): Found[] {
  const lines = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n')
  return lines.filter(line => line.split(' ').includes(wanted)).map(line => {
    const [pid = '0', ...words] = line.trim().split(/\s+/)
    return { pid: Number(pid), words }
  })
}
