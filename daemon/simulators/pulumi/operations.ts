import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { digestOf } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { outlivedBy, processStart, type Survivor } from '../../engine/index.ts'

const begun = z.strictObject({ target: z.string(), operation: z.string(), mark: z.string(), at: z.string(), interrupted: z.boolean() })
type Begun = z.infer<typeof begun>

/** How long somebody who asks is kept waiting for an engine that outlived its daemon, and how often it is looked for. Milliseconds. */
const PATIENCE = 20_000
const INTERVAL = 50

/**
 * The operations that change something, each on the disk before its engine starts. A daemon that died leaves its engine running: nobody
 * would see what it does, and nobody could stop what was not approved. So the next daemon finds it by its mark, asks it to end (what is in
 * flight finishes, nothing more begins), and lets nobody work on that target before every process of it is gone.
 */
export class Operations {
  readonly #folder: string
  readonly #leaving = new Map<string, Promise<void>>()

  constructor(home: string) {
    this.#folder = join(home, 'operations')
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  /** On the disk when it returns. @returns the mark for the engine's environment, and what ends the operation */
  begin(target: string, operation: string): { readonly mark: string, end(): void } {
    const mark = randomBytes(16).toString('hex')
    this.#write({ target, operation, mark, at: new Date().toISOString(), interrupted: false })
    return { mark, end: () => { rmSync(this.#file(target), { force: true }) } }
  }

  /**
   * Resolves when nothing of an earlier daemon's operation on this target works any more; at once where there was none.
   * @throws CountersignError `engine-alive` after some seconds, while it goes on being waited for
   */
  async alone(target: string): Promise<void> {
    if (!this.#leaving.has(target)) {
      const left = this.#read(target)
      if (left === undefined) return
      const leaving = this.#outlast(left)
      this.#leaving.set(target, leaving)
      leaving.then(() => { rmSync(this.#file(target), { force: true }) }, () => undefined).finally(() => { this.#leaving.delete(target) })
    }
    const stop = new AbortController()
    const late = wait(PATIENCE, 'late' as const, { signal: stop.signal }).catch(() => undefined)
    const first = await Promise.race([this.#leaving.get(target), late])
    stop.abort()
    const left = first === 'late' ? this.#read(target) : undefined
    if (left !== undefined) throw alive(left, outlivedBy(left.mark))
  }

  async #outlast(left: Begun): Promise<void> {
    for (;;) {
      const all = outlivedBy(left.mark)
      const engine = all.find(each => each.engine)
      if (engine === undefined) {
        // Without their engine a program and a provider do nothing more but what they were told last; when they are gone, nothing moves.
        for (const each of all) kill(each, 'SIGKILL')
        if (all.length === 0) return
      } else if (!left.interrupted) {
        // Once: a second interrupt would end it in the middle of a call.
        left = { ...left, interrupted: true }
        this.#write(left)
        kill(engine, 'SIGINT')
      }
      await wait(INTERVAL)
    }
  }

  #file(target: string): string { return join(this.#folder, `${digestOf(target).slice(0, 32)}.json`) }

  #read(target: string): Begun | undefined {
    const file = this.#file(target)
    if (!existsSync(file)) return undefined
    const parsed = begun.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? parsed.data : undefined
  }

  #write(operation: Begun): void {
    const [file, fresh] = [this.#file(operation.target), `${this.#file(operation.target)}.next`]
    const descriptor = openSync(fresh, 'w', 0o600)
    writeSync(descriptor, JSON.stringify(operation))
    fsyncSync(descriptor)
    closeSync(descriptor)
    renameSync(fresh, file)
    const folder = openSync(this.#folder, 'r')
    fsyncSync(folder)
    closeSync(folder)
  }
}

/** Never a later process that was given the same number. */
function kill({ pid, started }: Survivor, signal: NodeJS.Signals): void {
  if (processStart(pid) !== started) return
  try { process.kill(pid, signal) } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function alive({ operation, target, at }: Begun, survivors: readonly Survivor[]): CountersignError {
  const pid = survivors.find(each => each.engine)?.pid ?? survivors[0]?.pid ?? 0
  return new CountersignError('engine-alive',
    `The engine of ${operation} on ${target} (process ${pid}, since ${at}) outlived the daemon that started it and still finishes what it began; nothing more was changed.`,
    `Wait and ask again. Only if it hangs: kill ${pid}, then settle the run.`)
}
