import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { CommandError } from '../errors.ts'
import { writeDurably } from './durable.ts'
import { byKey } from '../values/by-key.ts'
import { backendFolder } from './backend-folder.ts'

const schema = z.looseObject({
  current: z.string().nullish(), accessTokens: z.record(z.string(), z.string()).nullish(),
  accounts: z.record(z.string(), z.unknown()).nullish(),
})

/** Where people keep their states, as `login` has left it in PULUMI_HOME: the official CLI's file, whose other entries stay as they are. */
export class Credentials {
  readonly #path: string
  #content: z.infer<typeof schema>

  private constructor(path: string, content: z.infer<typeof schema>) {
    this.#path = path
    this.#content = content
  }

  static open(environment: NodeJS.ProcessEnv): Credentials {
    const path = join(environment.PULUMI_HOME ?? join(homedir(), '.pulumi'), 'credentials.json')
    if (!existsSync(path)) return new Credentials(path, {})
    try {
      return new Credentials(path, schema.parse(JSON.parse(readFileSync(path, 'utf8'))))
    } catch (error) {
      throw new CommandError(`failed to read ${path}: ${error instanceof Error ? error.message : String(error)}; it was left as it is`)
    }
  }

  get current(): string | undefined {
    return this.#content.current || undefined
  }

  /** Throws where a `file://` URL names no folder. */
  logIn(url: string): void {
    if (!statSync(backendFolder(url, process.cwd()), { throwIfNoEntry: false })?.isDirectory()) {
      throw new CommandError(`could not log in to the state backend ${JSON.stringify(url)}: no such file or directory`)
    }
    const { accessTokens, accounts } = this.#content
    this.#save({
      ...this.#content, current: url, accessTokens: { ...accessTokens, [url]: '' },
      accounts: { ...accounts, [url]: { lastValidatedAt: '0001-01-01T00:00:00Z' } },
    })
  }

  logOut(url: string): void {
    const { current, ...rest } = this.#content
    const without = (map: Record<string, unknown> | null | undefined): Record<string, unknown> =>
      Object.fromEntries(Object.entries(map ?? {}).filter(([one]) => one !== url))
    const left = without(rest.accessTokens) as Record<string, string>
    if (Object.keys(left).length === 0) return this.logOutOfEverything()
    this.#save({ ...rest, ...(current && current !== url && { current }), accessTokens: left, accounts: without(rest.accounts) })
  }

  logOutOfEverything(): void {
    this.#content = {}
    rmSync(this.#path, { force: true })
  }

  #save({ current, accessTokens, accounts, ...rest }: z.infer<typeof schema>): void {
    const sorted = <Value>(map: Record<string, Value> | null | undefined): Record<string, Value> =>
      Object.fromEntries(Object.entries(map ?? {}).sort(byKey))
    this.#content = { ...(current && { current }), accessTokens: sorted(accessTokens), accounts: sorted(accounts), ...rest }
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
    writeDurably(this.#path, JSON.stringify(this.#content, null, 4))
  }
}
