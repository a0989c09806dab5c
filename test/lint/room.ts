import path from 'node:path'

/**
 * Where a file stands in the layout: `room` is the unit that has one door (`extension`, `shared`, `infrastructure`, `test`, and each
 * folder of `daemon/`, written `daemon/plans`; a file directly in `daemon/` has the room `daemon`). `inside` is the path within it.
 */
export interface Place {
  readonly top: string
  readonly room: string
  readonly inside: string
}

/** The place of a file by its absolute path, or undefined for files that are in no room (configuration at the top level, packages). */
export function placeOf(root: string, file: string): Place | undefined {
  const relative = path.relative(root, file).split(path.sep).join('/')
  if (relative.startsWith('../') || relative.includes('node_modules/')) return undefined
  const [top, second, ...rest] = relative.split('/')
  if (top === undefined || second === undefined) return undefined
  if (top === 'daemon' && rest.length > 0) return { top, room: `daemon/${second}`, inside: rest.join('/') }
  return { top, room: top, inside: [second, ...rest].join('/') }
}

export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file)
