/**
 * Splits a line as a POSIX shell would, far enough to know which commands would run: quotes, escapes, pipes, lists, substitutions,
 * redirections and
 * here-documents. It expands nothing and runs nothing. One pass over the characters, so its time is linear in the length of the line.
 */
export interface SimpleCommand {
  words: string[]
  /** Which of the words were quoted, wholly or in part: prose markers are only looked for in the others. */
  quoted: boolean[]
  /** The output goes into a file (`>`, `>>`), other than /dev/null. */
  writesFile: boolean
  /** Its input comes out of a file (`<`). */
  readsFile?: boolean
  /** Reads what an earlier command of the line wrote, or is read by a later one. */
  piped: boolean
  pipes: boolean
}

export interface Line {
  commands: SimpleCommand[]
  /** The insides of `$(…)` and backquotes: they run too. */
  substitutions: string[]
}

const DEPTH = 4

export function splitLine(line: string): Line {
  const commands: SimpleCommand[] = []
  const substitutions: string[] = []
  let current: SimpleCommand = { words: [], quoted: [], writesFile: false, piped: false, pipes: false }
  let word = ''
  let open = false
  let quoted = false
  let redirect: 'none' | 'in' | 'out' = 'none'
  const endWord = (): void => {
    if (!open) return
    if (redirect === 'out') { if (word !== '/dev/null' && !/^&?\d$/.test(word)) current.writesFile = true } else if (redirect === 'none') {
      current.words.push(word)
      current.quoted.push(quoted)
    }
    redirect = 'none'
    word = ''
    open = quoted = false
  }
  const endCommand = (piped: boolean): void => {
    endWord()
    redirect = 'none'
    current.pipes = piped
    if (current.words.length > 0) commands.push(current)
    current = { words: [], quoted: [], writesFile: false, piped, pipes: false }
  }
  for (let i = 0; i < line.length; i++) {
    const c = (line[i] ?? '')
    if (c === '\\') {
      if (line[i + 1] === '\n') { i++; continue }
      word += line[++i] ?? ''
      open = true
    } else if (c === '\'') {
      const end = line.indexOf('\'', i + 1)
      // An apostrophe inside a word of prose ("don't") is no quote.
      if (end < 0 || (open && /[a-z]/i.test(word.at(-1) ?? ''))) { word += c; open = true; continue }
      word += line.slice(i + 1, end)
      open = quoted = true
      i = end
    } else if (c === '"') {
      let end = i + 1
      while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1
      const inside = line.slice(i + 1, end)
      collectSubstitutions(inside, substitutions)
      word += inside
      open = quoted = true
      i = end
    } else if (c === '`' || (c === '$' && line[i + 1] === '(')) {
      const end = c === '`' ? line.indexOf('`', i + 1) : closing(line, i + 1)
      if (end < 0) { word += c; open = true; continue }
      substitutions.push(line.slice(c === '`' ? i + 1 : i + 2, end))
      word += line.slice(i, end + 1)
      open = quoted = true
      i = end
    } else if (c === ' ' || c === '\t' || c === '\r') endWord()
    else if (c === '\n' || c === ';') endCommand(false)
    else if (c === '|') { endCommand(true); if (line[i + 1] === '|' || line[i + 1] === '&') i++ }
    else if (c === '&' && line[i + 1] === '&') { endCommand(false); i++ }
    else if (c === '&' && !open && line[i + 1] !== '>') endCommand(false)
    else if (c === '#' && !open) { while (i + 1 < line.length && line[i + 1] !== '\n') i++ }
    else if (c === '<' && /^<[\w .:-]{1,40}>/.test(line.slice(i, i + 43))) {
      // A placeholder out of documentation, <name>, is a word.
      const end = line.indexOf('>', i)
      word += line.slice(i, end + 1)
      open = true
      i = end
    } else if (c === '<' && line[i + 1] === '<' && line[i + 2] !== '<') {
      endWord()
      i = skipHereDocument(line, i + 2)
      redirect = 'none'
    } else if (c === '<') { endWord(); redirect = 'in'; current.readsFile = true }
    else if (c === '>') {
      if (/^\d$|^&$/.test(word) && open) { word = ''; open = false }
      endWord()
      while (line[i + 1] === '>' || line[i + 1] === '&' || line[i + 1] === '|') { i++; if (line[i] === '&') word = '&' }
      open = word !== ''
      redirect = 'out'
    } else if ((c === '(' || c === ')') && !open) endCommand(false)
    else { word += c; open = true }
  }
  endCommand(false)
  return { commands, substitutions }
}

function collectSubstitutions(text: string, into: string[]): void {
  for (let from = text.indexOf('$('), depth = 0; from >= 0 && depth < DEPTH; from = text.indexOf('$(', from + 2), depth++) {
    const end = closing(text, from + 1)
    if (end < 0) return
    into.push(text.slice(from + 2, end))
  }
}

/** The index of the parenthesis that closes the one at `from`, or -1. */
function closing(line: string, from: number): number {
  let depth = 0
  for (let i = from; i < line.length; i++) {
    if (line[i] === '(') depth++
    else if (line[i] === ')' && --depth === 0) return i
  }
  return -1
}

/** Skips `EOF … \nEOF`: a here-document is data for the command before it. Returns the index to go on from. */
function skipHereDocument(line: string, from: number): number {
  const tag = /^-?\s?['"]?(\w+)['"]?/.exec(line.slice(from, from + 64))
  if (!tag) return from
  const firstNewline = line.indexOf('\n', from)
  const end = firstNewline < 0 ? -1 : line.indexOf('\n' + (tag[1] ?? ''), firstNewline - 1)
  // What stands after the tag on its own line (`<<EOF | kubectl apply -f -`) still runs; only the body is cut out.
  if (end < 0) return from + tag[0].length - 1
  return from + tag[0].length - 1
}

/** Cuts the bodies of here-documents out of a text, so that data in them is never read as commands. */
export function withoutHereDocuments(text: string): string {
  if (!text.includes('<<') || !text.includes('\n')) return text
  const kept: string[] = []
  let tag: string | null = null
  for (const line of text.split('\n')) {
    if (tag !== null) { if (line.trim() === tag) tag = null; continue }
    kept.push(line)
    const found = /<<-?\s?['"]?(\w+)['"]?/.exec(line.slice(0, 2000))
    if (found && !line.includes('<<<')) tag = (found[1] ?? '')
  }
  return kept.join('\n')
}
