import { readFileSync } from 'node:fs'

/** What /proc/PID/stat says after the command's name, from the process' state on; undefined where there is no such thing. */
function fieldsOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

/** Clock ticks since boot at which a process started, with the boot's identity; undefined where there is no /proc. */
export function processStart(pid: number): string | undefined {
  const ticks = fieldsOf(pid)?.[19]
  return ticks === undefined ? undefined : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`
}

/**
 * Whether a process has ended and only its number is left. It stays until its parent asks about it, which the first process of many a
 * container never does; a signal still finds it.
 */
export function isRemains(pid: number): boolean {
  const state = fieldsOf(pid)?.[0]
  return state === 'Z' || state === 'X'
}
