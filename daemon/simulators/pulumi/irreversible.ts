import type { ChangeOperation } from '../../../shared/plan.ts'

// Kinds that hold what no program can make again. By the type's own words, so that it works for providers that nobody listed here.
const keepsData = /(database|dbinstance|dbcluster|\brds|bucket|volume|disk|filesystem|file ?system|table|topic|queue|stream|snapshot|backup|repository|registry|vault|secret|key\b|kmskey|persistentvolume|warehouse|schema|cache)/i

/**
 * Why a change can't be taken back, `undefined` where it can. What the resource last said of its contents is told: how much would be lost
 * is what a person has to know before they tick it.
 */
export function whyIrreversible(operation: ChangeOperation, type: string, facts: Readonly<Record<string, unknown>>): string | undefined {
  if (operation !== 'delete' && operation !== 'replace') return undefined
  const kind = (type.split(':').at(-1) ?? type).replaceAll(/([a-z])([A-Z])/g, '$1 $2')
  if (!keepsData.test(kind) && !keepsData.test(kind.replaceAll(' ', ''))) return undefined
  const counted = [rows(facts['rows']), size(facts['bytes'] ?? facts['size'])].filter(part => part !== undefined)
  const what = counted.length === 0 ? 'what it stores' : `${counted.join(', ')} when last read`
  return operation === 'delete' ? `${what}; a deleted ${kind.toLowerCase()} does not come back with its contents` : `${what}; the new ${kind.toLowerCase()} is empty`
}

const rows = (value: unknown) => typeof value === 'number' ? `${value.toLocaleString('en')} ${value === 1 ? 'row' : 'rows'}` : undefined

function size(value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined
  return value < 1 << 20 ? `${Math.round(value / 1024)} KB` : `${Math.round(value / (1 << 20)).toLocaleString('en')} MB`
}
