import { type ChildProcess, spawn } from 'node:child_process'

/**
 * A shell that outlives this process by a moment: it holds the numbers of the process groups that this process started, and when its
 * input ends, which a kill -9 of this process does too, it ends them. Nothing that an engine started goes on changing the world
 * without it; a program that never gives its event loop back couldn't look after that by itself.
 */
const SCRIPT = `
trap '' INT TERM HUP
held=
while read -r word group; do
  case $word in
    hold) held="$held $group" ;;
    free) kept=; for one in $held; do [ "$one" = "$group" ] || kept="$kept $one"; done; held=$kept ;;
  esac
done
for one in $held; do kill -9 "-$one"; done
`

let leash: ChildProcess | undefined

/** Holds a process group, named by the process that leads it, until `release` or the end of this process. */
export function hold(group: number): void {
  if (!leash) {
    leash = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
    // Without it everything works as long as nobody kills this process; a run isn't worth less for that.
    leash.on('error', () => undefined)
    leash.stdin?.on('error', () => undefined)
    leash.unref()
  }
  leash.stdin?.write(`hold ${group}\n`)
}

/** The group has ended: its number may soon be another's. */
export function release(group: number): void {
  leash?.stdin?.write(`free ${group}\n`)
}

/** Sends a signal to a whole process group, so that what a program started itself ends with it. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error // it has ended already
  }
}
