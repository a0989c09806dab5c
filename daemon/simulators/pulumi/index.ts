import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { CountersignError } from '../../../shared/errors.ts'
import type { Simulator } from '../../simulator-contract.ts'
import { readSource } from './source.ts'
import { keepEdit } from './code-edit.ts'
import { capture } from './capture.ts'
import type { Context } from './context.ts'
import { execute } from './execute.ts'
import { drift, inventory } from './inventory.ts'
import { readProject, targetOf } from './project.ts'
import type { Project, ProjectSource } from './project.ts'
import { rollback } from './rollback.ts'
import { Session, type Seeding } from './session.ts'
import { settle } from './settle.ts'
import { Shelf } from './shelf.ts'
import { simulate } from './simulate.ts'
import { Surroundings } from './surroundings.ts'

export type { ProjectSource } from './project.ts'

export interface PulumiSimulatorOptions {
  /** The daemon's folder: scratch copies, kept programs and our own PULUMI_HOME lie in it. */
  readonly home: string
  readonly projects: readonly ProjectSource[]
  readonly environment?: NodeJS.ProcessEnv
}

/** How a target is driven right now, for the status: which engine, or why nothing can. */
export interface TargetEngine { readonly engine: string, readonly problem?: string, readonly sandbox: boolean }
export interface PulumiSimulator extends Simulator {
  status(target: string): Promise<TargetEngine>
  /** Makes the sandbox's empty stacks and loads the engine, so that the first question is answered quickly. */
  prepare(): Promise<void>
  /** Stacks of the sandbox that were never made: the only ones that `seed` takes, but for those that it goes on with. */
  unseeded(): string[]
  /** Makes and fills a new stack of the sandbox. @throws CountersignError `not-new`, `engine-alive`, `seed-failed` */
  seed(target: string, how?: Seeding): Promise<void>
}

/** Pulumi projects as targets. A project that can't be read is no target; `problems()` says why. */
export function pulumiSimulator({ home, projects, environment = process.env }: PulumiSimulatorOptions): PulumiSimulator {
  const folder = join(home, 'simulator')
  const surroundings = new Surroundings(folder, environment)
  // Scratch copies of a daemon that died, and which stack was selected in them: nothing is in them that isn't elsewhere.
  for (const name of ['scratch', 'pulumi/workspaces']) rmSync(join(folder, name), { recursive: true, force: true })
  const read = () => {
    const taken = new Map<string, Project>()
    return projects.map((source): Project | string => {
      const leftOut = (why: string) => `Stack ${source.stack} in ${source.path} is left out: ${why}`
      try {
        const project = readProject(source)
        // one name for one thing, also where files that differ in case alone are one: a change of this one would be a change of that one
        const other = taken.get(project.target.toLowerCase())
        if (other) return leftOut(`${other.target} is the one in ${other.path} already. Give its project or its stack another name.`)
        taken.set(project.target.toLowerCase(), project)
        return project
      } catch (error) {
        if (!(error instanceof CountersignError)) throw error
        return leftOut(`${error.message} ${error.hint}`)
      }
    })
  }
  const known = (): Project[] => read().filter(one => typeof one !== 'string')
  const session = new Session(folder, environment)
  const context: Context = {
    session, shelf: new Shelf(folder),
    sharing: project => known().filter(one => one.path === project.path && one.target !== project.target).map(one => `${one.name}/${one.stack}`),
    project: target => {
      const found = known().find(one => one.target === target)
      // only of the one that is looked at: every list of targets reads all projects
      if (found) return { ...found, surroundings: surroundings.mark(found.environment) }
      for (const source of projects.filter(one => target.endsWith(`/${one.stack}`))) readProject(source)
      throw new CountersignError('target-unknown', `There is no target ${target}; nothing was changed.`, `Known are ${known().map(one => one.target).join(', ') || 'none'}.`)
    },
  }
  return {
    service: 'pulumi',
    targets: () => known().map(targetOf),
    problems: () => read().filter(one => typeof one === 'string'),
    inventory: async target => inventory(context, target),
    drift: (target, signal) => drift(context, target, signal),
    simulate: (target, steps, options) => simulate(context, target, steps, options),
    keepEdit: async (target, files) => {
      const project = context.project(target)
      return keepEdit(project, readSource(project), files, context.shelf)
    },
    capture: target => capture(context, target),
    execute: (plan, target, observer, signal) => execute(context, plan, target, observer, signal),
    rollback: (plan, target, kept, begun, observer, signal) => rollback(context, plan, target, kept, begun, observer, signal),
    settle: (target, asked) => settle(context, target, asked),
    async status(target) {
      const sandbox = projects.some(one => one.sandbox === true && target.endsWith(`/${one.stack}`))
      try {
        const project = context.project(target)
        session.checkpoint(project)
        return { engine: (await session.engine()).title, sandbox: project.sandbox ?? false }
      } catch (error) {
        return { engine: 'none', problem: error instanceof Error ? error.message : String(error), sandbox }
      }
    },
    unseeded: () => known().filter(project => project.sandbox === true && !session.checkpoint(project).exists).map(({ target }) => target),
    async seed(target, how) {
      const project = context.project(target)
      const source = await session.seed(project, how)
      // Else a later undo would not know which program this state came from.
      context.shelf.deployed(target, session.checkpoint(project).digest, source)
    },
    async prepare() {
      // an engine that outlived the daemon before this one is asked to end now, and not when somebody first wants its target
      for (const { target } of known()) void session.alone(target).catch(() => undefined)
      await session.engine()
      for (const project of known()) await session.prepare(project)
    },
  }
}
