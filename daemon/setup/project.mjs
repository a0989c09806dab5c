// @ts-check
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout that this file belongs to. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** What set-up remembers between runs (digests of what was built, its lock); ignored by git, safe to delete. */
export const memory = path.join(root, '.countersign')
