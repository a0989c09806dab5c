import { CommandError } from '../errors.ts'
import { parsePath, type PropertyPath } from '../values/path.ts'

/** A configuration key in full, `<namespace>:<name>`, and the place inside its value that was meant, if any. */
export interface ConfigKey {
  readonly key: string
  readonly path: PropertyPath
}

/** Reads `name`, `namespace:name` or the old `namespace:config:name`; a bare name belongs to the project. */
export function parseConfigKey(text: string, project: string): string {
  const parts = text.split(':')
  if (text === '') throw new CommandError('invalid configuration key: key may not be empty')
  if (parts.length === 1) return `${project}:${text}`
  if (parts.length === 2) return text
  if (parts.length === 3 && parts[1] === 'config') return `${parts[0]}:${parts[2]}`
  throw new CommandError(
    `could not parse ${text} as a configuration key (configuration keys should be of the form \`<namespace>:<name>\`)`,
  )
}

/** The same with `outer.inner[0]` after the name: the way into a value that is an object. */
export function parseConfigPath(text: string, project: string): ConfigKey {
  const colon = /^([^."[]*):/.exec(text)
  const path = parsePath(colon ? text.slice(colon[0].length) : text)
  const [name, ...rest] = path ?? []
  if (typeof name !== 'string') throw new CommandError(`invalid configuration key: '${text}' is not a path`)
  return { key: parseConfigKey(colon ? `${colon[1]}:${name}` : name, project), path: rest }
}
