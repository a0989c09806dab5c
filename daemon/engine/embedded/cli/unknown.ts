import { levenshtein } from '../../../../shared/levenshtein.ts'
import { CommandError, outsideScope } from '../errors.ts'

/** The official CLI's commands that this engine doesn't have, by the words before them. */
const OFFICIAL: Readonly<Record<string, string>> = {
  '': 'new env project deployment api insights do policy schema package about gen-completion convert watch logs template neo plugin',
  stack: 'change-secrets-provider drift get graph migrate schedule webhook',
  state: 'get move remove delete rename repair upgrade edit',
  plugin: 'install list remove run',
  org: 'audit-log member role search usage webhook',
}
/** The words that need another after them, and what the official CLI ends with where there is none. */
const GROUPS: Readonly<Record<string, number>> = { state: 1, plugin: 1, policy: 1, 'config env': 1, 'stack tag': 1, package: 1, schema: 1 }

/** The exit status of a group of commands that is named without one of them; undefined where the words are none. */
export const groupStatus = (words: readonly string[]): number | undefined => GROUPS[words.filter((word) => !word.startsWith('-')).join(' ')]

/**
 * What to tell about a word that is no command here: the official CLI's name for it is refused by that name; anything else isn't known to
 * anybody. `known` are the words that could have been meant.
 */
export function unknownCommand(before: string, word: string, known: readonly string[]): CommandError {
  const whole = ['pulumi', ...(before === '' ? [] : [before])].join(' ')
  const official = (OFFICIAL[before] ?? '').split(' ')
  if (official.includes(word)) return outsideScope(`the command '${whole} ${word}'`)
  const close = [...new Set([...known, ...official])].filter((one) => one !== '' && levenshtein(one, word) <= 1)
  const meant = close.length > 0 ? `\n\nDid you mean this?\n${close.map((one) => `\t${whole} ${one}\n`).join('')}` : ''
  return new CommandError(`unknown command "${word}" for "${whole}"${meant}\nRun '${whole} --help' for usage.`)
}
