import { excerpt } from '../../../shared/excerpt.ts'
import type { Step, Subject } from '../../../shared/plan.ts'
import type { Filled, Preferences } from '../../../shared/wire.ts'
import type { Setting } from '../../simulator-contract.ts'
import { classify } from '../classify/index.ts'
import type { ClassifyContext } from '../classify/index.ts'
import type { Understood } from '../conversation.ts'
import type { LearnedName } from '../optimize/index.ts'
import { nameOf, shortId } from '../landscape.ts'
import type { Landscape, Place } from '../landscape.ts'
import { backOf } from './back.ts'
import type { Back } from './back.ts'
import { withoutQuoted } from '../optimize/unquoted.ts'
import { asksMore, MODE_WORDS, modeOf } from './mode.ts'
import { ownCommand } from './own-command.ts'
import { ordersOf } from './order.ts'
import type { Order } from './order.ts'
import { placeOf } from './place.ts'
import type { Placed } from './place.ts'
import { programOrder, programWords, removal, renaming } from './program.ts'
import type { ProgramChange } from './program.ts'
import { namesPlace, ranked, settingOf, show } from './find.ts'
import { meaningful } from './setting.ts'
import { DEPLOY, EVERYTHING } from './whole.ts'

/** What became of a message's words, with nothing done yet. */
export type Planned =
  | {
    readonly kind: 'steps', readonly steps: readonly Step[], readonly title: string, readonly reading: string,
    readonly understood: Understood,
    /** What of it the words did not say. */
    readonly filled: readonly Filled[],
  }
  | { readonly kind: 'undo', readonly run: string | undefined }
  | Back
  | { readonly kind: 'mode', readonly target: string, readonly mode: 'read-only' | 'dev' | 'production' }
  | { readonly kind: 'question', readonly question: string, readonly options: readonly { label: string, text: string }[] }
  | { readonly kind: 'unreadable', readonly why: string }

export interface Circumstances {
  readonly landscape: Landscape
  readonly subject?: Subject
  /** What earlier messages were understood as, newest first. */
  readonly understood: readonly Understood[]
  readonly context: ClassifyContext
  /** What people here call things. */
  readonly names?: readonly LearnedName[]
  /** The target that this person's orders without one usually come to; offered first, and taken where they want to be read thoroughly. */
  readonly habit?: { readonly target: string, readonly runs: readonly string[] }
  readonly reach?: Preferences['reach']
}

/**
 * Turns the words of a change into steps of the closed schema, by a closed grammar: set a setting, deploy, refresh, destroy, undo,
 * change a mode. Every name is one that exists. It adds nothing that wasn't asked for; what it can't read, it says.
 */
export function planOf(typed: string, circumstances: Circumstances): Planned {
  const text = ownCommand(typed) ?? typed
  const mode = modeOf(text)
  // What is only compared with, or is the name of a mode, says nothing about where.
  const where = text.replace(
    /\b(?:same as|as in|like in|like)\s+(?:in\s+|on\s+)?[\w./-]+/gi, ' '
  ).replace(mode === undefined ? /$^/ : MODE_WORDS, ' ')
  const placed = usually(placeOf(where, circumstances.landscape, circumstances.subject, circumstances.understood[0]?.target), circumstances)
  if (mode === undefined) {
    const run = /\brun-\d+\b/i.exec(text)?.[0].toLowerCase()
    const read = classify(text, circumstances.context)
    const { operation } = read
    const back = placed.kind === 'place' && run === undefined ? backOf(text, read, placed.place, circumstances) : undefined
    if (back) return back
    if (
      operation === 'undo' || (operation === 'rollback' && (run !== undefined || /\b(?:that|it|last|previous|change|run)\b|^\s*roll\s*back[\s.!]*$/i.test(text)))
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
  const filled: Filled[] = placed.said ? [] : [{ said: '', meant: `in ${shortId(place.target.id)}`, from: placed.why }]
  if (mode && asksMore(text)) return { kind: 'unreadable', why: 'A mode is changed by itself: ask for it alone, and for the rest in another message.' }
  if (mode) return { kind: 'mode', target: place.target.id, mode }
  if (!place.inventory) return {
    kind: 'unreadable', why: `${place.target.title} could not be read: ${place.problem ?? 'no reason was given'}`,
  }
  const [both = '', ...numbers] = /\b(\d+)\s+or\s+(\d+)\b/i.exec(withoutQuoted(text)) ?? []
  if (both !== '') return {
    kind: 'question', question: `${numbers.join(' or ')}?`,
    options: numbers.map((number) => ({ label: number, text: text.replace(both, number) })),
  }
  const planned = stepsOf(ordersOf(text, circumstances.context), text, place, circumstances)
  // What was set and not deployed would go along with somebody else's next deployment.
  if (WITHOUT_DEPLOY.test(text.replace(/"[^"]*"|`[^`]*`/g, '')) && (planned.kind !== 'steps' || planned.steps.some(({ operation }) => operation === 'deploy'))) return {
    kind: 'unreadable', why: 'You said not to deploy, and a change here takes effect by its deployment, in one plan. Ask “what would happen if …” to see it without one.',
  }
  if (planned.kind === 'steps' && !placed.said && planned.steps.some(({ operation }) => operation === 'destroy') && circumstances.landscape.places.length > 1) {
    // Everything in a target goes only where its name was said: a guess that is right for a setting is too little for this.
    return {
      kind: 'question', question: 'Destroy everything in which one?',
      options: circumstances.landscape.places.slice(0, 4).map(({ target }) => ({ label: shortId(target.id), text: `destroy everything in ${shortId(target.id)}` })),
    }
  }
  // With one target alone there is nothing to mistake it for.
  return planned.kind === 'steps' && circumstances.landscape.places.length > 1 ? { ...planned, filled: [...filled, ...planned.filled] } : planned
}

/** Where several could be meant: the one that this person usually means first, or, read thoroughly, that one. */
function usually(placed: Placed, { habit, reach }: Circumstances): Placed {
  if (placed.kind !== 'several' || !habit) return placed
  const place = placed.places.find(({ target }) => target.id === habit.target)
  if (!place) return placed
  if (reach === 'thorough') return { kind: 'place', place, said: false, why: `what you usually mean (${habit.runs.join(', ')})` }
  return { kind: 'several', places: [place, ...placed.places.filter((each) => each !== place)] }
}

function stepsOf(orders: readonly Order[], text: string, place: Place, circumstances: Circumstances): Planned {
  const renamed = renaming(text, place)
  if (renamed) return renamed
  // A resource that is said in full, with a kind that exists here, is nothing that words alone could be a setting of.
  const alone = programOrder(text.trim(), place)
  if (alone) return 'operation' in alone && (alone.operation === 'add-resource' || alone.operation === 'apply-code')
    ? assemble(place, [], [], [], [alone], text, []) : 'operation' in alone ? ordered(orders, text, place, circumstances) : alone
  return ordered(orders, text, place, circumstances)
}

function ordered(orders: readonly Order[], text: string, place: Place, circumstances: Circumstances): Planned {
  const sets: { setting: Setting, value: string | number | boolean }[] = []
  const removals: Setting[] = []
  const whole: ('deploy' | 'refresh' | 'destroy')[] = []
  const edits: ProgramChange[] = []
  const filled: Filled[] = []
  for (const order of orders) {
    if (order.operation === 'explain' || order.operation === 'chat') continue
    const plain = order.wanted === undefined || typeof (order.wanted.kind === 'value' ? order.wanted.value : '') === 'boolean'
    const left = meaningful(order.words).filter((word) => !namesPlace(word, place))
    if (order.operation === 'refresh') { whole.push('refresh'); continue }
    if (order.operation === 'deploy' && plain && left.filter((word) => !DEPLOY.has(word)).length === 0) { whole.push('deploy'); continue }
    if (
      order.operation === 'delete' && left.filter((word) => !EVERYTHING.has(word)).length === 0
      && /\b(?:destroy|tear|delete|remove|take|nuke|wipe|terminate|stack|everything|decommission|drop)\b/i.test(order.text)
    ) {
      // "Delete it" with nothing that it could be is no order to delete everything.
      if (/\b(?:it|this|that|them|these|those)\b/i.test(order.text) && !/\b(?:everything|all|whole|entire|stack|environment|infrastructure|resources)\b/i.test(order.text)) return {
        kind: 'question', question: 'Delete what? I don\'t know what you mean by that.',
        options: [{ label: `Everything in ${shortId(place.target.id)}`, text: `destroy everything in ${shortId(place.target.id)}` }, { label: 'Show me what there is', text: 'what is running?' }],
      }
      whole.push('destroy')
      continue
    }
    if (order.operation === 'delete' && /\b(?:unset|setting|configuration|config|override)\b/i.test(order.text)) {
      const best = ranked(order, place, undefined)[0]
      if (best && best.points > 0) { removals.push(best.setting); continue }
    }
    const found = settingOf(order, place, circumstances)
    if ('kind' in found) {
      // What no setting says may be said of the program itself; where a setting does, that is the way.
      const edit = programOrder(order.text, place) ?? removal(order, place)
      if (edit === undefined) return beside(found, order, orders)
      if (!('operation' in edit)) return beside(edit, order, orders)
      edits.push(edit)
      continue
    }
    sets.push(found)
    filled.push(...found.filled)
  }
  if (sets.length + removals.length + whole.length + edits.length === 0) return {
    kind: 'unreadable', why: 'I could not find a setting, a deployment or a run in that.',
  }
  return assemble(place, sets, removals, whole, edits, text, filled)
}

/** A button answers for one order; the others of the message go along with it. */
function beside<T extends Exclude<Planned, { kind: 'steps' }>>(planned: T, order: Order, orders: readonly Order[]): T {
  if (planned.kind !== 'question' || orders.length < 2) return planned
  return {
    ...planned,
    options: planned.options.map(({ label, text }) => ({ label, text: [...orders.filter((each) => each !== order).map((each) => each.text.trim()), text].join(' and ') })),
  }
}

const WITHOUT_DEPLOY = /\b(?:don['’]?t|do not|without|never|not)\s+(?:yet\s+|actually\s+)?(?:deploy\w*|apply\w*|ship\w*|releas\w*|roll\w* (?:it )?out)\b/i

/** The steps in the order in which they run: settings first, then one deploy of all of them. */
function assemble(
  place: Place, sets: readonly { setting: Setting, value: string | number | boolean }[], removals: readonly Setting[],
  whole: readonly ('deploy' | 'refresh' | 'destroy')[], edits: readonly ProgramChange[], text: string, filled: readonly Filled[]
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
  for (const edit of edits) {
    steps.push({ id: id(), service: 'pulumi', target, dependsOn: behind(), ...edit })
    lines.push(programWords(edit))
  }
  if (whole.includes('destroy')) {
    steps.push({ id: id(), service: 'pulumi', operation: 'destroy', target, parameters: {}, dependsOn: behind() })
    lines.push('destroy everything')
  }
  else if (unique.size + removals.length + edits.length > 0 || whole.includes('deploy')) {
    steps.push({ id: id(), service: 'pulumi', operation: 'deploy', target, parameters: {}, dependsOn: behind() })
    lines.push('deploy')
  }
  if (steps.length > 50) return { kind: 'unreadable', why: 'That is more than fifty steps; ask for less at once.' }
  const reading = `${lines.join(', ')} in ${shortId(target)}`
  const understood = { target, settings: [...unique.values()].map(({ setting, value }) => ({ key: setting.key, value })) }
  return { kind: 'steps', steps, title: edits[0] && !edits[1] && unique.size === 0 ? excerpt(`${capital(programWords(edits[0]))} in ${shortId(target)}`, 200) : titleOf(place, unique, whole, text), reading, understood, filled }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function titleOf(
  place: Place, sets: ReadonlyMap<string, { setting: Setting, value: unknown }>, whole: readonly string[], text: string
): string {
  const [first, second] = [...sets.values()]
  const where = shortId(place.target.id)
  if (
    first && !second && whole.length === 0
  ) return excerpt(`${nameOf(first.setting.key)} ${show(first.setting.value ?? first.setting.default)} → ${show(first.value)} in ${where}`, 200)
  if (first) return `${sets.size} settings of ${where}`
  return whole.includes('destroy') ? `Destroy ${where}` : whole.includes('refresh') ? `Refresh ${where}` : whole.includes('deploy') ? `Deploy ${where}` : excerpt(text, 200)
}
