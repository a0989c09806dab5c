import { Config, RunError } from '@pulumi/pulumi'

/** The stack's configuration, typed and checked. The defaults are those of Pulumi.yaml's `config`, which is what people read. */
export interface Settings {
  readonly replicas: number
  readonly cartReplicas: number
  readonly searchReplicas: number
  readonly search: boolean
  readonly content: string
  readonly banner: string
  readonly databaseTier: 'small' | 'medium' | 'large'
  readonly databaseProtected: boolean
  readonly databaseEncoding: 'UTF-8' | 'UTF-16'
  readonly keepCartOld: boolean
}

export function readSettings(config: Config): Settings {
  return {
    replicas: replicas(config, 'replicas', 2),
    cartReplicas: replicas(config, 'cartReplicas', 1),
    searchReplicas: replicas(config, 'searchReplicas', 1),
    search: flag(config, 'search', true),
    content: text(config, 'content', 'Everything for the kitchen, shipped tomorrow.', 4000),
    banner: text(config, 'banner', '', 200),
    databaseTier: choice(config, 'databaseTier', ['small', 'medium', 'large'], 'small'),
    databaseProtected: flag(config, 'databaseProtected', false),
    databaseEncoding: choice(config, 'databaseEncoding', ['UTF-8', 'UTF-16'], 'UTF-8'),
    keepCartOld: flag(config, 'keepCartOld', true),
  }
}

// RunError is shown as it is, without a stack trace: this is the person's mistake, not the program's.
function wrong(key: string, given: string, wanted: string): never {
  throw new RunError(`shop:${key} is ${JSON.stringify(given)}, but it has to be ${wanted}. Nothing was changed.`)
}

function replicas(config: Config, key: string, usual: number): number {
  const given = config.get(key)
  if (given === undefined) return usual
  const count = Number(given)
  return /^\d+$/.test(given) && count >= 1 && count <= 10 ? count : wrong(key, given, 'a whole number from 1 to 10')
}

function flag(config: Config, key: string, usual: boolean): boolean {
  const given = config.get(key)
  if (given === undefined) return usual
  return given === 'true' || (given === 'false' ? false : wrong(key, given, 'true or false'))
}

function text(config: Config, key: string, usual: string, most: number): string {
  const given = config.get(key) ?? usual
  return given.length <= most ? given : wrong(key, `${given.slice(0, 40)}…`, `at most ${most} characters long`)
}

function choice<T extends string>(config: Config, key: string, choices: readonly T[], usual: T): T {
  const given = config.get(key)
  if (given === undefined) return usual
  return choices.find(one => one === given) ?? wrong(key, given, `one of ${choices.join(', ')}`)
}
