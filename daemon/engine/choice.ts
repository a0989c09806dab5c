import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { PulumiCommand } from '@pulumi/pulumi/automation/index.js'
import { inItsOwnSession, type Results } from './command.ts'
import { HOSTS_VARIABLE } from './embedded/program/handover.ts'
import { WarmHosts } from './hosts.ts'

/** The `pulumi` command that the Automation API drives for this daemon. */
export interface Engine {
  readonly kind: 'official' | 'embedded'
  readonly version: string
  /** The command as the Automation API takes it; loads that API. */
  readonly command: () => Promise<PulumiCommand>
  /** What its commands find in their environment besides the project's own. */
  readonly surroundings: () => Promise<Readonly<Record<string, string>>>
  /** SHA-256 over what the command is: a plan is bound to the engine that simulated it. */
  readonly identity: string
  /** One line for people: which engine, and why not another. */
  readonly title: string
}

/** The folder whose `bin/pulumi` is the engine that this project brings. */
const embeddedRoot = fileURLToPath(new URL('.', import.meta.url))
/** Commands before this one send engine events to a file that is polled, and know fewer of the options that a run needs. */
const oldest = [3, 206] as const
/** How long a command may take to say its version, in milliseconds: a busy machine starts Node slowly. */
const patience = 30_000

/** The Automation API takes 0.7 s and 70 MB to load, so it is loaded with the first operation and not with the daemon. */
export const automation = () => import('@pulumi/pulumi/automation/index.js')

/**
 * The official command where there is one that is new enough (PATH, then `$PULUMI_HOME/bin`), else the embedded one.
 * @throws an error that says what is missing, where neither can be run
 */
export async function chooseEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  const found = findOfficial(environment)
  let refused = ''
  if (found !== undefined) {
    const version = await versionOf(found).catch(() => undefined) // one that doesn't even answer is like one that is too old
    if (version !== undefined && newEnough(version)) return engine('official', found, version, `pulumi ${version} (${found})`)
    refused = version === undefined
      ? '; the pulumi on the PATH does not say its version and is not used'
      : `; pulumi ${version} on the PATH is not of version ${oldest.join('.')} to ${oldest[0]}.x and is not used`
  }
  const file = join(embeddedRoot, 'bin', 'pulumi')
  const version = await versionOf(file)
  return engine('embedded', file, version, `embedded engine ${version}${refused}`)
}

function engine(kind: Engine['kind'], file: string, version: string, title: string): Engine {
  const load = once(async () => {
    const api = await automation()
    return inItsOwnSession(await api.PulumiCommand.get({ root: join(file, '..', '..') }), api as unknown as Results)
  })
  const hosts = once(() => WarmHosts.open())
  // The official command starts its programs itself. The hosts end with this process.
  const surroundings = async (): Promise<Record<string, string>> =>
    kind === 'official' ? {} : { [HOSTS_VARIABLE]: (await hosts()).address }
  return { kind, version, title, identity: identify(file, version), command: load, surroundings }
}

/** Makes it the first time. A failure is not kept: a command that was killed while it said its version runs the next time. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => made ??= make().catch((error: unknown) => {
    made = undefined
    throw error
  })
}

/** @throws where it can't be run, or says something else */
async function versionOf(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)(file, ['version'], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' }, timeout: patience, maxBuffer: 64 * 1024,
  })
  const version = /^v?(\d+\.\d+\.\d+\S*)$/.exec(stdout.trim())?.[1]
  if (version === undefined) throw new Error(`${file} does not say its version`)
  return version
}

function findOfficial(environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(folder => folder !== '' && !folder.startsWith('.'))
  const home = environment['PULUMI_HOME']
  if (home) folders.push(join(home, 'bin'))
  // `bin/pulumi` of a root is what the Automation API takes; a link from elsewhere is followed to it
  return folders.map(folder => join(folder, 'pulumi')).filter(runnable).map(file => realpathSync(file))
    .find(file => file.endsWith(join('bin', 'pulumi')) && !file.startsWith(embeddedRoot))
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false // not there or not for us: the next folder may have it
  }
}

function newEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major === oldest[0] && minor >= oldest[1]
}

/** The official binary has 100 MB and more: size and time stand for its content. */
function identify(file: string, version: string): string {
  const { size, mtimeMs } = statSync(file)
  return createHash('sha256').update(JSON.stringify([file, version, size, Math.floor(mtimeMs)])).digest('hex')
}
