import { hookFailure, type HookMoment, type HookRunner, type HookSubject } from '../execution/hooks.ts'
import { type Urn, urnName } from '../snapshot/urn.ts'
import type { HookData, HookPoint } from './program.ts'

/** A program's hooks as a state has them: by moment. */
export function hooksByMoment(hooks: Readonly<Partial<Record<HookPoint, readonly string[]>>>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(hooks).map(([point, names]) => [point.charAt(0).toUpperCase() + point.slice(1), names]))
}

/** Hooks that are data: they note that they ran, and fail or ask for another try as they are told. */
export class DataHooks implements HookRunner {
  /** Every call, as `hook resource`. */
  readonly calls: string[] = []
  readonly #hooks: Readonly<Record<string, HookData>>
  readonly #preview: boolean
  readonly #warn: (message: string, urn: Urn) => void

  constructor(hooks: Readonly<Record<string, HookData>>, preview: boolean, warn: (message: string, urn: Urn) => void) {
    this.#hooks = hooks
    this.#preview = preview
    this.#warn = warn
  }

  run(moment: HookMoment, { resource: { urn, resourceHooks } }: HookSubject): Promise<void> {
    for (const name of resourceHooks?.[moment] ?? []) {
      const hook = this.#hooks[name]
      if (!hook) return Promise.reject(new Error(`hook ${JSON.stringify(name)} was not registered`))
      const { fail, onDryRun = false, ignoreErrors = false } = hook
      if (this.#preview && !onDryRun) continue
      this.calls.push(`${name} ${urnName(urn)}`)
      if (fail === undefined) continue
      if (!ignoreErrors) return Promise.reject(new Error(hookFailure(moment, name, fail)))
      this.#warn(`${moment} hook ${JSON.stringify(name)} failed: ${fail}`, urn)
    }
    return Promise.resolve()
  }

  shouldRetry(
    { resource: { urn, resourceHooks } }: HookSubject, _operation: 'create' | 'update' | 'delete', errors: readonly string[],
  ): Promise<boolean> {
    const names = resourceHooks?.OnError ?? []
    for (const name of names) this.calls.push(`${name} ${urnName(urn)}`)
    return Promise.resolve(names.some((name) => errors.length <= (this.#hooks[name]?.retries ?? 0)))
  }
}
