import { openProject, selectedStack, type Project } from '../backend/project.ts'
import { Stacks } from '../backend/stacks.ts'
import { stackCrypter } from '../config/crypter.ts'
import { StackSettings } from '../config/settings.ts'
import { CommandError } from '../errors.ts'
import type { Crypter } from '../values/passphrase.ts'
import type { Arguments } from './arguments.ts'

/** What every command works with. The project is opened at the first use: some commands need none. */
export class CommandContext {
  readonly arguments: Arguments
  readonly environment: NodeJS.ProcessEnv
  readonly #folder: string
  readonly #offersNew: boolean
  #stacks: Stacks | undefined

  /** `offersNew`: whether a stack could be made here, were a person asked. */
  constructor(given: Arguments, environment: NodeJS.ProcessEnv, folder: string, offersNew = false) {
    this.#offersNew = offersNew
    this.arguments = given
    this.environment = environment
    this.#folder = folder
  }

  get project(): Project {
    return this.stacks.project
  }

  get stacks(): Stacks {
    return (this.#stacks ??= new Stacks(openProject(this.#folder, this.environment)))
  }

  /** The stack that was named, else the selected one. It has to exist. */
  stack(named?: string): string {
    const selected = selectedStack(this.project)
    // One that is gone is as good as none.
    const reference = named ?? this.arguments.value('stack') ?? (selected && this.stacks.exists(selected) ? selected : undefined)
    if (!reference) {
      throw new CommandError(`no stack selected; please use \`pulumi stack select\` ${this.#offersNew ? 'or `pulumi stack init` ' : ''}to choose one`)
    }
    return this.stacks.require(reference)
  }

  settings(stack: string): StackSettings {
    return StackSettings.open(this.project, stack, this.arguments.value('config-file'))
  }

  crypter(stack: string, settings: StackSettings = this.settings(stack)): Crypter {
    return stackCrypter(settings, this.stacks.read(stack), this.environment)
  }

  print(text: string): void {
    process.stdout.write(`${text}\n`)
  }

  json(value: unknown): void {
    this.print(JSON.stringify(value, null, 2))
  }

  /** What isn't the command's result goes where no pipe takes it for one. */
  note(text: string): void {
    process.stderr.write(`${text}\n`)
  }

  warn(text: string): void {
    process.stderr.write(`warning: ${text}\n`)
  }
}

/** One command: the flags that it knows and what it does; its exit status where that isn't 0. */
export interface Command {
  readonly flags: Readonly<Record<string, 'switch' | 'value' | 'list'>>
  readonly shorthands?: Readonly<Record<string, string>>
  /** How many words it takes besides its flags: exactly so many, or between two numbers; any where it isn't said. */
  readonly takes?: number | readonly [number, number]
  run(context: CommandContext): number | void | Promise<number | void>
}
