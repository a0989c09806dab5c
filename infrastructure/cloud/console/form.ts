import type { Context } from 'hono'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import type { Kind } from '../resource.ts'
import type { Csrf } from './csrf.ts'

export type Fields = Record<string, string | undefined>

/** A form's fields, once it is known to come from the console's own page. */
export async function readFields(context: Context, csrf: Csrf, origin: string): Promise<Fields> {
  if (!/^application\/x-www-form-urlencoded(;|$)/.test(context.req.header('content-type') ?? '')) {
    throw new Refusal('wrong-type', 'The console takes its own forms only; nothing was changed.', 'Use the API for JSON.')
  }
  const fields = Object.fromEntries(new URLSearchParams(await context.req.text()))
  csrf.check(context, fields['csrf'], origin)
  return fields
}

/** A form's field as a whole number. */
export const count = z.coerce.number().pipe(z.int().min(1).max(50_000))

/** The form as the body that the API would take: numbers as numbers, an absent check box as false. The cloud validates it. */
export function bodyOf(kind: Kind, fields: Fields): unknown {
  const { csrf: _, do: what, ...rest } = fields
  switch (kind) {
    case 'sites': return { ...rest, replicas: Number(rest['replicas']) }
    case 'databases': return what === 'update' ? { tier: rest['tier'], protected: rest['protected'] === 'on' } : rest
    case 'routes': return rest
  }
}
