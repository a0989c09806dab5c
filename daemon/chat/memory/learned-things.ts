import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { Learned } from '../../../shared/wire.ts'
import { survey } from '../landscape.ts'
import type { Needs } from '../needs.ts'
import type { Memories, Memory } from './index.ts'
import type { Names } from './names.ts'
import type { Sightings } from './sightings.ts'
import { teaching } from './teaching.ts'

/** What was learned, as it is listed: names first, then orders, newest first; with `about`, those nearest to its words. */
export function learned(memory: Memories, names: Names, about: string | undefined, limit: number): Learned[] {
  const words = about?.toLowerCase().split(/\s+/) ?? []
  const called = names.list().filter(({ said, meant }) => words.every((word) => `${said} ${meant}`.toLowerCase().includes(word)))
  const orders = about === undefined ? memory.list(limit) : memory.search(about, limit)
  return [
    ...called.map(({ id, at, person, said, meant, how }): Learned => ({ id: `name-${id}`, at, person, said: `“${said}”`, meant, source: excerpt(how, 400) })),
    ...orders.map(thing),
  ].slice(0, limit)
}

function thing(memory: Memory): Learned {
  const { id, at, person, words, reading, run, state, seconds, why, correction, plan } = memory
  const took = seconds === undefined ? '' : `, ${Math.round(seconds)} s`
  return {
    id: `order-${id}`, at, person, said: excerpt(words, 2000), meant: excerpt(reading, 2000),
    source: excerpt(run === undefined ? `${plan}, never run` : `${run} ${state ?? ''}${took}${why === undefined ? '' : `: ${why}`}`, 400),
    ...(run !== undefined && { run }), ...(correction !== undefined && { correction }),
  }
}

const numberOf = (id: string): number => Number(id.slice(id.indexOf('-') + 1))

/** Corrects one thing: what a name means, or what an order should have been read as. Throws `not-found`, `learned-wrong`. */
export async function correct(needs: Needs, id: string, correction: string): Promise<void> {
  const gone = new CountersignError('not-found', `Nothing that was learned is called ${id}; nothing was changed.`, 'Look at the list again.')
  if (id.startsWith('order-')) {
    if (needs.memory?.correct({ id: numberOf(id) }, correction) !== true) throw gone
    return
  }
  const name = needs.names?.list().find((each) => each.id === numberOf(id))
  if (!name) throw gone
  const landscape = await survey(needs.simulators, needs.plans.targets(), new AbortController().signal)
  const taught = teaching(`${name.said} means ${correction}`, landscape)
  if (!taught || 'why' in taught) throw new CountersignError('learned-wrong', `${excerpt(taught?.why ?? 'That names nothing that exists.', 800)} Nothing was changed.`, 'Give the name of a stack, a resource or a setting.')
  needs.names?.teach({ ...name, meant: taught.meant, how: 'corrected by a person' })
}

/** Forgets one thing, or everything; returns how many. The record of what was done is not touched. @throws CountersignError `not-found` */
export function forget(memory: Memories, names: Names, sightings: Sightings, id: string | undefined): number {
  if (id === undefined) return memory.forgetAll() + names.forgetAll() + sightings.forgetAll()
  const gone = id.startsWith('name-') ? names.forget(numberOf(id)) : memory.forget(numberOf(id))
  if (!gone) throw new CountersignError('not-found', `Nothing that was learned is called ${id}; nothing was forgotten.`, 'Look at the list again.')
  return 1
}
