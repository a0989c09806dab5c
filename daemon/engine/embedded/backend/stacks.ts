import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CommandError, exitCodes, outsideScope } from '../errors.ts'
import { type DeploymentDocument, parseCheckpoint } from '../snapshot/checkpoint.ts'
import { isMissing, keepCopy, writeDurably, writeDurablyInBackground } from './durable.ts'
import type { Project } from './project.ts'

/** Letters, digits, hyphens, underscores and periods, at most 100 (tokens.ParseStackName). */
const STACK_NAME = /^[a-zA-Z0-9_.-]{1,100}$/

/** `dev`, `project/dev` or `organization/project/dev` as `dev`. */
export function stackName(reference: string): string {
  const parts = reference.split('/')
  if (parts.length > 1 && parts[0] !== 'organization') throw new CommandError("organization name must be 'organization'")
  const name = parts.at(-1) ?? ''
  if (name === '') throw new CommandError('a stack name may not be empty')
  if (!STACK_NAME.test(name)) {
    const at = [...name].findIndex((letter) => !STACK_NAME.test(letter))
    throw new CommandError(at < 0 ? 'a stack name cannot exceed 100 characters'
      : `a stack name may only contain alphanumeric, hyphens, underscores, or periods: invalid character '${[...name][at]}' at position ${at}`)
  }
  return name
}

/** One project's stacks in a `file://` backend, in the layout that the official CLI uses. */
export class Stacks {
  readonly project: Project
  readonly #root: string

  constructor(project: Project) {
    this.project = project
    this.#root = join(project.backendFolder, '.pulumi')
    const meta = join(this.#root, 'meta.yaml')
    const stacks = join(this.#root, 'stacks')
    if (!existsSync(meta) && existsSync(stacks) && readdirSync(stacks).some((name) => name.endsWith('.json'))) {
      throw outsideScope(`the old layout of ${this.#root} (its stacks belong to no project; 'pulumi state upgrade' mends that)`)
    }
  }

  qualifiedName(stack: string): string {
    return `organization/${this.project.name}/${stack}`
  }

  statePath(stack: string): string {
    return join(this.#root, 'stacks', this.project.name, `${stack}.json`)
  }

  /** Tags are beside the state, under an ending that no state has. */
  tagsPath(stack: string): string {
    return join(this.#root, 'stacks', this.project.name, `${stack}.pulumi-tags`)
  }

  folder(kind: 'history' | 'backups', stack: string): string {
    return join(this.#root, kind, this.project.name, stack)
  }

  lockFolder(stack: string): string {
    return join(this.#root, 'locks', 'organization', this.project.name, stack)
  }

  exists(stack: string): boolean {
    return existsSync(this.statePath(stack))
  }

  /** The stack's name, if there is one of that name. */
  require(reference: string): string {
    const name = stackName(reference)
    if (!this.exists(name)) {
      const compressed = ['.gz', '.zst'].map((ending) => this.statePath(name) + ending).find((path) => existsSync(path))
      if (compressed) throw outsideScope(`the compressed state ${compressed}`)
      throw new CommandError(`no stack named '${name}' found`, exitCodes.stackNotFound)
    }
    return name
  }

  list(): string[] {
    const folder = dirname(this.statePath('any'))
    if (!existsSync(folder)) return []
    return readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).sort()
  }

  /** The deployment in a stack's state file; undefined for a stack that has none yet. */
  read(stack: string): DeploymentDocument | undefined {
    const path = this.statePath(stack)
    try {
      return parseCheckpoint(readFileSync(path, 'utf8'), path)
    } catch (error) {
      if (isMissing(error)) throw new CommandError(`no stack named '${stack}' found`, exitCodes.stackNotFound)
      throw error
    }
  }

  /** SHA-256 of the state file's bytes in hex; `empty` where no resource is in it. */
  digest(stack: string): string {
    const deployment = this.read(stack)
    if (!deployment?.resources?.length && !deployment?.pending_operations?.length) return 'empty'
    return createHash('sha256').update(readFileSync(this.statePath(stack))).digest('hex')
  }

  write(stack: string, text: string): void {
    this.#prepare(stack)
    writeDurably(this.statePath(stack), text)
  }

  async writeInBackground(stack: string, text: string): Promise<void> {
    this.#prepare(stack)
    await writeDurablyInBackground(this.statePath(stack), text)
  }

  /** Takes a stack's state, history and backups away. */
  remove(stack: string): void {
    const path = this.statePath(stack)
    for (const ending of ['', '.attrs', '.bak', '.bak.attrs']) rmSync(path + ending, { force: true })
    rmSync(this.tagsPath(stack), { force: true })
    rmSync(this.folder('history', stack), { recursive: true, force: true })
    rmSync(this.folder('backups', stack), { recursive: true, force: true })
  }

  #prepare(stack: string): void {
    const path = this.statePath(stack)
    mkdirSync(dirname(path), { recursive: true })
    const meta = join(this.#root, 'meta.yaml')
    if (!existsSync(meta)) writeFileSync(meta, 'version: 1\n')
    keepCopy(path, `${path}.bak`)
  }
}
