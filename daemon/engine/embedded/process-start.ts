import { readFileSync } from 'node:fs'

/** Clock ticks since boot at which a process started, with the boot's identity; undefined where there is no /proc. */
export function processStart(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
