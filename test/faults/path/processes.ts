import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export type Victim = 'daemon' | 'engine' | 'provider' | 'sandbox'

/** The engine command or the dynamic provider's process below `pid`, whichever is asked for; undefined while there is none. Linux. */
export function below(pid: number, victim: 'engine' | 'provider'): number | undefined {
  const parents = new Map(readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap((name): [number, number][] => {
    const stat = read(`/proc/${name}/stat`)
    return stat === '' ? [] : [[Number(name), Number(stat.replace(/^.*\) /s, '').split(' ')[1])]]
  }))
  const descends = (one: number): boolean => {
    for (let at = parents.get(one); at !== undefined && at > 1; at = parents.get(at)) if (at === pid) return true
    return false
  }
  const is = { engine: /\/pulumi(\.mjs)?$|engine\/embedded\/main\.ts$/, provider: /dynamic-provider/ }[victim]
  // a warm host that nobody has taken yet provides for nobody: it has our own folder as its place
  const used = (one: number) => victim === 'engine' || !place(one).includes('countersign-hosts-')
  return [...parents.keys()].find(one => descends(one) && used(one) && read(`/proc/${one}/cmdline`).split('\0').slice(0, 4).some(word => is.test(word)))
}

/** Kills at once; a process that has just ended by itself is as good. */
export function kill(pid: number): void {
  try { process.kill(pid, 'SIGKILL') } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function place(pid: number): string {
  try { return readlinkSync(`/proc/${pid}/cwd`) } catch (error) {
    if (error instanceof Error && 'code' in error) return '' // it has ended
    throw error
  }
}

function read(file: string): string {
  try { return readFileSync(file, 'utf8') } catch (error) {
    if (error instanceof Error && 'code' in error) return '' // it has ended
    throw error
  }
}
