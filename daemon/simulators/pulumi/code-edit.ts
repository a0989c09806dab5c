import { createTwoFilesPatch } from 'diff'
import { z } from 'zod'
import { canonical, toBytes } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import type { Project } from './project.ts'
import type { Shelf } from './shelf.ts'
import { programDigest } from './source.ts'
import type { Source } from './source.ts'

/** Files of a program as somebody proposes them, whole; bounded, because a person has to read all of it. */
const Content = z.string().max(200_000)
/** A path inside of the program: no hidden folder, no modules, no way out, and not what says how a program is started. */
const Path = z.string().max(300).regex(/^(?!\/)(?!.*(?:^|\/)(?:\.|node_modules(?:\/|$)|Pulumi\.[^/]*$))[A-Za-z0-9_@/.-]+\.(?:[cm]?[jt]sx?|json|lock|yaml|txt|md)$/)
export const CodeFiles = z.record(Path, Content).refine(files => Object.keys(files).length > 0 && Object.keys(files).length <= 20)
const Edit = z.strictObject({ format: z.literal('countersign/edit/1'), target: z.string(), program: z.string(), files: CodeFiles })
export type Edit = z.infer<typeof Edit>

/** What fixes the packages of a program: a change of it brings other people's code. */
const PACKAGES = /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json)$/
export const changesPackages = ({ files }: Edit): boolean => Object.keys(files).some(path => PACKAGES.test(path))

/**
 * Keeps code that somebody proposed, by its digest. It is text and stays text: nothing reads it but the diff and the compiler.
 * @throws CountersignError `code-refused`
 */
export function keepEdit(project: Project, folder: Source, files: Readonly<Record<string, string>>, shelf: Shelf): string {
  const parsed = CodeFiles.safeParse(files)
  if (!parsed.success) throw new CountersignError('code-refused', 'That is no change of this program\'s own files; nothing was kept or changed.', 'Propose up to twenty files inside of the program.')
  const edit: Edit = { format: 'countersign/edit/1', target: project.target, program: programDigest(folder), files: parsed.data }
  if (unchanged(edit, folder)) throw new CountersignError('code-refused', 'That changes nothing of the program; nothing was kept.', 'Say what should be otherwise.')
  return shelf.putEdit(toBytes(canonical(edit)))
}

const unchanged = ({ files }: Edit, folder: Source): boolean => Object.entries(files).every(([path, text]) => {
  const before = folder.files.get(path)
  return before !== undefined && new TextDecoder().decode(before) === text
})

/** An edit of this target, on the program as it is now. @throws CountersignError `code-missing`, `code-moved` */
export function openEdit(project: Project, folder: Source, digest: string, shelf: Shelf): Edit {
  const bytes = shelf.edit(digest)
  const edit = bytes && Edit.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data
  if (edit?.target !== project.target) throw new CountersignError('code-missing', 'That code is not kept here; nothing was changed.', 'Ask for it again.')
  if (edit.program !== programDigest(folder)) throw new CountersignError('code-moved', 'The program is another one since that code was written; nothing was changed.', 'Ask for it again.')
  return edit
}

/** An edit's files, once a person has countersigned that they be run. Nothing else leads from an edit to a preview. */
export function signedEdit(project: Project, folder: Source, digest: string, shelf: Shelf): Map<string, Uint8Array> {
  const edit = openEdit(project, folder, digest, shelf)
  if (!shelf.isSigned(digest)) {
    throw new CountersignError('code-unsigned', 'Nobody has countersigned that this code be run, so it was not previewed; nothing was changed.', 'Approve the plan that tries it first.')
  }
  if (changesPackages(edit)) {
    throw new CountersignError('code-packages', 'This code changes the program\'s packages, and those are yours to install; nothing was changed.', 'Take the change over by hand, run npm ci, then ask for a deployment.')
  }
  return filesOf(edit)
}

export const filesOf = ({ files }: Edit): Map<string, Uint8Array> =>
  new Map(Object.entries(files).map(([path, text]) => [path, toBytes(text)]))

/** A file before and after, as a unified diff. */
export function fileDiff(path: string, before: Uint8Array | undefined, after: Uint8Array | null | undefined): string {
  const text = (bytes: Uint8Array | null | undefined): string => bytes == null ? '' : new TextDecoder().decode(bytes)
  const [from, to] = [before === undefined ? '/dev/null' : path, after == null ? '/dev/null' : path]
  return createTwoFilesPatch(from, to, text(before), text(after), undefined, undefined, { context: 3 }).replace(/^=+\n/, '')
}
