import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, normalize, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Mode, Target } from '../../../shared/plan.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { backendFolder } from '../../engine/index.ts'

/** One project and stack as the daemon's configuration names it. */
export interface ProjectSource {
  /** The folder with Pulumi.yaml. */
  readonly path: string
  readonly stack: string
  readonly mode: Mode
  /** Where the state lies; absent means `backend.url` of Pulumi.yaml. */
  readonly backend?: string | undefined
  /** In memory only: handed to the engine, never written or shown. */
  readonly passphrase?: string | undefined
  /** What the program and its providers are given besides the daemon's environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** Where it is and as whom, in one line: "sandbox · 127.0.0.1:9041". It is part of what is approved. */
  readonly account?: string
  /** A mark of everything that the program and its providers find in their environment. */
  readonly surroundings?: string
  /** Whether it is our own playground: then a missing stack is made, empty, with the first look at it. */
  readonly sandbox?: boolean
}

const property = z.object({
  type: z.string().optional(), description: z.string().optional(), secret: z.boolean().optional(),
  default: z.unknown().optional(), value: z.unknown().optional(),
})
const definition = z.object({
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/),
  description: z.string().nullish(),
  backend: z.object({ url: z.string() }).nullish(),
  stackConfigDir: z.string().nullish(),
  main: z.string().nullish(),
  config: z.record(z.string(), z.unknown()).nullish(),
})
export type SettingSchema = z.infer<typeof property>

/** A project that could be read, with the names by which everything else knows it. */
export interface Project extends ProjectSource {
  /** `pulumi:shop/dev` */
  readonly target: string
  readonly name: string
  readonly description: string
  readonly backendUrl: string
  /** The stack's configuration file, relative to the folder. */
  readonly settingsFile: string
  /** What Pulumi.yaml says of its settings, by full key (`shop:replicas`). */
  readonly schema: Readonly<Record<string, SettingSchema>>
}

/**
 * Reads Pulumi.yaml, which may have changed since the last time.
 * @throws CountersignError `project-unreadable`
 */
export function readProject(source: ProjectSource): Project {
  const folder = resolve(source.path)
  const file = join(folder, 'Pulumi.yaml')
  if (!existsSync(file)) throw unreadable(`There is no Pulumi.yaml in ${folder}.`)
  const parsed = definition.safeParse(attempt(file))
  if (!parsed.success) throw unreadable(`${file} is not what a Pulumi.yaml should be (${parsed.error.issues[0]?.path.join('.') || 'the file'}).`)
  const { name, description, backend, config, stackConfigDir, main } = parsed.data
  // what runs would be in no copy of this folder, and so in nothing that is compared
  if (leaves(main)) throw unreadable(`${file} names a program that is not in its folder (main: ${main}).`, 'Move the program into it, or name it by a path inside of it.')
  const backendUrl = absolute(source.backend ?? backend?.url, folder)
  if (backendUrl === undefined) throw unreadable(`${file} doesn't say where its state is.`, 'Name its backend in countersign.yaml (backend: file://…).')
  return {
    ...source, path: folder, target: `pulumi:${name}/${source.stack}`, name, description: description ?? '', backendUrl,
    settingsFile: join(stackConfigDir ?? '', `Pulumi.${source.stack}.yaml`),
    schema: Object.fromEntries(Object.entries(config ?? {}).map(([key, value]) => [fullKey(name, key), schemaOf(value)])),
  }
}

const leaves = (main: string | null | undefined): main is string =>
  typeof main === 'string' && (isAbsolute(main) || /^\.\.(?:[/\\]|$)/.test(normalize(main)))

/** A `file://` URL as a whole path: programs run in copies, where a relative one would name another folder. */
const absolute = (url: string | undefined, folder: string): string | undefined =>
  url?.startsWith('file://') ? pathToFileURL(backendFolder(url, folder)).href : url

/** A key with its namespace, as the configuration files write it. */
export const fullKey = (project: string, key: string): string => key.includes(':') ? key : `${project}:${key}`

export function targetOf(project: Project): Target {
  const place = [project.account, `project ${project.name}`, `stack ${project.stack}`].filter(part => part !== undefined).join(' · ')
  return { id: project.target, title: `${project.name}/${project.stack}`, mode: project.mode, place }
}

/** A bare value in Pulumi.yaml's `config` is its default. */
function schemaOf(value: unknown): SettingSchema {
  const parsed = property.safeParse(value)
  return parsed.success ? parsed.data : { default: value }
}

/** What each file was the last time: every look at a target reads it, and reading takes a hundredth of what understanding YAML does. */
const understood = new Map<string, { readonly text: string, readonly value: unknown }>()

function attempt(file: string): unknown {
  try {
    const text = readFileSync(file, 'utf8')
    const before = understood.get(file)
    if (before?.text === text) return before.value
    const value: unknown = parse(text)
    understood.set(file, { text, value })
    return value
  } catch {
    throw unreadable(`${file} is no YAML.`)
  }
}

const unreadable = (message: string, hint = 'Mend it, then ask again.') => new CountersignError('project-unreadable', `${message} Nothing was changed.`, hint)
