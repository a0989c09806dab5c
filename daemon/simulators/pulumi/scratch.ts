import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { CountersignError } from '../../../shared/errors.ts'
import type { Project } from './project.ts'
import { modulesOf } from './source.ts'
import type { Source } from './source.ts'

/**
 * A copy of the program in a folder of our own, in which a simulation tries things and out of which a run runs: what runs are the bytes
 * that were compared, whatever happens to the person's files in the meantime. Removed when `use` ends.
 */
export async function withScratch<Result>(
  home: string, project: Project, source: Source, use: (folder: string) => Promise<Result>, linked = true,
): Promise<Result> {
  const parent = join(home, 'scratch')
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  const folder = mkdtempSync(join(parent, `${project.name}-${project.stack}-`))
  try {
    for (const [path, content] of source.files) write(folder, path, content)
    if (source.settings !== undefined) write(folder, project.settingsFile, source.settings)
    // packages of its own take the place of the person's
    const modules = linked ? modulesOf(project) : undefined
    if (modules !== undefined) symlinkSync(modules, join(folder, 'node_modules'), 'dir')
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function write(folder: string, path: string, content: Uint8Array | string) {
  const file = resolve(folder, path)
  // A kept source comes from a file: its paths are not trusted to stay inside.
  if (!file.startsWith(folder + sep)) throw new CountersignError('source-damaged', 'A kept program names a file outside of its folder; nothing was changed.', 'Plan it anew.')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, content, { mode: 0o600 })
}
