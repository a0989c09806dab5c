import { homedir } from 'node:os'
import { resolve } from 'node:path'

/**
 * The folder that a `file://` URL of a backend names, as the official CLI reads it: `file://~` is the home directory, a relative path begins
 * at `root` (the project's folder), options behind `?` are none of the path, and `%20` is a space.
 */
export function backendFolder(url: string, root: string): string {
  const [written = ''] = url.slice('file://'.length).split('?')
  const path = decoded(written) || '.'
  return path === '~' || path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : resolve(root, path)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path // a `%` that stands for itself
  }
}
