import type { Step, Subject } from '../../../shared/plan.ts'
import type { Setting } from '../../contracts.ts'
import { classify } from '../classify/index.ts'
import type { ClassifyContext } from '../classify/index.ts'
import type { Understood } from '../conversation.ts'
import { nameOf, shortId, stackOf } from '../landscape.ts'
import type { Landscape, Place } from '../landscape.ts'
import { ordersOf } from './order.ts'
import type { Order, Wanted } from './order.ts'
import { placeOf } from './place.ts'
import { canonicalWord, fit, meaningful, score, wanted } from './setting.ts'

/** What became of a message's words, with nothing done yet. */
export type Planned =
  | {
    readonly kind: 'steps', readonly steps: readonly Step[], readonly title: string, readonly reading: string,
    readonly understood: Understood,
  }
  | { readonly kind: 'undo', readonly run: string | undefined }
  | { readonly kind: 'mode', readonly target: string, readonly mode: 'read-only' | 'dev' | 'production' }
  | { readonly kind: 'question', readonly question: string, readonly options: readonly { label: string, text: string }[] }
  | { readonly kind: 'unreadable', readonly why: string }

export interface Circumstances {
  readonly landscape: Landscape
  readonly subject?: Subject
  /** What earlier messages were understood as, newest first. */
  readonly understood: readonly Understood[]
  readonly context: ClassifyContext
}

type Found = { readonly setting: Setting, readonly value: string | number | boolean } | Exclude<Planned, { kind: 'steps' }>

/**
 * Turns the words of a change into steps of the closed schema, by a closed grammar: set a setting, deploy, refresh, destroy, undo, settle a
 * run, change a mode. Every name is one that exists. It adds nothing that wasn't asked for; what it can't read, it says.
 */
export function planOf(text: string, circumstances: Circumstances): Planned {
  const settled = /\bsettle\s+(run-\d+)(?:\s*[,:]?\s*(?:by\s+|and\s+|to\s+)?(finish|undo|unlock)(?:ing)?)?/i.exec(text)
  const mode = modeOf(text)
  // What is only compared with, or is the name of a mode, says nothing about where.
  const where = text.replace(
    /\b(?:same as|as in|like in|like)\s+(?:in\s+|on\s+)?[\w./-]+/gi, ' '
  ).replace(mode === undefined ? /$^/ : MODE_WORDS, ' ')
  const placed = placeOf(where, circumstances.landscape, circumstances.subject, circumstances.understood[0]?.target)
  if (mode === undefined && !settled) {
    const run = /\brun-\d+\b/i.exec(text)?.[0].toLowerCase()
    const { operation } = classify(text, circumstances.context)
    if (
      operation === 'undo' || (operation === 'rollback' && (run !== undefined || /\b(?:that|it|last|previous|change|run)\b/i.test(text)))
    ) return { kind: 'undo', run }
  }
  if (placed.kind === 'none') return { kind: 'unreadable', why: 'No project is connected, so there is nothing that could be changed.' }
  if (placed.kind === 'several') {
    return {
      kind: 'question', question: 'In which one?',
      options: placed.places.slice(0, 4).map(
        ({ target }) => ({ label: shortId(target.id), text: `${text.replace(/[.!?\s]+$/, '')} in ${shortId(target.id)}` })
      ),
    }
  }
  const { place } = placed
  if (settled) return settle(place, settled[1] ?? '', settled[2])
  if (mode) return { kind: 'mode', target: place.target.id, mode }
  if (!place.inventory) return {
    kind: 'unreadable', why: `${place.target.title} could not be read: ${place.problem ?? 'no reason was given'}`,
  }
  return stepsOf(ordersOf(text, circumstances.context), text, place, circumstances)
}

function stepsOf(orders: readonly Order[], text: string, place: Place, circumstances: Circumstances): Planned {
  const sets: { setting: Setting, value: string | number | boolean }[] = []
  const removals: Setting[] = []
  const whole: ('deploy' | 'refresh' | 'destroy')[] = []
  for (const order of orders) {
    if (order.operation === 'explain' || order.operation === 'chat') continue
    const plain = order.wanted === undefined || typeof (order.wanted.kind === 'value' ? order.wanted.value : '') === 'boolean'
    const left = meaningful(order.words).filter((word) => !namesPlace(word, place))
    if (order.operation === 'refresh') { whole.push('refresh'); continue }
    if (order.operation === 'deploy' && plain && left.filter((word) => !DEPLOY.has(word)).length === 0) { whole.push('deploy'); continue }
    if (
      order.operation === 'delete' && left.filter((word) => !EVERYTHING.has(word)).length === 0
      && /\b(?:destroy|tear|delete|remove|take|nuke|wipe|terminate|stack|everything|decommission|drop)\b/i.test(order.text)
    ) { whole.push('destroy'); continue }
    if (order.operation === 'delete' && /\b(?:unset|setting|configuration|config|override)\b/i.test(order.text)) {
      const best = ranked(order, place, undefined)[0]
      if (best && best.points > 0) { removals.push(best.setting); continue }
    }
    const found = settingOf(order, place, circumstances)
    if ('kind' in found) return found
    sets.push(found)
  }
  if (sets.length + removals.length + whole.length === 0) return {
    kind: 'unreadable', why: 'I could not find a setting, a deployment or a run in that.',
  }
  return assemble(place, sets, removals, whole, text)
}

/** The setting that an order is about, with the value that it wants, as that setting takes it. */
function settingOf(order: Order, place: Place, { understood, landscape }: Circumstances): Found {
  const settings = place.inventory?.settings ?? []
  const candidates = ranked(order, place, order.wanted)
  const words = meaningful(order.words).filter((word) => !namesPlace(word, place))
  let best = candidates[0]
  const before = understood[0]?.settings.map(({ key }) => settings.find((each) => each.key === key)).find((each) => each !== undefined)
  // "make it five", "make it five copies": a value and no other name. The setting is the one that was spoken of; "set replicas to five"
  // names one of its own, whatever was spoken of before.
  const spokenOf = before && new Set(meaningful(nameOf(before.key)))
  const pointsBack = words.length === 0 || (/\b(?:it|that|them|those|this|these)\b/i.test(order.text) && words.every((word) => spokenOf?.has(word)))
  if (before && pointsBack && order.wanted) best = { setting: before, points: 9, fits: true }
  if (best === undefined || best.points <= 0 || order.wanted === undefined) {
    if (order.wanted === undefined && best && best.points > 0) return {
      kind: 'question', question: `What should ${best.setting.key} be? It takes ${wanted(best.setting)}${now(best.setting)}.`,
      options: examples(best.setting, place),
    }
    return unknown(order, place, candidates)
  }
  const second = candidates[1]
  if (second && best.fits && second.fits && best.points - second.points < 0.75 && best.points < 9) {
    const given = order.wanted.kind === 'value' ? String(order.wanted.value) : order.text
    return {
      kind: 'question', question: 'Which setting do you mean?',
      options: candidates.filter((each) => each.fits && best.points - each.points < 0.75).slice(0, 4).map(
        ({ setting }) => ({ label: setting.key, text: `set ${setting.key} to ${given} in ${shortId(place.target.id)}` })
      ),
    }
  }
  const value = valueFor(order.wanted, best.setting, landscape, place)
  if (value === undefined) return {
    kind: 'unreadable', why: `I can't tell what ${best.setting.key} should become; it takes ${wanted(best.setting)}${now(best.setting)}.`
  }
  // "remove the banner": a text that is taken away is an empty one.
  const empty = order.operation === 'delete' && value === false && best.setting.type === 'string' && best.setting.choices === undefined
  const found = fit(best.setting, empty ? '' : value)
  if (found.kind === 'wrong') return {
    kind: 'unreadable',
    why: `${best.setting.key} takes ${found.wanted}, and ${JSON.stringify(value)} is not.${now(best.setting, ' It is ')}`,
  }
  return { setting: best.setting, value: found.value }
}

interface Candidate { readonly setting: Setting, readonly points: number, readonly fits: boolean }

/** Settings by how well the order's words name them; those that can't take the value count less. */
function ranked(order: Order, place: Place, asked: Wanted | undefined): Candidate[] {
  const known = new Set(
    [
      ...stackOf(place.target.id).map(canonicalWord),
      ...(place.inventory?.resources ?? []).map((resource) => canonicalWord(resource.name.toLowerCase())), 'shop', 'site', 'web', 'app',
      'service', 'deployment', 'website', 'production', 'development',
    ]
  )
  const numeric = asked?.kind === 'relative' || (asked?.kind === 'value' && typeof asked.value === 'number')
  return (place.inventory?.settings ?? []).map((setting): Candidate => {
    const emptied = asked?.kind === 'value' && asked.value === false && order.operation === 'delete'
    if (order.words.includes(setting.key)) return { setting, points: 10, fits: true }
    const words = new Set(meaningful(order.words))
    // "delete cart-old" and "keep cart-old" speak of whether it is kept.
    if (setting.type === 'boolean' && order.operation === 'delete' && [...words].length > 0) words.add('keep')
    // "scale the cart to 3": what is scaled by a number is a number of copies, unless a setting says otherwise by name.
    if (numeric && order.operation === 'scale' && setting.type === 'integer') words.add('replicas')
    const takes = asked === undefined || (
      asked.kind === 'value' ? fit(setting, emptied ? '' : asked.value).kind === 'fits'
      && (
        typeof asked.value !== 'number' || setting.type === 'integer' || setting.type === 'number'
      ) : asked.kind === 'relative' ? setting.type === 'integer'
      || setting.type === 'number' : asked.kind === 'step' ? isOrdered(setting) : true
    )
    const exact = meaningful(nameOf(setting.key)).every((word) => words.has(word))
    return {
      setting,
      points: score(setting, words, known) - (takes ? 0 : exact ? 0.5 : 3) + (takes && asked?.kind === 'value' && setting.choices ? 1 : 0),
      fits: takes,
    }
  }).sort((a, b) => b.points - a.points)
}

/** Choices that are sizes can be stepped through; encodings can't. */
const isOrdered = (setting: Setting): boolean => setting.choices === undefined ? setting.type === 'integer' : setting.choices.some(
  (each) => /^(?:x?small|medium|x?large|basic|standard|premium)$/i.test(each)
)

function valueFor(asked: Wanted, setting: Setting, landscape: Landscape, place: Place): string | number | boolean | undefined {
  const current = setting.value ?? setting.default
  switch (asked.kind) {
    case 'value': return asked.value
    case 'relative': return typeof current === 'number' ? asked.change(current) : undefined
    case 'step': {
      if (typeof current === 'number') return current + (asked.up ? 1 : -1)
      const at = setting.choices?.indexOf(String(current)) ?? -1
      return at < 0 ? undefined : setting.choices?.[at + (asked.up ? 1 : -1)]
    }
    case 'as': {
      const other = landscape.places.find(
        (each) => each !== place
        && shortId(each.target.id).toLowerCase().split('/').includes(asked.stack.toLowerCase().split('/').at(-1) ?? '')
      )
      const twin = other?.inventory?.settings.find((each) => each.key === setting.key)
      return twin?.value ?? twin?.default
    }
  }
}

/** The steps in the order in which they run: settings first, then one deploy of all of them. */
function assemble(
  place: Place, sets: readonly { setting: Setting, value: string | number | boolean }[], removals: readonly Setting[],
  whole: readonly ('deploy' | 'refresh' | 'destroy')[], text: string
): Planned {
  const target = place.target.id
  const steps: Step[] = []
  const lines: string[] = []
  const id = (): string => `step-${steps.length + 1}`
  const behind = (): string[] => steps.length === 0 ? [] : [`step-${steps.length}`]
  const unique = new Map(sets.map((each) => [each.setting.key, each]))
  if (whole.includes('refresh')) {
    steps.push({ id: id(), service: 'pulumi', operation: 'refresh', target, parameters: {}, dependsOn: behind() })
    lines.push('refresh the state')
  }
  for (const { setting, value } of unique.values()) {
    if (setting.secret) return {
      kind: 'unreadable', why: `${setting.key} is a secret, and secrets are not typed into a chat. Set it with your project's own tool.`,
    }
    steps.push(
      { id: id(), service: 'pulumi', operation: 'set-config', target, parameters: { key: setting.key, value }, dependsOn: behind() }
    )
    lines.push(`set ${setting.key} to ${typeof value === 'string' ? JSON.stringify(value) : value}`)
  }
  for (const setting of removals) {
    steps.push({ id: id(), service: 'pulumi', operation: 'remove-config', target, parameters: { key: setting.key }, dependsOn: behind() })
    lines.push(`unset the setting ${setting.key}`)
  }
  if (whole.includes('destroy')) {
    steps.push({ id: id(), service: 'pulumi', operation: 'destroy', target, parameters: {}, dependsOn: behind() })
    lines.push('destroy everything')
  }
  else if (unique.size + removals.length > 0 || whole.includes('deploy')) {
    steps.push({ id: id(), service: 'pulumi', operation: 'deploy', target, parameters: {}, dependsOn: behind() })
    lines.push('deploy')
  }
  if (steps.length > 50) return { kind: 'unreadable', why: 'That is more than fifty steps; ask for less at once.' }
  const reading = `${lines.join(', ')} in ${shortId(target)}`
  const understood = { target, settings: [...unique.values()].map(({ setting, value }) => ({ key: setting.key, value })) }
  return { kind: 'steps', steps, title: titleOf(place, unique, whole, text), reading, understood }
}

function titleOf(
  place: Place, sets: ReadonlyMap<string, { setting: Setting, value: unknown }>, whole: readonly string[], text: string
): string {
  const [first, second] = [...sets.values()]
  const where = shortId(place.target.id)
  if (
    first && !second && whole.length === 0
  ) return `${nameOf(first.setting.key)} ${show(first.setting.value ?? first.setting.default)} → ${show(first.value)} in ${where}`.slice(0, 200)
  if (first) return `${sets.size} settings of ${where}`
  return whole.includes('destroy') ? `Destroy ${where}` : whole.includes('refresh') ? `Refresh ${where}` : whole.includes('deploy') ? `Deploy ${where}` : text.slice(0, 200)
}

function settle(place: Place, run: string, conclusion: string | undefined): Planned {
  const target = place.target.id
  const id = run.toLowerCase()
  if (conclusion === undefined) return {
    kind: 'question', question: `How should ${id} be settled?`,
    options: [
      { label: 'Finish it', text: `settle ${id} finish` }, { label: 'Undo it', text: `settle ${id} undo` },
      { label: 'Only unlock', text: `settle ${id} unlock` },
    ],
  }
  const how = conclusion.toLowerCase() as 'finish' | 'undo' | 'unlock'
  return {
    kind: 'steps',
    steps: [{ id: 'step-1', service: 'pulumi', operation: 'settle', target, parameters: { run: id, conclusion: how }, dependsOn: [] }],
    title: `Settle ${id}: ${how}`, reading: `settle ${id} ${how} in ${shortId(target)}`, understood: { target, settings: [] },
  }
}

const MODE_WORDS = /\b(?:mode\b.{0,20}?\b(?:read[- ]only|dev(?:elopment)?|prod(?:uction)?)(?![\w/])|(?:read[- ]only|dev(?:elopment)?|prod(?:uction)?)\s+mode\b)/gi
function modeOf(text: string): 'read-only' | 'dev' | 'production' | undefined {
  const found = /\bmode\b.*?\b(read[- ]only|dev(?:elopment)?|prod(?:uction)?)\b(?!\/)|\b(read[- ]only|dev(?:elopment)?|prod(?:uction)?)\s+mode\b|\bmake\b.*\b(read[- ]only|writable|changeable)\b/i.exec(text)
  const word = (found?.[1] ?? found?.[2] ?? found?.[3])?.toLowerCase()
  if (word === undefined) return undefined
  return word.startsWith('read') ? 'read-only' : word.startsWith('prod') ? 'production' : 'dev'
}

function unknown(order: Order, place: Place, candidates: readonly Candidate[]): Exclude<Planned, { kind: 'steps' }> {
  const near = candidates.filter((each) => each.points > -1).slice(0, 3)
  const given = order.wanted?.kind === 'value' ? String(order.wanted.value) : undefined
  const words = order.words.trim().slice(0, 60)
  if (near.length === 0 || given === undefined || given === 'true' || given === 'false') {
    const keys = (place.inventory?.settings ?? []).map((setting) => setting.key)
    return {
      kind: 'unreadable',
      why: `${shortId(place.target.id)} has no setting for "${words}". What its program lets you set: ${keys.slice(0, 12).join(', ') || 'nothing'}.`,
    }
  }
  return {
    kind: 'question', question: `There is no setting "${words}" in ${shortId(place.target.id)}. Did you mean one of these?`,
    options: near.map(({ setting }) => ({ label: setting.key, text: `set ${setting.key} to ${given} in ${shortId(place.target.id)}` })),
  }
}

const examples = (setting: Setting, place: Place): { label: string, text: string }[] => {
  const values = setting.choices ?? (
    setting.type === 'boolean' ? ['on', 'off'] : typeof setting.value === 'number' ? [
      setting.value + 1, Math.max(setting.minimum ?? 0, setting.value - 1),
    ] : ['"…"']
  )
  return values.slice(0, 4).map(
    (value) => ({ label: String(value), text: `set ${setting.key} to ${value} in ${shortId(place.target.id)}` })
  )
}
const show = (value: unknown): string => value === undefined ? 'unset' : typeof value === 'string' && value.length > 40 ? `${value.slice(0, 39)}…` : String(value)
const now = (
  setting: Setting, lead = ', and is now '
): string => setting.value === undefined && setting.default === undefined ? '' : `${lead}${show(setting.value ?? setting.default)}${lead.startsWith(' ') ? '.' : ''}`

/** Words that say where, not what. */
function namesPlace(word: string, place: Place): boolean {
  return stackOf(place.target.id).some((part) => canonicalWord(part.toLowerCase()) === word) || PLACE_WORDS.has(word)
}
const PLACE_WORDS = new Set(['prod', 'production', 'dev', 'development', 'staging', 'environment', 'sandbox'])
const DEPLOY = new Set(
  [
    'deploy', 'redeploy', 'again', 'everything', 'all', 'program', 'changes', 'change', 'latest', 'run', 'do', 'deployment', 'roll', 'ship',
    'push', 'release', 'code', 'website',
  ]
)
const EVERYTHING = new Set(
  [
    'destroy', 'tear', 'delete', 'remove', 'take', 'everything', 'all', 'nuke', 'wipe', 'terminate', 'whole', 'entire', 'decommission',
    'resources', 'resource', 'drop', 'infrastructure', 'environment', 'rid', 'can', 'go', 'want', 'gone', 'like', 'would', 'completely',
  ]
)
