import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export type Victim = 'daemon' | 'engine' | 'provider' | 'sandbox'

interface Running { readonly pid: number, readonly parent: number, readonly words: readonly string[] }

/** The engine command or the dynamic provider's process below `pid`, whichever is asked for; undefined while there is none. */
export function below(pid: number, victim: 'engine' | 'provider'): number | undefined {
  const all = process.platform === 'linux' ? fromProc() : fromPs()
  const parents = new Map(all.map(one => [one.pid, one.parent]))
  const descends = (one: number): boolean => {
    for (let at = parents.get(one); at !== undefined && at > 1; at = parents.get(at)) if (at === pid) return true
    return false
  }
  const is = { engine: /\/pulumi(\.mjs)?$|engine\/embedded\/main\.ts$/, provider: /dynamic-provider/ }[victim]
  // a warm host that nobody has taken yet provides for nobody: it has a folder of the daemon's as its place
  const used = (one: number) => victim === 'engine' || !place(one).includes('countersign-hosts-')
  return all.find(one => descends(one.pid) && one.words.slice(0, 6).some(word => is.test(word)) && used(one.pid))?.pid
}

/** Kills at once; a process that has just ended by itself is as good. */
export function kill(pid: number): void {
  try { process.kill(pid, 'SIGKILL') } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function fromProc(): Running[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap((name): Running[] => {
    const stat = ifThere(() => readFileSync(`/proc/${name}/stat`, 'utf8'))
    const words = ifThere(() => readFileSync(`/proc/${name}/cmdline`, 'utf8')).split('\0')
    return stat === '' ? [] : [{ pid: Number(name), parent: Number(stat.replace(/^.*\) /s, '').split(' ')[1]), words }]
  })
}

function fromPs(): Running[] {
  return execFileSync('ps', ['-ax', '-o', 'pid=', '-o', 'ppid=', '-o', 'command='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }).split('\n').map((line) => {
    const [pid, parent, ...words] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), words }
  })
}

/** Where it works; empty where that can't be seen. */
const place = (pid: number): string => ifThere(() => readlinkSync(`/proc/${pid}/cwd`))

function ifThere(read: () => string): string {
  try { return read() } catch (error) {
    if (error instanceof Error && 'code' in error) return '' // it has ended
    throw error
  }
}
