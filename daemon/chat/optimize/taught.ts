import type { Filled } from '../../../shared/wire.ts'
import type { Circumstances } from '../planner/index.ts'
import { shortId } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'
import { isPlainName, unquoted } from './unquoted.ts'

/** What people here call a thing: "the till" is `cart`. `meant` is the name of a stack, a resource or a setting that exists. */
export interface LearnedName {
  readonly id: number, readonly said: string, readonly meant: string, readonly how: string, readonly person: string, readonly at: string,
}

/** Puts the name that exists where a taught one stands. A name that exists is never taken for another, whatever was taught. */
export function taught(text: string, { landscape, names = [] }: Circumstances): { text: string, filled: Filled[] } {
  // What follows "called" or "to" is given by the person: a new name, a value.
  const filled: Filled[] = []
  const real = realNames(landscape)
  let order = text
  for (const { said, meant, how } of names) {
    if (!isPlainName(meant) || !real.has(meant.toLowerCase()) || real.has(said.toLowerCase())) continue
    const form = new RegExp(`(?<!\\b(?:called|named|to|as|says?)\\s+|=\\s*|[\\p{L}\\p{N}_./-])(?:the\\s+)?${said.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_/-])`, 'giu')
    const next = unquoted(order, (piece) => piece.replace(form, meant))
    if (next === order) continue
    order = next
    filled.push({ said, meant, from: how })
  }
  return { text: order, filled }
}

/** Every name that exists, in lower case: stacks as `shop/dev` and as `dev`, projects, resources, settings. */
export const realNames = ({ places, names }: Landscape): ReadonlySet<string> =>
  new Set([
    ...names, ...places.flatMap(({ target, inventory }) =>
      [shortId(target.id), target.id, ...(inventory?.settings ?? []).map(({ key }) => key)]),
  ].map((name) => name.toLowerCase()))
