import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { processStart } from './embedded/process-start.ts'
import { everyProcess, ps, readPs } from './embedded/ps.ts'

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
export const isEngine = (words: readonly string[]): boolean => words.slice(0, 4)
  .some(word => ['pulumi', 'pulumi.mjs'].includes(basename(word)) || word.endsWith('engine/embedded/main.ts'))

/**
 * Every process of this user that carries the mark. The mark is drawn at random and on the disk before the engine is started, so an
 * engine is found again whose process number nobody had the time to write down.
 */
export function outlivedBy(mark: string): Survivor[] {
  const wanted = `${OPERATION_MARK}=${mark}`
  return (process.platform === 'linux' ? fromProc(wanted) : fromPs(wanted, ps(everyProcess())))
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

/**
 * Where there is no /proc (macOS), from what `ps` printed. A row that carries the mark and can't be read is an error: taken for nothing, an
 * engine that works on would be overlooked.
 */
export function fromPs(wanted: string, printed: string): Found[] {
  const { processes, strange } = readPs(printed)
  const lost = strange.find(row => row.split(/\s+/).includes(wanted))
  if (lost !== undefined) throw new Error(`ps on this machine prints its rows in a form that is not known (${lost.slice(0, 60)} …), so what an earlier daemon began can't be waited for; nothing was changed`)
  return processes.filter(({ state, words }) => words.includes(wanted) && !state.startsWith('Z')).map(({ pid, words }) => {
    // the environment stands behind the command, and a path with a space in it is several words
    const end = words.findIndex(word => /^[A-Za-z_]\w*=/.test(word))
    return { pid, words: words.slice(0, end === -1 ? words.length : end) }
  })
}
