import { existsSync, readFileSync, rmSync } from 'node:fs'
import * as z from 'zod'
import { CommandError } from '../errors.ts'
import { writeDurably } from './durable.ts'
import type { Stacks } from './stacks.ts'

const schema = z.object({ version: z.literal(1), tags: z.record(z.string(), z.string()).nullish() })

/** A stack's tags, in the file beside its state in which the official CLI keeps them too. */
export function readTags(stacks: Stacks, stack: string): Record<string, string> {
  const path = stacks.tagsPath(stack)
  if (!existsSync(path)) return {}
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8'))).tags ?? {}
  } catch (error) {
    throw new CommandError(`failed to unmarshal stack tags: ${path} can't be read (${error instanceof Error ? error.message : String(error)}); it was left as it is`)
  }
}

/** Without a tag there is no file. */
export function writeTags(stacks: Stacks, stack: string, tags: Readonly<Record<string, string>>): void {
  const path = stacks.tagsPath(stack)
  if (Object.keys(tags).length === 0) rmSync(path, { force: true })
  else writeDurably(path, JSON.stringify({ version: 1, tags }, null, 4))
}
