import { createHash } from 'node:crypto'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PulumiCommand } from '@pulumi/pulumi/automation/index.js'

/** The `pulumi` command that the Automation API drives for this daemon. */
export interface Engine {
  readonly kind: 'official' | 'embedded'
  readonly version: string
  readonly command: PulumiCommand
  /** SHA-256 over what the command is: a plan is bound to the engine that simulated it. */
  readonly identity: string
  /** One line for people: which engine, and why not another. */
  readonly title: string
}

/** The folder whose `bin/pulumi` is the engine that this project brings. */
const embeddedRoot = fileURLToPath(new URL('.', import.meta.url))
/** Commands before this one send engine events to a file that is polled, and know fewer of the options that a run needs. */
const oldest = [3, 206] as const

/** The Automation API takes 0.7 s and 70 MB to load, so it is loaded with the first operation and not with the daemon. */
export const automation = () => import('@pulumi/pulumi/automation/index.js')

/**
 * The official command where there is one that is new enough (PATH, then `$PULUMI_HOME/bin`), else the embedded one.
 * @throws an error that says what is missing, where neither can be run
 */
export async function chooseEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  const { PulumiCommand } = await automation()
  const found = findOfficial(environment)
  let refused = ''
  if (found !== undefined) {
    try {
      const command = await PulumiCommand.get({ root: join(found, '..', '..') })
      const version = command.version?.toString() ?? '0.0.0'
      if (newEnough(version)) return { kind: 'official', version, command, identity: identify(found, version), title: `pulumi ${version} (${found})` }
      refused = `; pulumi ${version} on the PATH is older than ${oldest.join('.')} and is not used`
    } catch {
      refused = '; the pulumi on the PATH does not say its version and is not used'
    }
  }
  const file = join(embeddedRoot, 'bin', 'pulumi')
  const command = await PulumiCommand.get({ root: embeddedRoot })
  const version = command.version?.toString() ?? '0.0.0'
  return { kind: 'embedded', version, command, identity: identify(file, version), title: `embedded engine ${version}${refused}` }
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
