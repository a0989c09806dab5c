/** How a program ended: well, with an error of its own that it has reported already, or with one that it hasn't. */
export type ProgramEnd = { readonly kind: 'done' } | { readonly kind: 'reported' } | { readonly kind: 'failed'; readonly message: string }

/** A program that runs. */
export interface RunningProgram {
  readonly ended: Promise<ProgramEnd>
  /** Asks it to end; a program in another process is made to. */
  stop(): Promise<void>
}

export interface ProgramSurroundings {
  readonly project: string
  readonly stack: string
  /** The project's folder, the program's in it, and what is run there. */
  readonly root: string
  readonly folder: string
  readonly entry: string
  readonly preview: boolean
  readonly parallel: number
  readonly address: string
  readonly config: ReadonlyMap<string, string>
  readonly secretKeys: readonly string[]
  readonly runtimeOptions: Readonly<Record<string, unknown>>
  readonly environment: NodeJS.ProcessEnv
  /** Its types were checked in an earlier run and nothing changed since. */
  readonly typesChecked: boolean
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void
}
