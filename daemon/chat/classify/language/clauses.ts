import { phrasalOf, verbOf } from './verbs.ts'
import { NOTHING } from './tokens.ts'
import type { Token } from './tokens.ts'

const JOINTS = new Set([',', '-', 'and', 'then', 'but', '\u2014', '\u2013', 'otherwise', '&', 'plus', '(', ')', ':'])
/** Verbs that are nouns as often: after "and" they begin an order only where no noun follows ("build and deploy status" holds none). */
const NOUNS_TOO = new Set(
  ('deploy build test run release update change copy backup scale log load filter start stop restart import export patch merge commit '
    + 'access request process snapshot install upgrade move drop tag label mount set archive audit review report plan monitor trace '
    + 'search query list show view get read write track mirror cache store share link lock pin push pull fork issue file drain rename '
    + 'end close open estimate price limit count filter clone split join trigger schedule post comment note estimate').split(' ')
)
const HEADS = new Set(
  ('status statuses history log logs job jobs pipeline pipelines time times timestamp count counts event events error errors rate rates '
    + 'policy policies operation operations permission permissions request requests state states name names size sizes date dates script '
    + 'scripts step steps stage stages window windows access command commands process processes strategy config settings result results '
    + 'number id ids message messages in on of is are was were for from with by').split(' ')
)
const OPENERS = /^(?:please|pls|plz|can|could|would|will|i|we|let's|lets|don't|do|never|make|just|also|instead|only|if|you|no|not)$/

/**
 * Splits a sentence where a new order, wish or prohibition begins: behind a comma, "and", "then", "but". Enumerations ("pods, services
 * and nodes")
 * stay whole, because what follows the joint is no verb.
 */
export function clausesOf(tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = []
  let now: Token[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = (tokens[i] ?? NOTHING)
    if (!token.quoted && JOINTS.has(token.lower) && now.length > 0 && beginsClause(tokens, i)) {
      clauses.push(now)
      now = []
      continue
    }
    now.push(token)
  }
  if (now.length > 0) clauses.push(now)
  return clauses
}

function beginsClause(tokens: readonly Token[], joint: number): boolean {
  let i = joint + 1
  while (
    i < tokens.length
    && (
      (tokens[i] ?? NOTHING).mark || JOINTS.has((tokens[i] ?? NOTHING).lower)
      || /^(?:then|also|please|pls|plz|just|afterwards|finally|next|instead|immediately|now|so|maybe|only|simply|after|that)$/.test((tokens[i] ?? NOTHING).lower)
    )
    && i < joint + 5
  ) i++
  const token = tokens[i]
  if (!token || token.quoted) return false
  const next = tokens[i + 1]
  if (OPENERS.test(token.lower)) {
    if (token.lower === 'if') return next !== undefined
    if (token.lower === 'make' || token.lower === 'do' || token.lower === 'just' || token.lower === 'also') return next !== undefined
    return next !== undefined && /^(?:you|u|we|i|want|need|would|i'd|do|don't|not|be|dont|touch|delete|restart|stop|have|should|let|need|just|only|please)$/.test(next.lower) || /^(?:don't|never|please|let's|lets)$/.test(token.lower)
  }
  if (token.lower === 'dont' || token.lower === 'i\'d') return true
  const verb = verbOf(token.lower)
  if ((!verb || verb.form !== 'base') && !phrasalOf(token.lower)) return false
  if (next === undefined) return (tokens[joint] ?? NOTHING).lower !== ',' || i > joint + 1
  if (NOUNS_TOO.has(token.lower) && HEADS.has(next.lower)) return false
  return true
}

export const plainText = (tokens: readonly Token[]): string => tokens.map(
  (token) => token.quoted ? 'quoted' : token.lower
).join(' ').replace(/ ,/g, ',')
