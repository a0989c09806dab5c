import { editDistance } from '../classify/language/spelling.ts'
import { isManaged, shortId, stackOf } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'
import type { Circumstances } from '../planner/index.ts'
import { ENVIRONMENTS } from '../planner/place.ts'
import { meaningful } from '../planner/setting.ts'
import { looksLikeWord } from './words.ts'
import { isPlainName, unquoted } from './unquoted.ts'
import { realNames } from './taught.ts'

/** A name in an order that nothing has, and the names that it may be a slip of. */
export interface Near {
  readonly said: string
  readonly question: string
  readonly options: readonly { label: string, text: string }[]
  /** Whether it is near enough to be a slip; else the options are simply what there is. */
  readonly slip: boolean
  /** Set where the words surely name a stack: without it there is nowhere that the order could be about. In one sentence. */
  readonly nowhere?: string
}

/** Environments that people speak of, whether they exist here or not. */
const SPOKEN = new Set('dev development staging stage stg prod production preprod live test testing qa uat canary'.split(' '))

/** Words before "stack" that name none. */
const POINTING = new Set('this that the these those whole entire full complete same current existing other another each every any my our your its old new'.split(' '))

/** What stands before the name of a stack: where something is, or what is done with all of it. */
const LEADS = 'in|on|for|at|of|to|from|destroy|delete|remove|nuke|wipe|drop|down|terminate|decommission|deploy|redeploy|refresh|update|preview'
  + '|destroyed|deleted|deployed|is|are|has|does|did|show|list|describe|explain|check'

/** The first name of an order that doesn't exist: of a stack ("in staging", "shop/prd"), else of a resource ("the cartt"). */
export function nearest(text: string, { landscape }: Pick<Circumstances, 'landscape'>): Near | undefined {
  if (landscape.places.length === 0) return undefined
  const bare = text.replace(/\b(?:same as|as in|like in|like)\s+(?:in\s+|on\s+)?[\w./-]+/gi, (match) => ' '.repeat(match.length))
  return nearPlace(text, bare, landscape) ?? nearResource(text, bare, landscape)
}

const PLACED = new RegExp(`\\b(${LEADS})\\s+(?:the\\s+|our\\s+)?([a-z][\\w.-]*(?:\\/[\\w.-]+)?)(?:\\s+(stack|environment|env)\\b)?`, 'gi')

function nearPlace(text: string, bare: string, landscape: Landscape): Near | undefined {
  const real = realNames(landscape)
  const stacks = landscape.places.map(({ target }) => ({ short: shortId(target.id), stack: stackOf(target.id).at(-1)?.toLowerCase() ?? '' }))
  const spelt = (stack: string): readonly string[] => [stack, ...(ENVIRONMENTS[stack] ?? [])]
  for (const { 1: lead = '', 2: said = '', 3: kind } of matches(bare, PLACED)) {
    const word = said.toLowerCase().replace(/\.$/, '')
    const last = word.split('/').at(-1) ?? word
    if (POINTING.has(word) || real.has(word)) continue
    if (stacks.some(({ short, stack }) => short.toLowerCase() === word || spelt(stack).includes(word))) continue
    const projectKnown = word.includes('/') && stacks.some(({ short }) => short.toLowerCase().startsWith(`${word.split('/')[0] ?? ''}/`))
    // "in shopp/dev": what has a stack's name behind a stroke names a stack
    const stackKnown = word.includes('/') && stacks.some(({ stack }) => spelt(stack).includes(last))
    const slips = last.length < 3 ? [] : stacks.filter(({ stack }) => spelt(stack).some((each) => isSlip(last, each)))
    // "set it to live" is a value; "deploy to staging" is a place
    const value = lead.toLowerCase() === 'to' && !/\b(?:deploy|ship|release|promote|roll\w*)\b/i.test(bare)
    const names = (SPOKEN.has(word) && !value && !/^(?:is|are|has|does|did)$/i.test(lead)) || kind !== undefined || projectKnown || stackKnown
    if (!names && (slips.length === 0 || !/^(?:in|on|for|at|from)$/i.test(lead) || looksLikeWord(word))) continue
    const known = stacks.map(({ short }) => short).join(', ')
    const offered = slips.length > 0 ? slips : stacks
    return {
      said, slip: slips.length > 0 && !SPOKEN.has(word),
      question: `There is no ${said} here. In which one?`,
      ...(names && { nowhere: `There is no ${said} here; there ${stacks.length > 1 ? 'are' : 'is'} ${known}.` }),
      options: offered.slice(0, 4).map(({ short }) => ({ label: short, text: swapped(text, said, short) })),
    }
  }
  return undefined
}

function nearResource(text: string, bare: string, landscape: Landscape): Near | undefined {
  const real = realNames(landscape)
  const resources = landscape.places.flatMap(({ inventory }) => (inventory?.resources ?? []).filter(isManaged))
  const names = [...new Set(resources.map(({ name }) => name))].filter(isPlainName)
  const settings = landscape.places.flatMap(({ inventory }) => inventory?.settings ?? [])
  const known = new Set(settings.flatMap(({ key, description }) => meaningful(`${key} ${description ?? ''}`)))
  for (const { 1: before = '', 2: said = '' } of matches(bare, /(?:^|\s)(?:(to|as|at|say|says|=|called|named)\s+)?([a-z][a-z0-9-]{3,40})(?=[\s.,;!?]|$)/gi)) {
    const word = said.toLowerCase()
    if (before !== '' || real.has(word) || real.has(word.replace(/s$/, '')) || looksLikeWord(word)) continue
    if (known.has(word) || meaningful(word).every((each) => known.has(each))) continue
    const near = names.filter((name) => name[0]?.toLowerCase() === word[0] && isSlip(word, name.toLowerCase()))
    if (near.length === 0) continue
    return {
      said, slip: true, question: `There is no ${said} here. Did you mean ${near.slice(0, 4).join(' or ')}?`,
      options: near.slice(0, 4).map((name) => ({ label: name, text: swapped(text, said, name) })),
    }
  }
  return undefined
}

const isSlip = (said: string, name: string): boolean => editDistance(said, name, 2) <= (name.length > 6 ? 2 : 1)

function matches(text: string, form: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  unquoted(text, (piece) => { for (const match of piece.matchAll(form)) found.push(match as RegExpExecArray); return piece })
  return found
}

/** The text with the first such word outside of quotes swapped. */
function swapped(text: string, said: string, name: string): string {
  let done = false
  const form = new RegExp(`(?<![\\p{L}\\p{N}_./-])${said.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_/-])`, 'u')
  return unquoted(text, (piece) => done ? piece : piece.replace(form, () => { done = true; return name }))
}
