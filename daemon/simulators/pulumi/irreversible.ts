import type { ChangeOperation } from '../../../shared/plan.ts'

// Kinds that hold what no program can make again. By the type's own words, so that it works for providers that nobody listed here: where
// it is wrong a person ticks once too often.
const keepsData = new RegExp([
  'database|dbinstance|dbcluster|bucket|volume|disk|file ?system|file ?share|table|topic|queue|stream|snapshot|backup|repository|registry|vault|secret',
  'key\\b|kmskey|warehouse|schema|cache|dataset|collection|storage ?account|stateful ?set|user ?pool|log ?group|replication ?group|redis|search ?service',
  // with everything that is in them
  '^namespace$|^resource ?group$|^project$|cluster(?! ?role)|^(hosted|managed|dns)? ?zone$|^domain$',
  // machines have disks
  '^(\\w+ ?)?instance$|virtual ?machine|droplet',
].join('|'), 'i')
/** What surrounds a thing and holds nothing itself. */
const surrounds = /(parameter|subnet|option|security) ?group$/i
/** Services of which an account or a server is the data's own place. */
const dataService = /(^|[:/.-])(storage|rds|sql|mysql|postgres|dbfor\w+|documentdb|cosmosdb|mongodb\w*|redis|elasticache|memorydb|neptune|search)/i
const placeOfData = /^(flexible ?|single ?)?(account|server|service|group)$/i
/** What makes up a value keeps it in the state alone. */
const makesUp = /^random:/

/** Of a replacement that loses nothing else: who refers to the thing by its id or its address refers to nothing afterwards. */
export const NEW_IDENTITY = 'the present one ends with its id and its address; the new one is another, and so is one that an undo makes'

/**
 * Why a change can't be taken back, `undefined` where it can. What the resource last said of its contents is told: how much would be lost
 * is what a person has to know before they tick it.
 */
export function whyIrreversible(operation: ChangeOperation, type: string, facts: Readonly<Record<string, unknown>>): string | undefined {
  if (operation !== 'delete' && operation !== 'replace') return undefined
  if (makesUp.test(type)) return 'the value that it made up, which is nowhere else; a new one is another value'
  const kind = (type.split(':').at(-1) ?? type).replaceAll(/([a-z])([A-Z])/g, '$1 $2')
  if (!holdsData(type, kind)) return operation === 'replace' ? NEW_IDENTITY : undefined
  const counted = [rows(facts['rows']), size(facts['bytes'] ?? facts['size'])].filter(part => part !== undefined)
  const what = counted.length === 0 ? 'what it stores' : `${counted.join(', ')} when last read`
  return operation === 'delete' ? `${what}; a deleted ${kind.toLowerCase()} does not come back with its contents` : `${what}; the new ${kind.toLowerCase()} is empty`
}

function holdsData(type: string, kind: string): boolean {
  if (surrounds.test(kind)) return false
  return keepsData.test(kind) || keepsData.test(kind.replaceAll(' ', '')) || (placeOfData.test(kind) && dataService.test(type))
}

const rows = (value: unknown) => typeof value === 'number' ? `${value.toLocaleString('en')} ${value === 1 ? 'row' : 'rows'}` : undefined

function size(value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined
  return value < 1 << 20 ? `${Math.round(value / 1024)} KB` : `${Math.round(value / (1 << 20)).toLocaleString('en')} MB`
}
