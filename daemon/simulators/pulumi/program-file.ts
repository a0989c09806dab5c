import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { digestOf } from '../../../shared/canonical.ts'
import type { Project } from './project.ts'
import { replaceFile } from './replace-file.ts'
import type { Shelf } from './shelf.ts'
import type { Source } from './source.ts'

/** Files of the person's program as they are to become; `null` where one goes. */
export type ProgramFiles = ReadonlyMap<string, Uint8Array | null>

/**
 * Puts files into the person's program, all or none, where each still is the one that was compared, and notes each so that it can be put
 * back. @returns whether they were written
 */
export function writeProgram(project: Project, shelf: Shelf, compared: Source, files: ProgramFiles): boolean {
  const places = [...files].map(([path, content]) => ({ path, content, file: join(project.path, path), before: compared.files.get(path) }))
  for (const { file, before } of places) {
    // A link leads out of what was compared.
    if (existsSync(file) && !lstatSync(file).isFile()) return false
    if (digestIn(file) !== (before === undefined ? '' : digestOf(before))) return false
  }
  for (const { path, content, file, before } of places) {
    shelf.wrote(project.path, { path, before: before === undefined ? '' : digestOf(before), after: content === null ? '' : digestOf(content) })
    if (content === null) { rmSync(file, { force: true }); continue }
    mkdirSync(dirname(file), { recursive: true })
    replaceFile(file, content)
  }
  return true
}

const digestIn = (file: string): string => existsSync(file) ? digestOf(readFileSync(file)) : ''

/**
 * What of a program was written by us since it was `kept`, and is as we wrote it: what an undo puts back. A file that the person changed
 * in between is theirs, and stays.
 */
export function ours(project: Project, shelf: Shelf, kept: Source, now: Source): Map<string, Uint8Array | null> {
  const back = new Map<string, Uint8Array | null>()
  const notes = shelf.writings(project.path)
  for (const path of new Set(notes.map(note => note.path))) {
    const before = kept.files.get(path)
    const [from, to] = [before === undefined ? '' : digestOf(before), now.files.get(path)]
    let at = to === undefined ? '' : digestOf(to)
    for (const note of notes.filter(one => one.path === path).toReversed()) {
      if (at === from) break
      if (note.after === at) at = note.before
    }
    const written = to === undefined ? '' : digestOf(to)
    if (at === from && written !== from) back.set(path, before ?? null)
  }
  return back
}

/** A source with files of its program as they are to become. */
export function withProgram(source: Source, files: ProgramFiles): Source {
  const all = new Map(source.files)
  for (const [path, content] of files) if (content === null) all.delete(path); else all.set(path, content)
  return { ...source, files: all }
}
