import type { Operation } from '../operation.ts'
import { effectOf } from '../operation.ts'
import { isCode, isEveryday, isPair, technicalWeight, weightOf } from './nouns.ts'
import { NUMBERED } from './topic.ts'
import type { Topic } from './topic.ts'
import { numberOf } from './parameters.ts'
import { NOTHING } from './tokens.ts'
import type { Token } from './tokens.ts'
import { phrasalOf, verbOf } from './verbs.ts'
import type { Verb } from './verbs.ts'

/**
 * How sure it is that the order is about infrastructure: `certain` by its verb, `object` by what it names, `unknown` where neither says
 * so.
 */
export interface Order { operation: Operation, about: 'certain' | 'object' | 'unknown', object: Token[] }

const ARTICLES = new Set(['a', 'an', 'another', 'new', 'some', 'one'])
const READABLE = new Set('list overview summary report status info information details detail logs log output look view copy-of idea number count total breakdown metrics stats statistics hint tip update-on rundown picture history link url ip hand example name names credentials'.split(' '))
const HARMLESS_RUN = new Set('preview plan dry-run dryrun simulation report audit query diagnostics diagnostic healthcheck check health-check scan-report status describe list get select lint validation'.split(' '))
const CAPACITY = new Set('replicas replica instances instance nodes node pods workers worker memory cpu ram capacity size shards partitions disk storage cores vcpus warehouse_size concurrency desired max min count'.split(' '))
const ACCESS = new Set('access permission permissions rights role roles admin privileges privilege grant grants membership ownership'.split(' '))
/** What is written in a programming language: asking for it is conversation, whatever it would do. */
const PROGRAM = new Set(['program', 'function', 'class', 'method', 'code', 'algorithm', 'test', 'tests', 'snippet', 'regex', 'expression', 'component', 'query', 'script', 'application'])
/** Turns of phrase whose verb alone says nothing. Anchored, with one bounded gap each. */
const IDIOMS: readonly (readonly [RegExp, Operation])[] = [
  [/^kick (?:it|the|that|this|them)\b(?! (?:off|out))/, 'restart'], [/^port[- ]forward\b/, 'connect'], [/^opt in\b/, 'enable'], [/^opt out\b/, 'disable'],
  [/^put .{1,60} to sleep\b/, 'stop'], [/^put .{1,60} (?:live|into production|in production)\b/, 'deploy'], [/^hit (?:pause|stop)\b/, 'stop'], [/^give .{1,60} a (?:kick|bounce|restart|reboot|nudge)\b/, 'restart'],
  [/^get .{1,60} (?:onto|into|live on|out to|on to) (?:prod|production|staging|the \w+)\b/, 'deploy'], [/^cut .{1,60} (?:in half|by half|by \d+)\b/, 'scale'], [/^(?:throw|put) (?:more|some) .{1,30} (?:at|on|behind)\b/, 'scale'],
]
const SWITCHES = /^(?:turn|switch)$/
/** What is enabled and disabled, where a machine would be started and stopped. */
const FEATURE = /^(?:logging|logs?|flags?|access|diagnostics|encryption|versioning|features?|backups?|protection|mode|autoscaling|debug|debugging|monitoring|alerts?|alerting|tracing|replication|caching|mfa|ssl|tls|notifications?|sync|scanning|retention|failover|polling|rules?|policy|setting)$/
const CONTENT = new Set('shorter longer funnier simpler better sound sense formal rhyme clearer nicer list fun interesting table sure-thing'.split(' '))

/** Reads the verb and its object from the words of an order, in which the verb stands first. */
export function orderOf(tokens: readonly Token[], message?: Topic): Order | null {
  const words = tokens.filter((token) => !token.mark)
  const first = words[0]
  if (!first || first.quoted) return null
  const found = verbOf(first.lower)
  const lemma = found?.form === 'base' || found?.form === 'ing' || found?.form === 'ed' ? found.verb.lemma : phrasalOf(first.lower) ? first.lower : first.lower.replace(/ing$/, '')
  if (found !== undefined && found.form === 's') return null
  const particles = phrasalOf(lemma)
  let rest = words.slice(1)
  let operation: Operation | undefined
  let strong = false
  if (particles) {
    // The particle stands right behind the verb or behind a short object: "shut down web", "shut the web server down".
    for (let i = 0; i < Math.min(rest.length, 7); i++) {
      const word = (rest[i] ?? NOTHING).lower
      if (!Object.hasOwn(particles, word)) { if (i > 0 && /^(?:and|then|but|because|if)$/.test(word)) break; continue }
      if (i > 0 && (word === 'in' || word === 'on' || word === 'to' || word === 'out' || word === 'at' || word === 'for' || word === 'into' || word === 'over')) { if (i !== rest.length - 1 && !(word === 'out' && /^(?:of|to|on|across|onto)$/.test(rest[i + 1]?.lower ?? ''))) continue }
      operation = particles[word] ?? 'update'
      // "bring it back up" starts it; it is not brought back from a copy.
      if (lemma === 'bring' && rest.some((token) => token.lower === 'up')) operation = 'start'
      if (SWITCHES.test(lemma) && (word === 'on' || word === 'off') && rest.some((token) => FEATURE.test(token.lower))) operation = word === 'on' ? 'enable' : 'disable'
      rest = [...rest.slice(0, i), ...rest.slice(i + 1)]
      // "turn the volume up" is about music; what is scaled here has a size or a number.
      if (lemma === 'turn' && (word === 'up' || word === 'down') && !rest.some((token) => CAPACITY.has(token.lower) || numberOf(token.lower) !== undefined)) return null
      strong = ['spin', 'roll', 'tear', 'scale', 'stand', 'power', 'wind', 'fall'].includes(lemma)
      break
    }
  }
  operation ??= IDIOMS.find(([pattern]) => pattern.test(words.map((token) => token.lower).join(' ')))?.[1]
  if (operation === undefined) {
    if (found === undefined) return null
    const special = specialOf(found.verb, rest)
    if (special === null) return null
    operation = special ?? found.verb.operation
    strong = found.verb.need === 'none'
  }
  return { operation, about: effectOf(operation) === 'read' ? 'object' : strong && !rest.some((token) => isEveryday(token.lower) && weightOf(token.lower) === 0) ? 'certain' : objectSays(rest, found?.verb.need ?? 'object', message), object: rest }
}

/** Verbs whose meaning depends on the object. undefined: as in the table. null: no order of any kind. */
function specialOf(verb: Verb, rest: readonly Token[]): Operation | null | undefined {
  const word = (at: number): string => rest[at]?.lower ?? ''
  const has = (set: ReadonlySet<string>, within = 8): boolean => rest.slice(0, within).some((token) => set.has(token.lower))
  const all = rest.slice(0, 14).map((token) => token.lower)
  const to = all.indexOf('to')
  const access = has(ACCESS)
  switch (verb.lemma) {
    case 'get': case 'give': case 'fetch': case 'grab': {
      if (verb.lemma === 'give' && access && !/^(?:me|us)$/.test(word(0))) return 'grant'
      if (verb.lemma === 'give' && all.slice(0, 4).some((x) => /^(?:access|permissions?|rights|admin)$/.test(x)) && !all.includes('list')) return 'grant'
      if (verb.lemma === 'give' && !/^(?:me|us)$/.test(word(0)) && all.some((x) => /(?:admin|owner|reader|contributor|viewer|editor)$/.test(x))) return 'grant'
      const noun = rest.slice(0, 9)
      if (noun.some((token) => READABLE.has(token.lower))) return 'get'
      if (all.includes('more') || all.includes('another') || all.includes('extra') || all.includes('additional')) return noun.some((token) => /^(?:details|info|information|about|on)$/.test(token.lower)) ? 'get' : CAPACITY.has(all.at(-1) ?? '') || all.some((x) => numberOf(x) !== undefined) ? 'scale' : noun.some((token) => weightOf(token.lower) > 0) ? 'create' : undefined
      if (verb.lemma === 'give' && !/^(?:me|us)$/.test(word(0)) && noun.some((token) => CAPACITY.has(token.lower) || /^(?:\d+(?:gb|gi|mb|mi)|gigs|gb)$/.test(token.lower))) return 'scale'
      if (verb.lemma === 'get' && /^(?:back|running|up|online)$/.test(all.at(-1) ?? '') && rest.length > 1) return 'start'
      if (all.includes('new') && /^(?:me|us|a)$/.test(word(0))) return noun.some((token) => weightOf(token.lower) >= 1 || isEveryday(token.lower)) ? 'create' : undefined
      return undefined
    }
    case 'make': case 'have': {
      if (word(0) === 'sure' || word(0) === 'certain') return 'update'
      const counts = all.some((x) => numberOf(x) !== undefined)
      if (counts && (all.some((x) => CAPACITY.has(x)) || rest.length <= 3)) return 'scale'
      if (all.some((x) => /^(?:x-?small|small|medium|large|x-?large|2x-?large|xl)$/.test(x)) && rest.some((token) => weightOf(token.lower) > 0)) return 'scale'
      if (all.some((x) => /^(?:bigger|larger|smaller|beefier)$/.test(x))) return 'scale'
      if (all.some((x) => /^(?:public|private|readonly|read-only|writable|encrypted|internal|available|default|executable|immutable)$/.test(x))) return all.includes('public') ? 'grant' : 'update'
      if (all.some((x) => CONTENT.has(x)) && !rest.some((token) => weightOf(token.lower) >= 1)) return null
      return ARTICLES.has(word(0)) || word(0) === 'me' ? 'create' : counts ? 'scale' : 'update'
    }
    case 'set': {
      if (has(CAPACITY) && (all.some((x) => numberOf(x) !== undefined) || all.some((x) => /^(?:small|medium|large|x-?large|xl)$/.test(x)))) return 'scale'
      return has(ACCESS) && to >= 0 ? 'grant' : undefined
    }
    case 'run': case 'do': case 'perform': case 'execute': case 'trigger': case 'start': case 'kick': case 'launch': case 'begin': case 'process': {
      if (all.slice(0, 6).some((x) => /^(?:workflow|workflows|job|jobs|pipeline|script|task)$/.test(x))) return /^(?:start|launch|begin)$/.test(verb.lemma) ? 'start' : undefined
      if (all.slice(0, 4).some((x) => /^(?:rollback|revert)$/.test(x))) return 'rollback'
      if (verb.lemma === 'launch' && /^(?:a|an|another|new|two|three|four|\d+)$/.test(word(0))) return 'create'
      if (all.slice(0, 4).some((x) => /^(?:deploy|deployment|release|rollout|redeploy|redeployment)$/.test(x)) && verb.lemma !== 'run') return verb.lemma === 'start' && all.length > 3 && !ARTICLES.has(word(0)) ? undefined : 'deploy'
      if (all.slice(0, 4).some((x) => /^(?:restart|reboot)$/.test(x))) return 'restart'
      if (all.slice(0, 3).some((x) => x === 'refresh')) return 'refresh'
      if (all.slice(0, 4).some((x) => /^(?:backup|dump|snapshot)$/.test(x)) && verb.lemma !== 'launch') return 'export'
      if (all.slice(0, 5).some((x) => HARMLESS_RUN.has(x)) || /^(?:dry run|a dry)/.test(all.slice(0, 2).join(' '))) return all.some((x) => /^(?:preview|plan|dry|dry-run|dryrun|simulation)$/.test(x)) ? 'simulate' : all.some((x) => /^(?:query|select)$/.test(x)) ? 'query' : 'status'
      if (verb.lemma === 'do' && !rest.some((token) => weightOf(token.lower) > 0)) return null
      return undefined
    }
    case 'open': return has(new Set(['port', 'firewall', 'access', 'traffic', 'public', 'ingress'])) ? 'grant' : has(new Set(['pr', 'issue', 'ticket', 'pull', 'merge', 'incident', 'discussion', 'request'])) ? 'create' : word(0) === 'shell' || has(new Set(['session', 'tunnel', 'connection'])) ? 'connect' : 'get'
    case 'close': return has(new Set(['pr', 'issue', 'issues', 'prs', 'ticket', 'pull', 'request', 'milestone', 'bug'])) || /^#?\d+$/.test(word(0)) ? 'close' : has(new Set(['port', 'firewall', 'access', 'traffic', 'ingress'])) ? 'revoke' : 'stop'
    case 'add': {
      if (all.some((x) => /^(?:label|labels|tag|tags|annotation|annotations)$/.test(x)) && !all.includes('column')) return 'set-config'
      if ((access || all.some((x) => /^(?:user|member|collaborator|reviewer|admin)$/.test(x))) && (to >= 0 || all.includes('as'))) return 'grant'
      if (all.some((x) => /^(?:comment|note|review)$/.test(x))) return 'comment'
      if (CAPACITY.has(all.at(-1) ?? '') || (all.some((x) => CAPACITY.has(x)) && all.some((x) => numberOf(x) !== undefined || x === 'more' || x === 'another'))) return 'scale'
      return undefined
    }
    case 'remove': case 'delete': case 'drop': case 'strip': case 'clear': return access && (all.includes('from') || all.includes('\'s')) && !all.some((x) => /^role$/.test(x) && verb.lemma !== 'remove') ? 'revoke' : undefined
    case 'change': case 'update': case 'adjust': case 'modify': case 'edit': {
      if (has(CAPACITY) && (to >= 0) && all.slice(to).some((x) => numberOf(x) !== undefined || /^\d+(?:gb|gi|mb)/.test(x) || /^(?:small|medium|large|x-?large)$/.test(x))) return 'scale'
      return all.slice(0, 6).some((x) => /^(?:config|configuration|setting|settings|variable|value|env|parameter|property)$/.test(x)) ? 'set-config' : undefined
    }
    case 'increase': case 'decrease': case 'raise': case 'lower': case 'reduce': case 'bump': return all.some((x) => /^(?:version|image|timeout|limit|limits|threshold|retention|ttl|interval|log-level|level|quota|rate)$/.test(x)) && !has(CAPACITY) ? (all.includes('version') || all.includes('image') ? 'update' : 'set-config') : undefined
    case 'switch': case 'use': return rest.some((token) => /^(?:namespace|context|cluster|workspace|project|account|subscription|warehouse|role|database|profile|region|branch|stack)$/.test(token.lower)) ? 'set-config' : verb.lemma === 'use' ? null : undefined
    case 'write': return all.includes('file') && rest.some((token) => technicalWeight(token.text) > 0) ? 'create' : undefined
    case 'list': case 'show': case 'check': case 'review': case 'look': case 'see': case 'view': return readOf(all, verb)
    case 'tell': return /^(?:me|us)$/.test(word(0)) ? readOf(all.slice(1), verb) : undefined
    case 'generate': case 'issue': return all.some((x) => /^(?:key|keys|token|tokens|secret|certificate|cert|password|credentials)$/.test(x)) ? 'create' : all.some((x) => /^(?:report|list|summary|overview|diagram|graph)$/.test(x)) ? 'get' : undefined
    case 'test': return /^(?:if|whether|connectivity|connection|that)$/.test(word(0)) || all.slice(0, 4).includes('connection') ? 'status' : undefined
    case 'take': return all.slice(0, 5).some((x) => /^(?:backup|backups|snapshot|snapshots|dump)$/.test(x)) ? 'export' : null
    case 'let': return /^(?:me|us|'s|it|him|her|them)$/.test(word(0)) ? null : undefined
    case 'leave': return all.slice(0, 4).includes('comment') ? 'comment' : null
    case 'request': return undefined
    case 'schedule': case 'book': case 'define': return verb.lemma === 'define' && !rest.some((token) => weightOf(token.lower) >= 1) ? null : undefined
    case 'point': case 'redirect': case 'reroute': return 'update'
    case 'read': return undefined
    case 'roll': return 'deploy'
    case 'go': return null
    case 'select': return undefined
    default: return undefined
  }
}

/** What kind of look an order to look is: the noun says it better than the verb. */
function readOf(words: readonly string[], verb: Verb): Operation | undefined {
  const head = words.slice(0, 9)
  const of = (pattern: RegExp): boolean => head.some((word) => pattern.test(word))
  if (of(/^(?:cost|costs|spend|spending|bill|billing|price|prices|invoice|charges|budget|forecast)$/)) return 'cost'
  if (of(/^(?:logs?|traces?|stderr|stdout)$/)) return 'logs'
  if (of(/^(?:diff|difference|differences|drift|drifted)$/)) return 'diff'
  if (of(/^(?:history|changelog|timeline|audit|changed|changes|revisions)$/)) return 'history'
  if (of(/^(?:why|how|reason|meaning)$/)) return 'explain'
  if (of(/^(?:metrics?|cpu|utilization|usage|latency|throughput|traffic|load|consumption)$/)) return 'metrics'
  if (of(/^(?:status|health|healthy|running|up|down|state|uptime)$/)) return verb.lemma === 'list' ? 'list' : 'status'
  if (of(/^(?:details|detail|everything-about)$/)) return 'describe'
  if (verb.lemma === 'show' || verb.lemma === 'tell' || verb.lemma === 'view' || verb.lemma === 'see') return head.slice(0, 4).some((word) => word === 'all' || (/[^s]s$/.test(word) && weightOf(word) > 0)) ? 'list' : undefined
  return undefined
}

function objectSays(rest: readonly Token[], need: Verb['need'], message: Topic | undefined): Order['about'] {
  let weight = 0
  let everyday = 0
  if (need === 'noun') {
    // "write a poem about servers": what is made stands first, and it is a poem.
    const end = rest.findIndex((token, i) => i > 0 && /^(?:about|for|on|to|from|with|in|of|that|which|using|explaining|describing|as)$/.test(token.lower))
    const head = end < 0 ? rest : rest.slice(0, end)
    const code = rest.some((token) => isCode(token.lower))
    if (head.some((token) => PROGRAM.has(token.lower)) && (code || head.some((token) => /^(?:program|function|class|algorithm|method)$/.test(token.lower)))) return 'unknown'
    if (head.some((token) => isEveryday(token.lower)) && !head.some((token) => weightOf(token.lower) >= 1)) return 'unknown'
  }
  for (let i = 0; i < Math.min(rest.length, 12); i++) {
    const token = (rest[i] ?? NOTHING)
    const next = rest[i + 1]
    if (token.quoted) { weight += 0.4; continue }
    weight += NUMBERED.test(token.lower) && /^#?\d+$/.test(next?.text ?? '') ? 1.5 : weightOf(token.lower) || technicalWeight(token.text)
    if (next && isPair(token.lower, next.lower)) weight += 1.5
    if (isEveryday(token.lower)) everyday += i < 5 ? 1 : 0.5
  }
  const plain = message !== undefined && message.everyday + message.code === 0
  if (weight - everyday >= (need === 'noun' && !plain ? 0.75 : 0.5)) return 'object'
  // What the object doesn't say, the rest of the message may: "request a review from sam on PR 402".
  return message !== undefined && message.strongest >= 1 && message.everyday + message.code === 0 ? 'object' : 'unknown'
}
