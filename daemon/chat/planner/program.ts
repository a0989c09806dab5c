import type { InputValue, Step } from '../../../shared/plan.ts'
import type { Resource } from '../../simulator-contract.ts'
import { isManaged, shortId, shortKind } from '../landscape.ts'
import type { Place } from '../landscape.ts'
import { nearestValue } from './input-value.ts'
import type { Planned } from './index.ts'
import type { Order } from './order.ts'
import { EVERYTHING } from './whole.ts'

/** A step that changes the program, without its place in a plan. */
export type ProgramChange = { [S in ProgramStep as S['operation']]: Pick<S, 'operation' | 'parameters'> }[ProgramStep['operation']]
type ProgramStep = Extract<Step, { operation: 'add-resource' | 'set-input' | 'remove-resource' | 'apply-code' }>
type Question = Extract<Planned, { kind: 'question' | 'unreadable' }>

const LEAD = '^(?:(?:please|now|then|also|and|just|can you|could you|would you|i want to|i\'d like to|we need to|let\'s|go ahead and)\\s+)*'
const NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,99}'
const ADD = new RegExp(`${LEAD}(?:add|create|make)\\s+(?:me\\s+)?(?:a|an|another|one more|the)?\\s*(?:new\\s+)?([A-Za-z][\\w.:/-]*)\\s+(?:called|named)\\s+["'\`]?(${NAME})["'\`]?(.*)$`, 'is')
const REMOVE = new RegExp(`${LEAD}(?:remove|delete|drop|take out)\\s+(?:the\\s+)?([A-Za-z][\\w.:/-]*)\\s+["'\`]?(${NAME})["'\`]?(?:\\s+(?:from|out of)\\s+the\\s+program)?(?:\\s+(?:in|on|from)\\s+\\S+)?[.!]*$`, 'i')
const REMOVE_NAMED = new RegExp(`${LEAD}(?:remove|delete|drop|take out|destroy|kill|nuke|get rid of)\\s+(?:the\\s+)?["'\`]?(${NAME})["'\`]?[.!]*$`, 'i')
const SET = new RegExp(`${LEAD}(?:set|change)\\s+(?:the\\s+)?([A-Za-z_]\\w*)\\s+of\\s+(?:the\\s+)?(?:([A-Za-z][\\w.:/-]*)\\s+)?["'\`]?(${NAME})["'\`]?\\s+(?:to|=)\\s+(.+)$`, 'is')
const APPLY = new RegExp(`${LEAD}(?:apply|deploy)\\s+(?:the\\s+)?(?:code|edit)\\s+([0-9a-f]{8,64})\\b`, 'i')

/**
 * Orders that change the program, by a closed grammar: "add a site called docs like cart", "… with content "Manuals" and replicas 1",
 * "remove the site docs", "set content of site docs to "x"", "apply code 3fa9…". Kinds and names are those that exist.
 */
export function programOrder(said: string, place: Place): ProgramChange | Question | undefined {
  // Every change ends in a deployment: saying it, as a reading does, is no part of the value before it.
  const text = said.replace(/,?\s*(?:and\s+)?(?:then\s+)?deploy(?:\s+(?:in|on)\s+\S+)?\s*$/i, '').trim()
  const resources = (place.inventory?.resources ?? []).filter(isManaged)
  const apply = APPLY.exec(text)
  if (apply) return applied(apply[1] ?? '', place)
  const add = ADD.exec(text)
  if (add) return added(add[1] ?? '', add[2] ?? '', add[3] ?? '', resources, place)
  const remove = REMOVE.exec(text)
  const gone = remove && named(remove[1] ?? '', remove[2] ?? '', resources)
  if (gone) return { operation: 'remove-resource', parameters: { resource: gone.name, kind: shortKind(gone.kind) } }
  const set = SET.exec(text)
  const meant = set && resources.filter(({ name, kind, properties }) =>
    name === set[3] && (set[2] === undefined || isKind(kind, set[2])) && Object.hasOwn(properties, set[1] ?? ''))
  const [only, other] = meant ?? []
  if (!set || !only || other) return undefined
  return { operation: 'set-input', parameters: { resource: only.name, kind: shortKind(only.kind), input: set[1] ?? '', value: nearestValue(inPlace(set[4] ?? '', place)) } }
}

/** "Delete web": a resource that is named without its kind, where no setting stands for it. With several of that name, which one. */
export function removal({ text, operation }: Pick<Order, 'text' | 'operation'>, place: Place): ProgramChange | Question | undefined {
  const name = REMOVE_NAMED.exec(inPlace(text.trim(), place))?.[1]?.toLowerCase()
  // A thing may be called "everything": whoever says that word means more, or something else.
  if (operation !== 'delete' || name === undefined || EVERYTHING.has(name)) return undefined
  const found = (place.inventory?.resources ?? []).filter((each) => isManaged(each) && each.name.toLowerCase() === name)
  const [only, other] = found
  if (!only) return undefined
  if (!other) return { operation: 'remove-resource', parameters: { resource: only.name, kind: shortKind(only.kind) } }
  return {
    kind: 'question', question: `There are ${found.length} things called ${only.name} in ${shortId(place.target.id)}. Which one?`,
    options: found.slice(0, 4).map(({ kind }) => ({ label: `The ${shortKind(kind)}`, text: `remove the ${shortKind(kind)} ${only.name} in ${shortId(place.target.id)}` })),
  }
}

/** "Rename web to front": a resource's name is its identity in a program, so there is no order for it; what comes nearest is offered. */
export function renaming(text: string, place: Place): Question | undefined {
  const [, kind, from = '', to = ''] = RENAME.exec(inPlace(text.trim(), place)) ?? []
  const called = (each: Resource): boolean =>
    each.name.toLowerCase() === from.toLowerCase() && (kind === undefined || isKind(each.kind, kind))
  const [only, other] = (place.inventory?.resources ?? []).filter((each) => isManaged(each) && called(each))
  if (!only || other) return undefined
  const its = shortKind(only.kind)
  return {
    kind: 'question', question: `A program knows ${only.name} by its name: renamed, it would be another ${its}, and ${only.name} would be deleted with what it holds. Add one like it first?`,
    options: [{ label: `Add ${to} like ${only.name}`, text: `add a ${its} called ${to} like ${only.name} in ${shortId(place.target.id)}` }],
  }
}
const RENAME = new RegExp(`${LEAD}rename\\s+(?:the\\s+)?(?:([A-Za-z][\\w.:/-]*)\\s+)?["'\`]?(${NAME})["'\`]?\\s+(?:to|as|into)\\s+["'\`]?(${NAME})["'\`]?[.!]*$`, 'i')

/** The order in words, as a person could type it and this grammar reads it. */
export function programWords({ operation, parameters }: ProgramChange): string {
  const value = (each: InputValue): string => typeof each === 'string' ? JSON.stringify(each) : String(each)
  switch (operation) {
    case 'add-resource': {
      const inputs = Object.entries(parameters.inputs).map(([key, each]) => `${key} ${value(each)}`)
      return `add a ${shortKind(parameters.kind)} called ${parameters.name}${parameters.like === undefined ? '' : ` like ${parameters.like}`}${inputs.length === 0 ? '' : ` with ${inputs.join(' and ')}`}`
    }
    case 'set-input': return `set ${parameters.input} of ${parameters.kind ?? ''} ${parameters.resource} to ${value(parameters.value)}`.replace('  ', ' ')
    case 'remove-resource': return `remove the ${parameters.kind ?? ''} ${parameters.resource}`.replace('  ', ' ')
    case 'apply-code': return `apply code ${parameters.edit.slice(0, 12)}`
  }
}

function added(
  kind: string, name: string, rest: string, resources: readonly Resource[], place: Place,
): ProgramChange | Question | undefined {
  const likes = resources.filter((each) => isKind(each.kind, kind))
  const [first] = likes
  if (!first) return undefined
  const like = new RegExp(`\\blike\\s+(?:the\\s+)?["'\`]?(${NAME})`, 'i').exec(rest)?.[1]
  const inputs = inputsOf(rest, new Set(likes.flatMap(({ properties }) => Object.keys(properties))))
  const model = like === undefined ? undefined : likes.find((each) => each.name === like)
  if (like !== undefined && !model) return {
    kind: 'unreadable', why: `There is no ${shortKind(first.kind)} called ${like} in ${shortId(place.target.id)}; there are ${likes.map((each) => each.name).slice(0, 8).join(', ')}.`,
  }
  if (!model && Object.keys(inputs).length === 0) return {
    kind: 'question', question: `What should the new ${shortKind(first.kind)} ${name} be like? Its arguments are taken over, and can be changed.`,
    options: likes.slice(0, 4).map((each) => ({ label: `Like ${each.name}`, text: `add a ${shortKind(first.kind)} called ${name} like ${each.name} in ${shortId(place.target.id)}` })),
  }
  return { operation: 'add-resource', parameters: { kind: shortKind(first.kind), name, inputs, ...(model && { like: model.name }) } }
}

/** `with content "Manuals" and replicas 1`; a word without quotes is a value behind an argument that its kind has: `with tier small`. */
function inputsOf(rest: string, has: ReadonlySet<string>): Record<string, InputValue> {
  const list = /\bwith\s+(.*)$/is.exec(rest)?.[1] ?? ''
  const pairs = [...list.matchAll(/(?:^|,|\band\b)\s*(?:the\s+)?([A-Za-z_]\w*)\s*(?:=|:|\bof\b|\bto\b)?\s*("(?:[^"\\]|\\.)*"|'[^']*'|-?\d+(?:\.\d+)?\b|true\b|false\b|on\b|off\b)/gi)]
  const counted = [...list.matchAll(/(?:^|,|\band\b)\s*(\d+)\s+([A-Za-z_]\w*)/gi)].map(([, value = '', key = '']) => [key, value] as const)
  const words = [...list.matchAll(/(?:^|,|\band\b)\s*(?:the\s+)?([A-Za-z_]\w*)\s*(?:=|:|\bof\b|\bto\b)?\s+([A-Za-z][\w./-]*)/gi)].filter(([, key = '']) => has.has(key))
  return Object.fromEntries([...[...words, ...pairs].map(([, key = '', value = '']) => [key, value] as const), ...counted].map(([key, value]) => [key, nearestValue(value)]))
}

function applied(beginning: string, place: Place): ProgramChange | Question {
  const found = (place.inventory?.edits ?? []).filter((edit) => edit.startsWith(beginning.toLowerCase()))
  const [edit, other] = found
  if (edit === undefined || other !== undefined) return {
    kind: 'unreadable', why: `${found.length === 0 ? 'No code' : 'More than one piece of code'} that was countersigned to be run begins with ${beginning}.`,
  }
  return { operation: 'apply-code', parameters: { edit } }
}

const isKind = (kind: string, said: string): boolean => [said, said.replace(/s$/i, '')].some((word) => shortKind(kind).toLowerCase() === shortKind(word).toLowerCase())
const named = (kind: string, name: string, resources: readonly Resource[]): Resource | undefined =>
  resources.find((each) => each.name.toLowerCase() === name.toLowerCase() && isKind(each.kind, kind))
/** The end of an order without the place that it names. */
const inPlace = (text: string, { target }: Place): string => text.replace(new RegExp(`\\s+(?:in|on)\\s+(?:${[shortId(target.id), ...shortId(target.id).split('/')].map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})\\s*[.!]*$`, 'i'), '')
