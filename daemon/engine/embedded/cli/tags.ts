import { readTags, writeTags } from '../backend/tags.ts'
import { CommandError } from '../errors.ts'
import type { Command } from './context.ts'
import { table } from './table.ts'
import { byKey } from '../values/by-key.ts'

const list: Command = {
  flags: { stack: 'value', json: 'switch' },
  takes: 0,
  run(context) {
    const tags = Object.entries(readTags(context.stacks, context.stack())).sort(byKey)
    if (context.arguments.on('json')) return context.json(Object.fromEntries(tags))
    context.print(table(['NAME', 'VALUE'], tags))
  },
}

const get: Command = {
  flags: { stack: 'value' },
  takes: 1,
  run(context) {
    const [name = ''] = context.arguments.positional
    const stack = context.stack()
    const value = readTags(context.stacks, stack)[name]
    if (value === undefined) throw new CommandError(`stack tag '${name}' not found for stack '${stack}'`)
    context.print(value)
  },
}

const set: Command = {
  flags: { stack: 'value' },
  takes: 2,
  run(context) {
    const [name = '', value = ''] = context.arguments.positional
    const stack = context.stack()
    writeTags(context.stacks, stack, { ...readTags(context.stacks, stack), [name]: value })
  },
}

const remove: Command = {
  flags: { stack: 'value' },
  takes: 1,
  run(context) {
    const [name = ''] = context.arguments.positional
    const stack = context.stack()
    const { [name]: _removed, ...rest } = readTags(context.stacks, stack)
    writeTags(context.stacks, stack, rest)
  },
}

/** The `stack tag` commands by their words. */
export const tagCommands: Readonly<Record<string, Command>> = {
  'tag ls': list, 'tag list': list, 'tag get': get, 'tag set': set, 'tag rm': remove, 'tag remove': remove,
}
