import { type ConfigKey, parseConfigKey, parseConfigPath } from '../config/key.ts'
import { CommandError } from '../errors.ts'
import type { CommandContext } from './context.ts'

/** The flags that every `config` command has. */
export const SHARED = { stack: 'value', 'config-file': 'value' } as const

/** A key as a person wrote it; with `--path`, the way into its value, too. */
export function keyOf(context: CommandContext, text: string): ConfigKey {
  const { name } = context.project
  try {
    return context.arguments.on('path') ? parseConfigPath(text, name) : { key: parseConfigKey(text, name), path: [] }
  } catch (error) {
    // That it is no key is told as such; what is wrong with a path speaks for itself.
    throw error instanceof CommandError && error.message.startsWith('could not parse')
      ? new CommandError(`invalid configuration key: ${error.message}`) : error
  }
}
