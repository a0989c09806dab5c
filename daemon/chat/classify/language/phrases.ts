import { FUNCTION_WORDS, PLACES } from './function-words.ts'
import { isEveryday, isPair, technicalWeight, weightOf } from './nouns.ts'
import { NOTHING } from './tokens.ts'
import type { Token } from './tokens.ts'
import { verbOf } from './verbs.ts'

/** A noun phrase: what it names, and of what kind. */
export interface Phrase {
  /** A name that somebody gave: in quotes, of a machine's form, or beside a kind ("the web deployment", "event hub clicks", "VM 105"). */
  name: string | null
  /** Words that might be a name, where nothing says so. */
  words: string | null
  /** The kind, in the singular, two words where two make it. */
  kind: string | null
  /** The kind is only a view of what follows: "the details of …", "logs for …". */
  about: boolean
  /** How the phrase is tied to what stands before it: in, on, from …; empty for the first. */
  tie: string
}

/** Words that say which view of a thing is wanted, rather than the thing. */
const VIEWS = new Set(('details detail information info status state value values name names list lists log logs events event configuration config settings setting description '
  + 'metadata history output outputs content contents overview summary statistics stats usage consumption metrics metric graph number count total amount size properties property '
  + 'report version versions documentation help manual definition explanation yaml json manifest copy sample table-of set metadata attributes attribute permissions access health '
  + 'result results error errors message messages events progress end beginning top rest most lot part kind type update updates changes change cost costs bill spend price '
  + 'size sizes level levels tier identifier identifiers id ids cli resource resources type types issue-with problem problems preview diff difference differences diffs look view comment line lines').split(' '))
/** Before a name these speak of a particular one. */
const THE = new Set(['the', 'my', 'our', 'this', 'that', 'your', 'their'])
/** Adjectives and the like: never a name, wherever they stand. */
const ADJECTIVES = new Set(('custom managed hosted automatic manual dedicated shared private public internal external global local remote regional default interactive interactively '
  + 'specified certain various particular recent recently latest current detailed full short brief basic advanced simple complex real-time near near-real-time live dead good bad best '
  + 'right wrong correct main primary secondary standalone temporary permanent static dynamic virtual physical logical accessible visible hidden readable writable executable encrypted unencrypted '
  + 'deleted untracked tracked staged unstaged local upstream installed enabled disabled available scheduled pending healthy unhealthy failed failing stuck orphaned stale idle unused free open closed '
  + 'outdated obsolete legacy existing given entire entirely completely total whole single multiple several additional extra active inactive authorized authenticated associated attached related '
  + 'soft-deleted self-signed read-only single-container multi-container new-style human-readable machine-readable up-to-date non-versioned production-like annual monthly weekly daily nightly hourly '
  + 'exist exists exit exits keep keeps based need needs want wants e.g i.e hello actually next '
  + 'own owned logged currently continuously interactive-mode verbose quiet raw plain pretty possible necessary safe admin administrator organization-wide level time-based '
  + 'aws azure gcp google amazon microsoft docker kubernetes k8s github gitlab snowflake terraform pulumi helm git linux cloud ec2 s3 rds sqs sns iam lambda dynamodb cloud9 cloudwatch route53 msk workmail datadog db activity availability network-level sql mysql postgresql postgres monitor app-level signalr devops bicep '
  + 'cloudformation cloudtrail cloudfront eks ecs ecr kms ssm vpc-level gke aks cosmos cosmosdb bigquery pubsub compute-level argocd argo flux').split(' '))
const REGION = /^(?:us|eu|ap|sa|ca|me|af|il|mx)-(?:[a-z]+-)?[a-z]+-?\d[a-z]?$|^(?:west|east|north|south|central)[a-z]*(?:us|europe|asia|uk)?\d?$/
/** `key=value`, `$VARIABLE`, `10s`, `v1.2`, `50%`, `--flag`, `<placeholder>`: values of something else. */
/** Kinds whose members are known by a number. */
const NUMBERED = /^(?:vm|container|ct|issue|pr|pull request|ticket|run|node|build|job|task|revision|instance|rule|server|host|worker|milestone|gist|alert|incident|request|query|process|machine|deployment|release)$/
/** What the parts of a system are called everywhere: in front of a kind they are its name, although each may be a kind itself. */
const PARTS = /^(?:web|api|checkout|cart|payments?|frontend|backend|auth|billing|shop|workers?|analytics|search|gateway|proxy|main|master)$/
/** Kinds that are seldom spoken of without their name. */
const CALLED = /^(?:database|table|topic|queue|bucket|warehouse|dataset|collection|schema|keyspace|stack|namespace|branch|user|container|index)$/
/** Words with these endings are what is done or had, seldom what something is called. */
const ABSTRACT = /(?:tion|sion|ment|ness|ity|ance|ence|ing|ed|s|er|or|age|al|ic|ive)$/
/** `search-engine`: joined words before a kind are its name, unless they say of what sort it is (`long-running`, `multi-zone`). */
const COMPOUND = /^(?!(?:multi|non|pre|post|semi|auto|cross|self|single|zero|long|short|high|low|full|half|end|up|out|by|per|on|off|in|real|near|read|write|load|cost|rate|time|key|log|node|two|three|four|ten)-)[a-z]+(?:-[a-z]+)*-(?!(?:only|based|level|wide|scale|free|ready|grade|term|side|specific|like|related|aware|effective|friendly|facing|zone|region|tenant|day|up|out|in|off|on)$)(?!\w*(?:ing|ed)$)[a-z]+$/
const VALUE = /_(?:lrs|zrs|grs)$|^[\w.-]+=|^\$|^v?\d+(?:\.\d+)*$|^\d+(?:s|m|h|d|gb|gi|mb|mi|tb|ms|%|x|k)$|^-|^<|^standard_/i
const CONNECTED = /^[\p{L}\p{N}][\p{L}\p{N}_./:@#-]*$/u

/** Words of ours that end in s and are one thing. */
const ENDS_IN_S = /^(?:redis|kubernetes|jenkins|postgres|dns|https?|sms|aks|eks|ecs|gcs|tls|analysis|basis|nexus|prometheus|status|canvas|bias|alias|atlas)$/
export const singular = (word: string): string => ENDS_IN_S.test(word) ? word : word.replace(/(ss|x|ch|sh)es$/, '$1').replace(/ies$/, 'y').replace(/([^su])s$/, '$1')

/** "What's wrong with …": what follows is what is asked about, and no means to an end. */
const TROUBLE_WITH = /^(?:issues?|wrong|problems?|matter|happening|going|trouble|up|on|off)$/

/** The noun phrases of a clause in their order, at most six. */
export function phrasesOf(tokens: readonly Token[]): Phrase[] {
  const out: Phrase[] = []
  let now: Token[] = []
  let tie = ''
  let before = ''
  const end = (): void => {
    if (now.length > 0) out.push(phraseOf(now, tie, before))
    now = []
  }
  for (let i = 0; i < tokens.length && out.length < 6; i++) {
    const token = tokens[i] ?? NOTHING
    if (token.mark) { end(); tie = token.text; before = ''; continue }
    if (!token.quoted && (PLACES.has(token.lower) || /^(?:about|over|under|per|named|called)$/.test(token.lower))) { end(); tie = token.lower === 'with' && TROUBLE_WITH.test(tokens[i - 1]?.lower ?? '') ? 'about' : token.lower; before = ''; continue }
    if (!token.quoted && FUNCTION_WORDS.has(token.lower)) {
      if (THE.has(token.lower)) { end(); before = 'the' } else if (/^(?:a|an)$/.test(token.lower)) { end(); before = 'a' } else if (now.length > 0 && !/^(?:new|old|current|other)$/.test(token.lower)) end()
      continue
    }
    const owner = token.quoted ? null : /^(.+)'s$/.exec(token.text)?.[1]
    now.push(owner ? { ...token, text: owner, lower: owner.toLowerCase() } : token)
  }
  end()
  return out
}

function phraseOf(words: readonly Token[], tie: string, before: string): Phrase {
  const pairAt = words.findLastIndex(({ lower }, i) => {
    const next = words[i + 1]?.lower ?? ''
    return isPair(lower, next) || isPair(lower, singular(next))
  })
  const inPair = (i: number): boolean => pairAt >= 0 && (i === pairAt || i === pairAt + 1)
  const isKind = (i: number): boolean => {
    const token = words[i] ?? NOTHING
    return !token.quoted && (inPair(i) || weightOf(token.lower) > 0 && technicalWeight(token.text) < 0.75)
  }
  const kinds = words.map((_, i) => i).filter(isKind)
  const proper = kinds.filter((i) => inPair(i) || !VIEWS.has(words[i]?.lower ?? '') && !ADJECTIVES.has(words[i]?.lower ?? ''))
  const others = loose(words, isKind)
  // "pod logs", "disk size", "Redis resources": the view or the vague word behind the thing is not the thing.
  const head = proper.at(-1) ?? (others === null ? kinds.at(-1) : undefined)
  const kind = head === undefined ? null : pairAt >= 0 && head === pairAt + 1 ? `${words[pairAt]?.lower ?? ''} ${singular(words[head]?.lower ?? '')}` : singular(words[head]?.lower ?? '')
  const about = proper.length === 0 && others === null && words.some((token) => VIEWS.has(token.lower))
  return { name: nameIn(words, head, kind, before, tie), words: others, kind, about, tie }
}

function nameIn(words: readonly Token[], head: number | undefined, kind: string | null, before: string, tie: string): string | null {
  const given = words.find((token) => named(token, tie))
  if (given) return given.text
  // "called Weekly costs" has both words for its name.
  if (tie === 'named' || tie === 'called') return words.length === 2 && /^\p{Lu}/u.test(words[0]?.text ?? '') ? words.map(({ text }) => text).join(' ') : words[0]?.text ?? null
  // "a key with name jwt", "the workflow with ID X7".
  if (tie === 'with' && words.length === 2 && /^(?:name|id)$/.test(words[0]?.lower ?? '')) return words[1]?.text ?? null
  if (head === undefined || kind === null) return null
  const after = words[head + 1]
  // "event hub clicks", "VM 105", "table StormEvents": one word behind the kind, and nothing else.
  // "the storage container exports": two words make the kind, so that what follows is called that, verb or not.
  if (after !== undefined && head + 2 === words.length && before === 'the' && kind.includes(' ') && verbOf(after.lower)?.form === 's') return after.text
  if (after !== undefined && head + 2 === words.length && isNameBehind(after, kind, before)) return after.text
  const first = words[head - 1]
  if (first !== undefined && before !== 'a' && COMPOUND.test(first.text) && !ADJECTIVES.has(first.lower) && !VIEWS.has(words[head]?.lower ?? '')) return first.text
  if (first !== undefined && before !== 'a' && PARTS.test(first.lower) && !VIEWS.has(words[head]?.lower ?? '')) return first.text
  // "the billing deployment": a particular one, called by a word that is nothing else.
  if (first !== undefined && before === 'the' && !/^#?\d+$/.test(first.text) && nameable(first) && first.text === first.lower && !VIEWS.has(words[head]?.lower ?? '')) return first.text
  return null
}

function isNameBehind(token: Token, kind: string, before: string): boolean {
  if (/^#?\d+$/.test(token.text)) return NUMBERED.test(kind)
  if (!nameable(token)) return false
  if (before === 'the' || kind.includes(' ') || /[-_\d]|[a-z][A-Z]/.test(token.text)) return true
  if (CALLED.test(kind) && /^[a-z]/.test(token.text)) return before !== 'a'
  return !ABSTRACT.test(token.lower) && before !== 'a' && token.text === token.lower
}

/** A name by its form. */
function named(token: Token, tie: string): boolean {
  if (token.quoted) return !/\s\S+\s/.test(token.text) && tie !== 'to' && tie !== 'with' && !VALUE.test(token.text)
  if (VALUE.test(token.text) || REGION.test(token.lower) || ADJECTIVES.has(token.lower)) return /^#\d+$/.test(token.text)
  return technicalWeight(token.text) >= 0.75 && tie !== 'to' && tie !== 'with' && tie !== 'at'
}

function nameable(token: Token): boolean {
  if (token.quoted) return true
  const word = token.lower
  if (/^#?\d+$/.test(word)) return true
  if (!CONNECTED.test(token.text) || ADJECTIVES.has(word) || VIEWS.has(word) || FUNCTION_WORDS.has(word)) return false
  if (isEveryday(word) || REGION.test(word)) return false
  if (/(?:ly|able|ible|ing)$/.test(word)) return false
  return verbOf(word) === undefined && weightOf(word) === 0
}

/** What is left without kinds, adjectives and verbs' forms: perhaps a name. */
function loose(words: readonly Token[], isKind: (i: number) => boolean): string | null {
  const left = words.filter((token, i) => !isKind(i) && !ADJECTIVES.has(token.lower) && !VIEWS.has(token.lower) && !VALUE.test(token.text)
    && !/(?:ly|ing)$/.test(token.lower) && verbOf(token.lower)?.form !== 'ed' && !isEveryday(token.lower))
  return left.length === 0 ? null : left.slice(0, 2).map((token) => token.text).join(' ').replace(/[.,:]+$/, '')
}
