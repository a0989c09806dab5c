import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from '../backend/project.ts'
import { CommandError } from '../errors.ts'

/** What each package manager is called with, and the file by which a project shows that it is its own. */
const MANAGERS = {
  npm: { words: ['install', '--loglevel=error'], lock: 'package-lock.json' },
  yarn: { words: ['install'], lock: 'yarn.lock' },
  pnpm: { words: ['install'], lock: 'pnpm-lock.yaml' },
  bun: { words: ['install'], lock: 'bun.lock' },
} as const

const isManager = (name: unknown): name is keyof typeof MANAGERS => typeof name === 'string' && name in MANAGERS

/** Installs a project's packages with the manager that its settings or its lock file name, npm where neither does. */
export async function installPackages(project: Project, environment: NodeJS.ProcessEnv): Promise<void> {
  const named: unknown = project.runtime.options.packagemanager
  const found = Object.entries(MANAGERS).find(([, { lock }]) => existsSync(join(project.main, lock)))?.[0]
  const name = isManager(named) ? named : isManager(found) ? found : 'npm'
  const child = spawn(name, MANAGERS[name].words, { cwd: project.main, env: environment, stdio: ['ignore', 'inherit', 'inherit'] })
  try {
    const [code] = await once(child, 'exit') as [number | null]
    if (code !== 0) throw new CommandError(`installing dependencies: ${name} install ended with status ${code ?? 'none'}`)
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`installing dependencies: could not run ${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
