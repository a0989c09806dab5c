import { join } from 'node:path'
import type { Project } from './project.ts'
import { replaceFile } from './replace-file.ts'
import { readSettings, settingsDigest } from './source.ts'

/**
 * Puts a text into the person's configuration file, whole or not at all, where it still is the one that was compared.
 * @returns whether it was written
 */
export function writeSettings(project: Project, expected: string | undefined, text: string): boolean {
  if (settingsDigest(readSettings(project)) !== settingsDigest(expected)) return false
  replaceFile(join(project.path, project.settingsFile), text)
  return true
}
