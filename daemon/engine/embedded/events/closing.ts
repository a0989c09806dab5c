import { type Urn, urnName, urnType } from '../snapshot/urn.ts'
import { equal, isList, isMap, type PropertyMap, type PropertyValue } from '../values/property.ts'
import { shownValue } from '../values/secrets.ts'
import type { Diagnostic, StepMetadata } from './event.ts'
import { byKey } from '../values/by-key.ts'

/** How many resources, the stack among them, an error was said of. */
export function erroredCount(diagnostics: readonly Diagnostic[], root: Urn): number {
  return new Set(diagnostics.filter(({ severity }) => severity === 'error').map((one) => one.urn ?? root)).size
}

/**
 * Everything that was said, by resource; what a program printed stands together, anything else by itself. What belongs to no resource
 * belongs to the stack, whose URN is `root`. With `urns`, resources have their whole URN in place of type and name.
 */
export function diagnosticText(diagnostics: readonly Diagnostic[], root: Urn, urns = false): string {
  const text = [...new Set(diagnostics.map(({ urn = root }) => urn))].map((resource) => {
    const said = diagnostics.filter(({ urn = root }) => urn === resource)
    const title = urns ? resource : `${urnType(resource)} (${urnName(resource)})`
    const blocks: string[][] = []
    said.forEach(({ prefix = '', message, severity }, at) => {
      const before = said[at - 1]?.severity
      const isPrinted = severity === 'info' || severity === 'info#err'
      const line = prefix + message.trimEnd()
      if (isPrinted && (before === 'info' || before === 'info#err')) blocks.at(-1)?.push(line)
      else blocks.push([line])
    })
    const shown = blocks.map((block) => block.join('\n').split('\n').map((line) => `    ${line}\n`).join(''))
    return `  ${title}:\n${shown.join('\n')}\n`
  })
  return text.length === 0 ? '' : `Diagnostics:\n${text.join('')}`
}

const refuse = (): never => {
  throw new TypeError('a display never opens or seals a secret')
}

const MASK = '[secret]'
const line = (value: PropertyValue | undefined): string => (value === MASK ? MASK : JSON.stringify(value ?? null))

/** A value as a tree, a line for each part of it, indented under what stands at `indent`. */
function tree(value: PropertyValue | undefined, indent: string): string {
  const inner = `${indent}    `
  if (isList(value) && value.length > 0) return `[\n${value.map((one, at) => `${inner}[${at}]: ${tree(one, inner)}\n`).join('')}${indent}]`
  const entries = isMap(value) ? Object.entries(value).sort(byKey) : []
  if (entries.length === 0) return line(value)
  const width = Math.max(...entries.map(([key]) => key.length))
  return `{\n${entries.map(([key, one]) => `${inner}${key.padEnd(width)}: ${tree(one, inner)}\n`).join('')}${indent}}`
}

/** The stack's outputs and how they changed; a preview shows only what would. `root` is the last that was heard of the stack. */
export function outputsText(root: StepMetadata | undefined, isPreview: boolean): string {
  if (!root?.new) return ''
  const shown = (map: PropertyMap): PropertyMap => shownValue(map, false, { encrypt: refuse, decrypt: refuse }) as PropertyMap
  const [before, after] = [root.old ? shown(root.old.outputs) : undefined, shown(root.new.outputs)]
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])].sort()
  const width = Math.max(0, ...keys.map((key) => key.length))
  const lines = keys.flatMap((key) => {
    const [old, now] = [before?.[key], after[key]]
    const name = key.padEnd(width)
    if (before === undefined || equal(old, now)) return isPreview && before !== undefined ? [] : [`    ${name}: ${tree(now, '    ')}\n`]
    if (now === undefined) return [`  - ${name}: ${line(old)}\n`]
    return [old === undefined ? `  + ${name}: ${line(now)}\n` : `  ~ ${name}: ${line(old)} => ${line(now)}\n`]
  })
  return lines.length === 0 ? '' : `Outputs:\n${lines.join('')}\n`
}
