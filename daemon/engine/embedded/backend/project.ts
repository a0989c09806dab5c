import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { createHash } from 'node:crypto'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import * as z from 'zod'
import { type DeclaredKey, declaredKeys } from '../config/declared.ts'
import { CommandError, outsideScope } from '../errors.ts'
import { firstProblem } from '../snapshot/checkpoint.ts'
import { backendFolder } from './backend-folder.ts'

const runtime = z.union([
  z.string().transform((name) => ({ name, options: {} as Record<string, unknown> })),
  z.object({ name: z.string(), options: z.record(z.string(), z.unknown()).nullish().transform((options) => options ?? {}) }),
])
const schema = z.looseObject({
  name: z.string().min(1),
  runtime,
  main: z.string().nullish(),
  description: z.string().nullish(),
  stackConfigDir: z.string().nullish(),
  backend: z.looseObject({ url: z.string().nullish() }).nullish(),
  // Text is the older way to say stackConfigDir.
  config: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  options: z.looseObject({ refresh: z.string().nullish() }).nullish(),
})

/** A Pulumi project and where its state and its people's settings live. */
export interface Project {
  readonly name: string
  readonly path: string
  readonly root: string
  /** The program's folder: the root, or the one that the project's `main` names or is in. */
  readonly main: string
  /** What is run there: a file's name, or `.` for what the folder itself says. */
  readonly entry: string
  readonly runtime: { readonly name: string; readonly options: Readonly<Record<string, unknown>> }
  readonly stackConfigFolder: string
  readonly backendUrl: string
  /** The folder that `backendUrl` names; `.pulumi` is in it. */
  readonly backendFolder: string
  /** PULUMI_HOME, where the selected stack is remembered. */
  readonly home: string
  /** The keys that the project file declares, by name. */
  readonly declaredConfig: readonly DeclaredKey[]
  readonly refreshAlways: boolean
}

const FILES = ['Pulumi.yaml', 'Pulumi.yml', 'Pulumi.json']

/** Reads the project file in `folder` or above it. */
export function openProject(folder: string, environment: NodeJS.ProcessEnv): Project {
  const path = projectFile(folder)
  if (!path) {
    throw new CommandError(
      `no Pulumi.yaml project file found (searching upwards from ${folder}). If you have not created a project yet, use \`pulumi new\` to do so: no project file found`,
    )
  }
  const root = dirname(path)
  const parsed = schema.safeParse(readMarkup(path))
  if (!parsed.success) throw new CommandError(`could not validate '${path}': ${firstProblem(parsed.error)}`)
  const settings = parsed.data
  const home = environment.PULUMI_HOME ?? join(homedir(), '.pulumi')
  const backendUrl = environment.PULUMI_BACKEND_URL || settings.backend?.url || currentBackend(home)
  const folderOfConfig = typeof settings.config === 'string' ? settings.config : undefined
  if (folderOfConfig !== undefined && settings.stackConfigDir) {
    throw new CommandError('Should not use both config and stackConfigDir to define the stack directory. Use only stackConfigDir instead.')
  }
  const stackConfigDir = settings.stackConfigDir ?? folderOfConfig
  return {
    name: settings.name,
    path,
    root,
    ...programAt(settings.main ? resolve(root, settings.main) : root),
    runtime: settings.runtime,
    stackConfigFolder: stackConfigDir ? resolve(root, stackConfigDir) : root,
    backendUrl,
    backendFolder: folderOf(backendUrl, root),
    home,
    declaredConfig: declaredKeys(typeof settings.config === 'object' ? (settings.config ?? {}) : {}, settings.name, path),
    refreshAlways: settings.options?.refresh === 'always',
  }
}

function programAt(main: string): Pick<Project, 'main' | 'entry'> {
  const isFile = statSync(main, { throwIfNoEntry: false })?.isFile() ?? false
  return isFile ? { main: dirname(main), entry: basename(main) } : { main, entry: '.' }
}

function projectFile(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = FILES.map((name) => join(at, name)).find((candidate) => existsSync(candidate))
    if (found) return found
    if (dirname(at) === at) return undefined
  }
}

/** Reads YAML or JSON; a mistake in it is told with its line and column. */
export function readMarkup(path: string): unknown {
  const text = readFileSync(path, 'utf8')
  try {
    return path.endsWith('.json') ? (JSON.parse(text) as unknown) : (parseYaml(text) as unknown)
  } catch (error) {
    if (error instanceof YAMLParseError) {
      const at = error.linePos?.[0]
      const place = at ? ` at line ${at.line}, column ${at.col}` : ''
      throw new CommandError(`could not unmarshal '${path}': invalid YAML${place}: ${(error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`)
    }
    throw new CommandError(`could not unmarshal '${path}': ${error instanceof Error ? error.message : String(error)}`)
  }
}

const credentials = z.looseObject({ current: z.string().nullish() })
function currentBackend(home: string): string {
  const path = join(home, 'credentials.json')
  if (existsSync(path)) {
    const parsed = credentials.safeParse(readMarkup(path))
    if (parsed.success && parsed.data.current) return parsed.data.current
  }
  throw new CommandError('no backend was chosen: set PULUMI_BACKEND_URL to a folder, such as file://~, before running the embedded engine')
}

function folderOf(url: string, root: string): string {
  if (!url.startsWith('file://')) throw outsideScope(`the backend ${url.replace(/\/\/[^/@]*@/, '//****@')}`)
  return backendFolder(url, root)
}

/** The stack that `stack select` chose last for this project, if any. */
export function selectedStack(project: Project): string | undefined {
  const path = selectionFile(project)
  if (!existsSync(path)) return undefined
  const parsed = z.looseObject({ stack: z.string().nullish(), stacks: z.record(z.string(),
    z.string()).nullish() }).safeParse(readMarkup(path))
  const chosen = parsed.success ? (parsed.data.stacks?.[project.backendUrl] ?? parsed.data.stack) : undefined
  return chosen ? basename(chosen) : undefined
}

/** Where the official CLI keeps the selection too: one file per project file, named by the SHA-1 of its path. */
export function selectionFile(project: Project): string {
  const digest = createHash('sha1').update(project.path).digest('hex')
  return join(project.home, 'workspaces', `${project.name}-${digest}-workspace.json`)
}

export function userName(): string {
  try {
    return userInfo().username
  } catch (error) {
    // Some containers run under a user id that has no name.
    if (error instanceof Error && 'code' in error) return String(process.getuid?.() ?? 'unknown')
    throw error
  }
}

/** What the official CLI calls a backend in files: the machine that it is on. */
export const backendName = (): string => hostname()
