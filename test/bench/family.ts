import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** How often memory is looked at, in milliseconds. */
const interval = 50
/** Clock ticks in a second, which Linux has had for all programs since long ago. */
const ticks = 100

/** Fields of /proc/PID/stat after the command's name, which may hold spaces; undefined where the process is gone. */
function stat(pid: number | string): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
  } catch {
    return undefined // it ended in between, or this machine has no /proc
  }
}

/** Seconds of a processor that all children of this process took that have ended, theirs included. */
export function processorSeconds(): number {
  const fields = stat('self')
  return (Number(fields?.[13]) + Number(fields?.[14])) / ticks
}

/** Watches what a process' descendants have in memory together; `stop` gives the most that was seen, in megabytes. */
export function peakMemory(pid: number): { stop(): number } {
  let peak = existsSync('/proc/self/smaps_rollup') ? 0 : NaN
  const timer = setInterval(() => { if (!Number.isNaN(peak)) peak = Math.max(peak, memoryOf(pid)) }, interval)
  return {
    stop() {
      clearInterval(timer)
      return peak
    },
  }
}

function memoryOf(root: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? stat(name)?.[1] : undefined
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  let bytes = 0
  for (const pid of parents.keys()) if (pid !== root && descends(pid, root, parents)) bytes += residentBytes(pid)
  return bytes / 1e6
}

function descends(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true
  return false
}

/** What is a process' own: pages that it shares with others are divided among them. */
function residentBytes(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0 // it ended in between
  }
}
