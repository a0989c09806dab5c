import type { Parameters } from '../classification.ts'
import { NOTHING } from './tokens.ts'
import type { Token } from './tokens.ts'

const NUMBERS: Readonly<Record<string, number>> = {
  zero: 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, fifteen: 15,
  twenty: 20, thirty: 30, fifty: 50, hundred: 100, dozen: 12, eins: 1, zwei: 2, drei: 3, vier: 4, 'fünf': 5, deux: 2, trois: 3, quatre: 4,
  cinq: 5, dos: 2, tres: 3, cuatro: 4, cinco: 5, due: 2, tre: 3, quattro: 4, cinque: 5, dois: 2, 'três': 3, twee: 2, drie: 3, vijf: 5,
  un: 1, une: 1, uno: 1, ein: 1, eine: 1,
}
const COUNTED: Readonly<Record<string, string>> = {
  replica: 'replicas', replicas: 'replicas', pod: 'replicas', pods: 'replicas', copies: 'replicas', copy: 'replicas', instance: 'instances', instances: 'instances', node: 'nodes', nodes: 'nodes', worker: 'workers', workers: 'workers', task: 'tasks', tasks: 'tasks', server: 'instances', servers: 'instances', machines: 'instances', vms: 'instances', cpus: 'cpu', cpu: 'cpu',
  core: 'cpu', cores: 'cpu', vcpu: 'cpu', vcpus: 'cpu', gb: 'gigabytes', gib: 'gigabytes', gi: 'gigabytes', gigs: 'gigabytes', gigabytes: 'gigabytes', mb: 'megabytes', tb: 'terabytes', day: 'days', days: 'days', hour: 'hours', hours: 'hours', minute: 'minutes', minutes: 'minutes', shards: 'shards', partitions: 'partitions', lines: 'lines', replicasets: 'replicas', 'réplicas': 'replicas', repliken: 'replicas', replikate: 'replicas', 'répliques': 'replicas', repliche: 'replicas', percent: 'percent', connections: 'connections',
}
const UNITS: Readonly<Record<string, string>> = {
  gi: 'gigabytes', gib: 'gigabytes', gb: 'gigabytes', mb: 'megabytes', mi: 'megabytes', tb: 'terabytes', cpu: 'cpu', cpus: 'cpu',
  d: 'days', days: 'days', h: 'hours', hours: 'hours', min: 'minutes', '%': 'percent',
}
const SIZES = new Set(
  ['x-small', 'xsmall', 'small', 'medium', 'large', 'x-large', 'xlarge', 'xx-large', '2x-large', '3x-large', '4x-large', 'xs', 'xl', 'xxl']
)

/** 5, five, 5k; undefined where the word is no number. */
export function numberOf(word: string): number | undefined {
  if (/^\d{1,15}(\.\d{1,6})?$/.test(word)) return Number(word)
  const thousands = /^(\d{1,9})k$/.exec(word)
  if (thousands) return Number(thousands[1]) * 1000
  return Object.hasOwn(NUMBERS, word) ? NUMBERS[word] : undefined
}

/**
 * Numbers with what they count, `key=value`, "to X", namespaces, regions and sizes. `to` is where a value or a count is headed
 * ("to 3 replicas", "to large"); a bare number is left as `value` so that the context can say what it counts.
 */
export function parametersOf(tokens: readonly Token[]): Parameters {
  const found: Parameters = {}
  for (let i = 0; i < tokens.length; i++) {
    const token = (tokens[i] ?? NOTHING)
    if (token.mark) continue
    const next = tokens[i + 1]
    const before = tokens[i - 1]?.lower
    const equals = token.text.indexOf('=')
    if (!token.quoted && equals > 0 && equals < token.text.length - 1) {
      found[token.text.slice(0, equals)] = scalar(token.text.slice(equals + 1))
      continue
    }
    const unit = /^(\d{1,9}(?:\.\d{1,3})?)(gb|gib|gi|mb|mi|tb|cpus?|d|h|days|hours|min|%)$/.exec(token.lower)
    if (unit) {
      found[UNITS[unit[2] ?? ''] ?? 'value'] = Number(unit[1])
      continue
    }
    const number = token.quoted ? undefined : numberOf(token.lower)
    if (
      number !== undefined && !(token.lower === 'one' && (before === 'this' || before === 'that' || before === 'the' || before === 'which'))
    ) {
      const more = next !== undefined && /^(?:more|additional|extra|fewer|less)$/.test(next.lower)
      const counted = (more ? tokens[i + 2] : next)?.lower ?? ''
      const name = COUNTED[counted] ?? COUNTED[before ?? ''] ?? (
        before === 'to' || before === '=' || before === 'at' ? COUNTED[tokens[i - 2]?.lower ?? ''] : undefined
      )
      if (more) found[name ?? 'value'] ??= number
      else if (name !== undefined) found[name] ??= number
      else if (
        before === 'to' || before === 'it' || before === 'them' || before === 'by' || before === '=' || tokens.length < 4
      ) found.value ??= number
      if (more) found.relative = next.lower === 'fewer' || next.lower === 'less' ? 'less' : 'more'
      continue
    }
    if (SIZES.has(token.lower) && (before === 'to' || before === 'size' || tokens.length < 6)) found.size ??= token.lower
    if (
      (
        token.lower === 'namespace' || token.lower === 'region' || token.lower === 'zone' || token.lower === 'cluster'
        || token.lower === 'project' || token.lower === 'stack'
      )
      && before !== undefined
    ) {
      const name = next !== undefined && !next.mark && /^[\w.-]+$/.test(next.text) && !/^(?:to|and|in|with|is|for|from|on|of|please|now|if|that|the|by)$/.test(next.lower) ? next.text : /^(?:the|a|an|this|that|my|our|new|which|every|all|each|current|in|of)$/.test(before) ? undefined : (tokens[i - 1] ?? NOTHING).text
      if (name !== undefined) found[token.lower] ??= name
    }
    if (/^(?:us|eu|ap|sa|ca|me|af)-(?:[a-z]+-)?[a-z]+-?\d[a-z]?$/.test(token.lower)) found.region ??= token.lower
    if ((before === 'to' || before === '=') && tokens[i - 2] && !/^(?:the|a|an)$/.test(token.lower)) found.to ??= scalar(token.text)
  }
  return found
}

function scalar(text: string): string | number | boolean {
  if (/^-?\d{1,15}(\.\d{1,6})?$/.test(text)) return Number(text)
  return text === 'true' ? true : text === 'false' ? false : text
}
