import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
/** The embedded engine's command. */
export const embeddedCommand = join(root, 'daemon', 'engine', 'bin', 'pulumi')

export interface Said { readonly exit: number | null, readonly out: string, readonly err: string }

/** A project of its own with a backend of its own, and the embedded command on it as a person at a terminal has it. */
export class CommandLine {
  readonly place = mkdtempSync(join(tmpdir(), 'engine-command-'))
  readonly folder = join(this.place, 'project')
  readonly environment: NodeJS.ProcessEnv = {
    ...process.env, COUNTERSIGN_NODE: process.execPath, PULUMI_HOME: join(this.place, 'home'), PULUMI_BACKEND_URL: `file://${this.place}/state`,
    PULUMI_CONFIG_PASSPHRASE: 'right', PULUMI_SKIP_UPDATE_CHECK: 'true', PULUMI_DEBUG_COMMANDS: 'true',
  }

  /** `program` names a folder under test/engine/programs. */
  constructor(program = 'resources') {
    cpSync(join(root, 'test', 'engine', 'programs', program), this.folder, { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'), 'dir')
    mkdirSync(join(this.place, 'state'))
  }

  run(words: readonly string[], environment: NodeJS.ProcessEnv = {}, input = ''): Said {
    const { status, stdout, stderr } = spawnSync(embeddedCommand, words, {
      cwd: this.folder, env: { ...this.environment, ...environment }, input, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024,
    })
    const known = (text: string): string => text.replaceAll(this.place, 'PLACE')
    return { exit: status, out: known(stdout), err: known(stderr) }
  }

  statePath(stack = 'dev', project = 'resources'): string {
    return join(this.place, 'state', '.pulumi', 'stacks', project, `${stack}.json`)
  }

  close(): void {
    rmSync(this.place, { recursive: true, force: true })
  }
}
