import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRuledProgram, type RuledProgram } from './ruled-program.ts'

export const rulesFolder = join(import.meta.dirname, 'programs', 'rules')

/** Every program that is aimed at one rule, by name. */
export function rulePrograms(): RuledProgram[] {
  const names = readdirSync(rulesFolder).filter((name) => name.endsWith('.json')).sort()
  return names.map((name) => parseRuledProgram(readFileSync(join(rulesFolder, name), 'utf8'), name))
}
