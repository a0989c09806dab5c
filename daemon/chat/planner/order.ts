import { classify } from '../classify/index.ts'
import type { ClassifyContext, Operation } from '../classify/index.ts'
import { splitOrders } from '../classify/split.ts'
import { readForeign } from '../classify/language/foreign.ts'
import { numberOf } from '../classify/language/parameters.ts'

/** A value as it was typed: absolute, or against what is set now. */
export type Wanted =
  | { readonly kind: 'value', readonly value: string | number | boolean }
  | { readonly kind: 'relative', readonly change: (now: number) => number, readonly words: string }
  | { readonly kind: 'step', readonly up: boolean }
  | { readonly kind: 'as', readonly stack: string }

/** One order of a message, before anything is looked up. `words` is what may name its setting, resource or stack. */
export interface Order {
  readonly operation: Operation
  readonly words: string
  readonly wanted?: Wanted
  readonly text: string
}

const LEAD = /^(?:(?:please|pls|now|then|also|and|just|can you|could you|would you|i want to|i'd like to|we need to|let's|go ahead and|set|change|make|update|scale|increase|decrease|raise|lower|reduce|bump|put|turn|switch|configure|resize|adjust|modify)\s+)+/i

/** What may stand before an order's verb. */
const POLITELY = '(?:(?:please|now|then|and|also|can you|could you)\\s+)*'

/** Cuts a message into orders: where a verb begins anew, and where "A to X and B to Y" lists several settings under one verb. */
export function ordersOf(text: string, context: ClassifyContext): Order[] {
  const orders: Order[] = []
  for (const part of splitOrders(text)) {
    const read = classify(part, context).operation
    // "set foo to 3" is an order here even where its words say nothing of infrastructure: what foo is will be looked up.
    const operation = read === 'chat' && SETS.test(part) ? 'set-config' : read
    for (const piece of shared(part, operation) ?? listed(part)) orders.push(
      orderOf(piece, orders.length > 0 && piece !== part ? operation : classify(piece, context).operation, operation)
    )
  }
  return orders
}

/** "replicas to 3 and the banner to 'x'" → two pieces; quotes are never cut. */
function listed(part: string): string[] {
  const pieces: string[] = []
  let now = ''
  let quote = ''
  for (const word of part.split(/(\s+|,)/)) {
    for (const c of word) if (
      quote === '' ? c === '"' || c === '`' || (c === '\'' && (now + word).startsWith('\'')) : c === quote
    ) quote = quote === '' ? c : ''
    if (quote === '' && (word === 'and' || word === ',') && VALUE.test(now)) { pieces.push(now.trim()); now = ''; continue }
    now += word
  }
  if (now.trim() !== '') pieces.push(now.trim())
  return pieces.length > 1 && pieces.every((piece) => VALUE.test(piece)) ? pieces : [part]
}
/** "scale cart and search to 2" → one piece for each that is named, with the value that they share. */
function shared(part: string, operation: Operation): string[] | undefined {
  const found = operation === 'scale' || operation === 'set-config' ? SHARED.exec(part.trim()) : null
  const [, lead = '', names = '', value = ''] = found ?? []
  const each = names.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i)
  return each.length > 1 && each.every((name) => /^(?:the\s+)?[\w:.-]+(?:\s+[\w:.-]+)?$/.test(name)) ? each.map((name) => `${lead} ${name} ${value}`) : undefined
}
const SHARED = new RegExp(`^(${POLITELY}(?:scale|set|put|bump|resize))\\s+([^"'\`=]+?(?:\\s+and\\s+|,)[^"'\`=]+?)\\s+((?:both\\s+|all\\s+|each\\s+)?(?:to|at)\\s+\\S+(?:\\s+(?:replicas?|copies|each))?(?:\\s+(?:in|on)\\s+\\S+)?)[.!]*$`, 'i')
const SETS = new RegExp(`^${POLITELY}(?:set|change|make|put|scale|switch|turn|update)\\b`, 'i')
const VALUE = /(?:\bto\b|=|\bat\b)\s*\S+|\b\d+\s+replicas?\b/i

function orderOf(text: string, operation: Operation, lead: Operation): Order {
  const found = operation === 'chat' || operation === 'get' || operation === 'list' || operation === 'status' || operation === 'explain' ? lead : operation
  const wanted = wantedOf(text, found)
  const words = inAnyLanguage(wanted?.rest ?? text).replace(LEAD, '')
  return { operation: found, words, text, ...(wanted && { wanted: wanted.wanted }) }
}

/** In a sentence of another language its verbs and little words name nothing; what is left may be a name. */
function inAnyLanguage(text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const read = readForeign(words.map((word) => word.toLowerCase().replace(/[.,!?]+$/, '')), false)
  if (read === null) return text
  const content = new Set(read.object)
  return words.filter((word) => content.has(word.toLowerCase().replace(/[.,!?]+$/, ''))).join(' ')
}

/** The value that an order asks for, and the text without it. */
function wantedOf(text: string, operation: Operation): { wanted: Wanted, rest: string } | undefined {
  const clean = text.replace(/[.!]+$/, '').trim()
  const as = /^(.*?)\b(?:same as|as in|like in|like)\s+(?:in\s+|on\s+)?([\w./-]+)$/i.exec(clean)
  if (as && /\b(?:same|as|like)\b/i.test(clean)) return {
    wanted: { kind: 'as', stack: as[2] ?? '' }, rest: (as[1] ?? '').replace(/\b(?:to|the|be)\s*$/i, ''),
  }
  const quoted = /^(.*?)(?:\bto\b|=|:|\bas\b|\bsay\b|\bsays\b)?\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`)(.*)$/is.exec(clean)
  if (quoted) return {
    wanted: { kind: 'value', value: quoted[2] ?? quoted[3] ?? quoted[4] ?? '' }, rest: `${quoted[1] ?? ''} ${quoted[5] ?? ''}`,
  }
  const relative = relativeOf(clean)
  if (relative) return relative
  const place = '(?:\\s+(?:in|on|for|of)\\s+(?:the\\s+)?[\\w./-]+)?(?:\\s+(?:stack|please|now|environment))*'
  const unit = '(?:\\s*(?:replicas?|copies|instances?|pods?|nodes?|gb|mb))?'
  const to = new RegExp(`^(.*?)\\s*(?:\\bto\\b(?:\\s+be)?|=|\\bat\\b|\\bas\\b)\\s*(\\S+)${unit}(${place})$`, 'is').exec(clean)
  if (to) return {
    wanted: { kind: 'value', value: valueOf(to[2] ?? '') },
    rest: `${to[1] ?? ''} ${/replicas?|copies|instances?|pods?/i.exec(clean)?.[0] ?? ''} ${to[3] ?? ''}`,
  }
  const turned = /^(?:(?:please|can you|could you)\s+)*(?:turn|switch)\s+(on|off)\s+(.*)$|^(?:(?:please|can you|could you)\s+)*(?:turn|switch)\s+(.*?)\s+(on|off)\b(.*)$/i.exec(clean)
  if (turned) return {
    wanted: { kind: 'value', value: (turned[1] ?? turned[4] ?? '').toLowerCase() === 'on' },
    rest: turned[2] ?? `${turned[3] ?? ''} ${turned[5] ?? ''}`,
  }
  const bigger = /^(.*?)\b(bigger|larger|smaller)\b(.*)$/i.exec(clean)
  if (bigger) return { wanted: { kind: 'step', up: !/smaller/i.test(bigger[2] ?? '') }, rest: `${bigger[1] ?? ''} ${bigger[3] ?? ''}` }
  const graded = /^(.*?)\b(upgrade|downgrade|upsize|downsize)\b(.*)$/i.exec(clean)
  if (graded) return { wanted: { kind: 'step', up: /^up/i.test(graded[2] ?? '') }, rest: `${graded[1] ?? ''} ${graded[3] ?? ''}` }
  const counted = /^(.*?)\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b(?:\s*(replicas?|copies|instances?|pods?|nodes?))?(.*)$/i.exec(clean)
  if (counted && (operation === 'scale' || operation === 'set-config' || operation === 'update')) {
    return {
      wanted: { kind: 'value', value: numberOf((counted[2] ?? '').toLowerCase()) ?? counted[2] ?? '' },
      rest: `${counted[1] ?? ''} ${counted[3] ?? ''} ${counted[4] ?? ''}`,
    }
  }
  const last = /^(.*\b(?:make|set|to|be|put|use|switch)\b.*?)\s+(?:on\s+|to\s+)?(small|medium|large|utf-8|utf-16|public|private|on|off|true|false)(.*)$/i.exec(clean)
  if (last) return { wanted: { kind: 'value', value: valueOf(last[2] ?? '') }, rest: `${last[1] ?? ''} ${last[3] ?? ''}` }
  if (
    operation === 'enable' || operation === 'create' || operation === 'start'
    || (operation === 'lock' && !/\bun(?:lock|protect)/i.test(clean)) || /^protect\b/i.test(clean.replace(LEAD, ''))
  ) return { wanted: { kind: 'value', value: true }, rest: clean }
  if (
    operation === 'disable' || operation === 'delete' || operation === 'stop' || /\bun(?:lock|protect)/i.test(clean)
  ) return { wanted: { kind: 'value', value: false }, rest: clean }
  return undefined
}

function relativeOf(text: string): { wanted: Wanted, rest: string } | undefined {
  const by = /^(.*?)\bby\s+(\w+)(.*)$/i.exec(text)
  const less = /\b(?:decrease|reduce|lower|fewer|less|remove|drop|down|shrink)\b/i.test(text)
  const amount = by ? numberOf((by[2] ?? '').toLowerCase()) : undefined
  if (by && amount !== undefined) return relative(less ? -amount : amount, `${by[1] ?? ''} ${by[3] ?? ''}`)
  const more = /^(.*?)\b(\w+)\s+(more|additional|extra|fewer|less)\b(.*)$/i.exec(text)
  const count = more ? numberOf((more[2] ?? '').toLowerCase()) : undefined
  if (more && count !== undefined) return relative(/fewer|less/i.test(more[3] ?? '') ? -count : count, `${more[1] ?? ''} ${more[4] ?? ''}`)
  const times = /^(.*?)\b(double|triple|halve)\b(.*)$/i.exec(text)
  if (times) {
    const factor = { double: 2, triple: 3, halve: 0.5 }[(times[2] ?? '').toLowerCase()] ?? 1
    return {
      wanted: { kind: 'relative', words: times[2] ?? '', change: (now) => Math.ceil(now * factor) },
      rest: `${times[1] ?? ''} ${times[3] ?? ''}`,
    }
  }
  const another = /^(.*?)\b(?:another|one more)\s+(replica|copy|instance)(.*)$/i.exec(text)
  return another ? relative(1, `${another[1] ?? ''} ${another[2] ?? ''} ${another[3] ?? ''}`) : undefined
}
const relative = (amount: number, rest: string): { wanted: Wanted, rest: string } =>
  ({ wanted: { kind: 'relative', words: `${amount > 0 ? '+' : '−'}${Math.abs(amount)}`, change: (now) => now + amount }, rest })

function valueOf(text: string): string | number | boolean {
  const clean = text.replace(/^["'`]|["'`,;]+$/g, '')
  return numberOf(clean.toLowerCase()) ?? (clean === 'true' ? true : clean === 'false' ? false : clean)
}
