import { isEveryday, weightOf } from '../classify/language/nouns.ts'
import { FUNCTION_WORDS } from '../classify/language/target.ts'
import { allVerbs, verbOf } from '../classify/language/verbs.ts'
import { meaningful } from '../planner/setting.ts'

const VERBS = new Set(allVerbs())

/** Whether a word has a meaning of its own, so that it is no slip of a name: a verb, a thing that people speak of, a word of grammar. */
export function looksLikeWord(word: string): boolean {
  return VERBS.has(word) || verbOf(word) !== undefined || FUNCTION_WORDS.has(word)
    || isEveryday(word) || weightOf(word) > 0 || meaningful(word).length === 0
}
