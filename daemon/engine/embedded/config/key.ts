import { CommandError } from '../errors.ts'
import type { PropertyPath } from '../values/path.ts'

/** A configuration key in full, `<namespace>:<name>`, and the place inside its value that was meant, if any. */
export interface ConfigKey {
  readonly key: string
  readonly path: PropertyPath
}

/** Reads `name`, `namespace:name` or the old `namespace:config:name`; a bare name belongs to the project. */
export function parseConfigKey(text: string, project: string): string {
  const parts = text.split(':')
  if (parts.length === 1) return `${project}:${text}`
  if (parts.length === 2) return text
  if (parts.length === 3 && parts[1] === 'config') return `${parts[0]}:${parts[2]}`
  throw new CommandError(
    `could not parse ${text} as a configuration key (configuration keys should be of the form \`<namespace>:<name>\`)`,
  )
}

/** A key in full as a person wrote it, the path in it, too: what messages call it. */
export function fullText(text: string, project: string): string {
  const end = text.search(/[.[]/)
  return text.slice(0, end < 0 ? text.length : end).includes(':') ? text : `${project}:${text}`
}

/** The same with `outer.inner[0]` after the name: the way into a value that is an object. */
export function parseConfigPath(text: string, project: string): ConfigKey {
  const end = text.search(/[.[]/)
  // A namespace ends before the path begins; a path that begins with a bracket has none.
  const top = end > 0 ? parseConfigKey(text.slice(0, end), project) : end === 0 ? `${project}:` : parseConfigKey(text, project)
  const cut = top.indexOf(':')
  const [name, ...path] = pathElements(top.slice(cut + 1) + (end < 0 ? '' : text.slice(end)))
  if (typeof name === 'number') throw new CommandError('first path segement of config key must be a string')
  return { key: `${top.slice(0, cut)}:${name ?? ''}`, path }
}

/** The steps of a path, a little more freely than values/path.ts reads it: as the official CLI takes configuration paths. */
function pathElements(text: string): PropertyPath {
  const refuse = (reason: string): CommandError => new CommandError(`invalid config key path: ${reason}`)
  const elements: (string | number)[] = []
  if (text.startsWith('.')) throw refuse('expected property path to start with a name or index')
  let rest = text
  while (rest !== '') {
    if (rest.startsWith('["')) {
      const quoted = /^\["((?:\\"|[^"])*)"/.exec(rest)
      if (!quoted) throw refuse('missing closing quote in property name')
      rest = rest.slice(quoted[0].length)
      if (!rest.startsWith(']')) throw refuse('missing closing bracket in property access')
      rest = rest.slice(1)
      elements.push((quoted[1] ?? '').replaceAll('\\"', '"'))
    } else if (rest.startsWith('[')) {
      const end = rest.indexOf(']')
      if (end < 0) throw refuse('missing closing bracket in array index')
      const index = rest.slice(1, end)
      if (!/^[+-]?\d+$/.test(index)) throw refuse(`invalid array index: strconv.ParseInt: parsing ${JSON.stringify(index)}: invalid syntax`)
      elements.push(Number(index))
      rest = rest.slice(end + 1)
    } else if (rest.startsWith('.')) {
      rest = rest.slice(1)
      if (rest === '') throw refuse('expected property path to end with a name or index')
      if (rest.startsWith('[')) throw refuse("expected property name after '.'")
    } else {
      const [name = ''] = /^[^.[]+/.exec(rest) ?? []
      elements.push(name)
      rest = rest.slice(name.length)
    }
  }
  return elements
}
