import { UNIX } from './unix.ts'

/** Words that stand in sentences and hardly ever unquoted in a command. */
const SENTENCE = new Set(('the a an is are was were be been am my our your their his her its this that these those why how what who when '
  + 'where which whether i we you they he she it '
  + 'not isn\'t aren\'t doesn\'t don\'t didn\'t won\'t can\'t cannot couldn\'t shouldn\'t wasn\'t does did do has have had will would '
    + 'should could can may might must '
  + 'please pls with without because since while but if so than then there here very some any every each about into onto between during '
    + 'after before again too also still just only really '
  + 'failing fails failed hangs hanging stuck working works broken error errors vs versus tutorial difference meaning gives giving says '
    + 'saying shows returns stops loops silently truncates deletes hangs loses ignores crashes exits returning keeps takes seems').split(' '))
/** The ones that a command can have as a name or a verb too: they count only with another sign of prose. */
const WEAK = new Set(['all', 'from', 'to', 'in', 'on', 'of', 'for', 'and', 'or', 'at', 'by', 'as', 'me', 'us', 'up', 'down'])

/**
 * Whether what follows a tool's name reads like a sentence. `strict` is for names that are also English words (find, kill, watch, sort):
 * these need a
 * sign of a command as well: a flag, a path, a number, an operator, or nothing at all after a name that is no word.
 */
export function looksLikeProse(words: readonly string[], quoted: readonly boolean[], strict: boolean, name = ''): boolean {
  let sentence = 0
  let weak = 0
  let command = 0
  let numbers = 0
  for (let i = 0; i < words.length; i++) {
    if (quoted[i]) { command++; continue }
    const word = (words[i] ?? '')
    const lower = word.toLowerCase()
    // "yes ..." hesitates.
    if (/^\.{3,}$/.test(word)) continue
    const bare = lower.replace(/[,.!?:]+$/, '')
    // "cp -r a b": one letter is a name where the tool's own name is no word.
    if (strict && word.length === 1 && !ENGLISH.has(name)) { if (/[b-hj-z]/.test(word)) command++; continue }
    if (SENTENCE.has(bare) || SENTENCE.has(lower)) sentence++
    else if (WEAK.has(bare)) weak++
    if (/^-{1,2}[a-z]/i.test(word) || /^[~/.$*{]|[/=*@$]|\.\w{1,5}$|^\+\w|[{}[\]]|^[a-z]{2,6}\d{1,2}$|^[0-9a-f]{2}(?::[0-9a-f]{2}){2,}$/.test(word) || word === '-' || word === '.') command++
    else if (/^\d+$/.test(word)) numbers++
    if (i === words.length - 1 && /[?!]$/.test(word) && !word.includes('/')) sentence++
  }
  if (!strict) return sentence > 0 && (command + numbers === 0 || sentence > 1)
  if (words.length === 0) return ENGLISH.has(name)
  if (sentence > 0 && sentence + weak >= command) return true
  if (!ENGLISH.has(name)) return sentence > 0 || (command + numbers === 0 && (weak > 0 || words.length > 3) && words.length > 2)
  if (/^(?:brew|snap|bundle)$/.test(name) && weak === 0 && words.length <= 4 && /^(?:install|uninstall|remove|upgrade|update|list|info|search|refresh)$/.test(words[0] ?? '')) return false
  if (name === 'kill' && numbers > 0 && weak === 0 && words.length === numbers) return false
  return command === 0 || weak > command
}

/** Commands whose name is an everyday word or a verb that people use with infrastructure. */
const ENGLISH = new Set([...UNIX.keys()].filter((word) => (' find kill cat head tail less more sort cut paste join split test touch type '
  + 'file time date who which last install make watch look write mail at batch host '
  + 'link unlink move rename set unset export enable help history read wait clear reset mount patch script strip convert top users '
    + 'groups free size info man let return break continue local shift port source exec screen '
  + 'expect fold column diff stat service truncate restart reboot halt shutdown go node at yes true false sleep echo jobs tree nice bind hash complete trap locate bundle fortune banner look spell brew snap tidy indent parallel ansible java python ruby php perl w spot arch w ').includes(` ${word} `)))
