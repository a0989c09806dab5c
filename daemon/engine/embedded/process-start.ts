import { readFileSync } from 'node:fs'
import { oneProcess, ps, readPs, type ListedProcess } from './ps.ts'

const fromProc = process.platform === 'linux'

/** What /proc/PID/stat says after the command's name, from the process' state on; undefined where there is no such thing. */
function fieldsOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

/** Where there is no /proc (macOS). */
const listed = (pid: number): ListedProcess | undefined => readPs(ps(oneProcess(pid))).processes.find((one) => one.pid === pid)

/**
 * When a process started, so that a later one of the same number is told from it: clock ticks since boot with the boot's identity, or the
 * second that `ps` says. Undefined where there is no such process.
 */
export function processStart(pid: number): string | undefined {
  if (!fromProc) return listed(pid)?.started
  const ticks = fieldsOf(pid)?.[19]
  return ticks === undefined ? undefined : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`
}

/**
 * Whether a process of this machine has ended: there is none of that number, or only its remains, or a later one. `started` is what
 * `processStart` said of it; without it a later one passes for it, which errs on the side of waiting.
 */
export function hasEnded(pid: number, started: string | undefined): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH' // somebody else's process is one all the same
  }
  if (isRemains(pid)) return true
  const now = processStart(pid)
  return started !== undefined && now !== undefined && started !== now
}

/**
 * Whether a process has ended and only its number is left. It stays until its parent asks about it, which the first process of many a
 * container never does; a signal still finds it.
 */
export function isRemains(pid: number): boolean {
  const state = fromProc ? fieldsOf(pid)?.[0] : listed(pid)?.state
  return state !== undefined && /^[ZX]/.test(state)
}
