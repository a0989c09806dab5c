import { existsSync, lstatSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { z } from 'zod'
import { canonical, digestOf } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import type { Project } from './project.ts'

/** What a run is made of, by content: the program's files without its modules, and the stack's configuration. */
export interface Source {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** The text of the stack's configuration file; `undefined` where there is none. */
  readonly settings: string | undefined
  /** That this source made the state is not known: somebody else changed the state, so the folder's program stands in for it. */
  readonly guessed?: boolean
  /** Files of the person's own program that are written with it, `null` where one goes: what an undo puts back of what we wrote. */
  readonly writes?: ReadonlyMap<string, Uint8Array | null>
}

/** More than this is no program: the folder was chosen by mistake, or holds what a build made. */
const most = { files: 5000, bytes: 64 << 20 }
const skipped = new Set(['node_modules', '.git', '.pulumi', '.countersign', '.venv', '__pycache__'])

/**
 * Reads a project's folder.
 * @throws CountersignError `program-too-large`
 */
export function readSource(project: Project): Source {
  const files = new Map<string, Uint8Array>()
  let bytes = 0
  const visit = (folder: string) => {
    for (const name of readdirSync(folder).toSorted()) {
      const file = join(folder, name)
      if (skipped.has(name)) continue
      const kind = lstatSync(file).isSymbolicLink() ? linked(file) : lstatSync(file)
      if (kind === undefined) continue
      if (kind.isDirectory()) {
        visit(file)
        continue
      }
      const path = relative(project.path, file).split(sep).join('/')
      // Another stack's configuration has no part in this one's runs, and its change is no change of the program.
      if (!kind.isFile() || /^Pulumi\..+\.ya?ml$/.test(name)) continue
      bytes += kind.size
      // before it is read: one file can be more than there is memory
      if (files.size >= most.files || bytes > most.bytes) {
        throw new CountersignError('program-too-large', `${project.path} holds more than ${most.files} files or 64 MB without its modules; nothing was changed.`,
          'Name the folder of the program itself, or move what a build made out of it.')
      }
      files.set(path, readFileSync(file))
    }
  }
  visit(project.path)
  return { files, settings: readSettings(project) }
}

export function readSettings(project: Project): string | undefined {
  const file = join(project.path, project.settingsFile)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** SHA-256 over names and contents of the program's files. */
export const programDigest = (source: Source): string =>
  digestOf(canonical([...source.files].map(([path, content]) => [path, digestOf(content)])))

export const settingsDigest = (settings: string | undefined): string => digestOf(settings ?? '')

const locks = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'requirements.txt', 'poetry.lock', 'uv.lock', 'go.sum']

/** What a package manager writes beside the packages that it put there: other packages than the lock file's show in it. */
const installed = ['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml']

/** SHA-256 of the lock files that fix the program's modules, its own and those beside the modules that it uses, and of what is there. */
export function lockDigest(project: Project): string {
  const modules = modulesOf(project)
  const own = [project.path, ...(modules === undefined ? [] : [dirname(modules)])].flatMap(folder => locks.map(name => join(folder, name)))
  const all = [...own, ...(modules === undefined ? [] : installed.map(name => join(modules, name)))]
  return digestOf(canonical(all.map(path => existsSync(path) ? digestOf(readFileSync(path)) : '')))
}

/** Where the program's modules really are: in its folder, or in one above it. */
export function modulesOf(project: Project): string | undefined {
  for (let folder = project.path; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules')
    if (existsSync(modules)) return realpathSync(modules)
    if (folder === dirname(folder)) return undefined
  }
}

const packed = z.object({
  format: z.literal('countersign/source/1'), files: z.record(z.string(), z.base64()), settings: z.string().optional(), guessed: z.literal(true).optional(),
  writes: z.record(z.string(), z.base64().nullable()).optional(),
})

/** A source as canonical bytes, to be kept and found again by digest. */
export function packSource(source: Source): Uint8Array {
  const files = Object.fromEntries([...source.files].map(([path, content]) => [path, Buffer.from(content).toString('base64')]))
  return new TextEncoder().encode(canonical({
    format: 'countersign/source/1', files,
    ...(source.settings === undefined ? {} : { settings: source.settings }), ...(source.guessed ? { guessed: true } : {}),
    ...(source.writes === undefined ? {} : {
      writes: Object.fromEntries([...source.writes].map(([path, content]) => [path, content === null ? null : Buffer.from(content).toString('base64')])),
    }),
  }))
}

export function unpackSource(bytes: Uint8Array): Source {
  const { files, settings, guessed, writes } = packed.parse(JSON.parse(new TextDecoder().decode(bytes)))
  const contents = new Map(Object.entries(files).map(([path, content]) => [path, new Uint8Array(Buffer.from(content, 'base64'))]))
  const written = writes && new Map(Object.entries(writes).map(([path, content]) => [path, content === null ? null : new Uint8Array(Buffer.from(content, 'base64'))]))
  return { files: contents, settings, ...(guessed ? { guessed } : {}), ...(written ? { writes: written } : {}) }
}

/** A link to a file is read as that file; one to a folder or to nothing is left out. */
function linked(file: string) {
  const kind = existsSync(file) ? statSync(file) : undefined
  return kind?.isFile() ? kind : undefined
}
