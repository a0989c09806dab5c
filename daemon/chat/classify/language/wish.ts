import type { Operation } from '../operation.ts'
import { numberOf } from './parameters.ts'
import { NOTHING } from './tokens.ts'
import type { Token } from './tokens.ts'
import { weightOf } from './nouns.ts'
import { verbOf } from './verbs.ts'

export interface Wished { operation: Operation, object: Token[], sure: boolean }

const CAPACITY = /^(?:replicas?|instances?|nodes?|pods?|workers?|memory|cpus?|ram|capacity|copies|servers?|shards?|partitions?|disk|storage|cores|gb|gi|machines|vms|power|headroom)$/
const READABLE = /^(?:list|overview|summary|report|status|info|information|details?|logs?|look|view|idea|count|total|breakdown|metrics?|help|advice|explanation|names?|numbers?|url|history|answer|answers|assistance|clarification|recommendation|recommendations|suggestions?|output|example|guide|insight|insights|visibility|confirmation)$/
const GONE: Readonly<Record<string, Operation>> = {
  gone: 'delete', away: 'delete', out: 'delete', off: 'stop', down: 'stop', on: 'start', up: 'start', running: 'start', back: 'restore',
  online: 'start', offline: 'stop', live: 'deploy', dead: 'delete', bigger: 'scale', smaller: 'scale', larger: 'scale', public: 'grant',
  private: 'revoke', closed: 'close', disabled: 'disable', enabled: 'enable', reverted: 'rollback', undone: 'undo',
}

/**
 * A wish without an order's verb: "(I'd like) the cache gone", "(we need) two more replicas", "(I want) the api restarted", "a new bucket".
 * null where it wishes for something to read, or for nothing of ours.
 */
export function wishOf(tokens: readonly Token[]): Wished | null {
  const words = tokens.filter((token) => !token.mark)
  if (words.length === 0 || words.length > 40) return null
  if ((words[0] ?? NOTHING).lower === 'not') return negatedWish(words)
  const head = words.slice(0, 8).map((token) => token.lower)
  if (head.slice(0, 4).some((word) => READABLE.test(word))) return null
  for (let i = words.length - 1; i > 0; i--) {
    const found = verbOf((words[i] ?? NOTHING).lower)
    if (
      found?.form === 'ed' && found.verb.need !== 'read'
      && !/^(?:a|an|the|my|our|new|more|all|any|of|for|with|not|never|been|was|were|recently|just|already|is|are|that|which)$/.test(
        (words[i - 1] ?? NOTHING).lower
      )
      && (
        i === words.length - 1
        || /^(?:to|from|by|with|now|asap|please|in|on|today|tonight|immediately|again|back|down|up|off|out|before|after|and|as|for|at|right|instead|too|onto|into|via|using|there|,)$/.test(
          (words[i + 1] ?? NOTHING).lower
        )
        || i <= 3
      )
    ) {
      if (/^(?:set|put|run|split|cut)$/.test((words[i] ?? NOTHING).lower) && i === words.length - 1) continue
      return {
        operation: found.verb.operation,
        object: words.slice(0, i).filter((token) => !/^(?:to|be|get|have|being)$/.test(token.lower)).concat(words.slice(i + 1)), sure: true,
      }
    }
    if (
      i >= 1 && Object.hasOwn(GONE, (words[i] ?? NOTHING).lower) && !/^(?:to|in|on|for|at|a|an|the)$/.test((words[i - 1] ?? NOTHING).lower)
      && (
        i === words.length - 1
        || /^(?:and|again|now|please|asap|today|by|before|for|in|on|at|until|tonight|tomorrow)$/.test((words[i + 1] ?? NOTHING).lower)
      )
    ) return { operation: GONE[(words[i] ?? NOTHING).lower] ?? 'update', object: words.slice(0, i), sure: true }
  }
  const more = head.findIndex(
    (word) => word === 'more' || word === 'another' || word === 'additional' || word === 'extra' || word === 'fewer' || word === 'less'
  )
  const counts = head.some((word) => numberOf(word) !== undefined && word !== 'one' && word !== 'a')
  if (more >= 0 && more < 4) return head.some((word) => /^(?:time|information|info|details?|help|context|about|than|data|detail|practice|ideas?|examples?)$/.test(word)) ? null : {
    operation: /^(?:another|additional|extra)$/.test(head[more] ?? '') && !head.some((word) => CAPACITY.test(word)) ? 'create' : 'scale',
    object: words, sure: head.some((word) => CAPACITY.test(word)) || (counts && words.length < 5),
  }
  if (counts && head.some((word) => CAPACITY.test(word))) return { operation: 'scale', object: words, sure: true }
  if (
    head.slice(0, 3).includes('access') || (head.includes('access') && head.includes('to') && words.length < 9)
  ) return { operation: 'grant', object: words, sure: false }
  if (
    /^(?:a|an|new)$/.test(head[0] ?? '')
    && (
      [1, 2].some((at) => weightOf(words[at]?.lower ?? '') >= 1) || head.slice(0, 3).includes('new')
      || /^(?:rollback|restart|redeploy|reboot|rebuild|deploy|backup)$/.test(head[1] ?? '')
    )
  ) {
    const noun = verbOf(head[1] ?? '')
    return {
      operation: head[1] === 'backup' ? 'export' : noun && weightOf(head[1] ?? '') < 1 && head[1] !== 'new' && head[1] !== 'rebuild' ? noun.verb.operation : 'create',
      object: words, sure: false,
    }
  }
  return null
}

/** "Don't allow public access", "don't let more than 3 run", "don't keep the old ones". */
function negatedWish(words: readonly Token[]): Wished | null {
  const verb = words[1]?.lower ?? ''
  const object = words.slice(2)
  if (/^(?:allow|let|permit|expose|grant|accept|share)$/.test(verb)) return {
    operation: object.some((token) => numberOf(token.lower) !== undefined) ? 'scale' : 'revoke', object, sure: true,
  }
  if (/^(?:anyone|anybody|people|everyone|users)$/.test(verb)) return object.some(
    (token) => /^(?:access|see|read|use|reach|login|connect)$/.test(token.lower)
  ) ? { operation: 'revoke', object, sure: true } : null
  if (/^(?:keep|leave|have)$/.test(verb)) return { operation: 'delete', object, sure: false }
  return null
}

const REACHES = /^(?:see|read|reach|use|access|write|open|enter|connect|view|change|touch)$/
const SETTING = /^(?:level|timeout|limit|limits|retention|ttl|interval|mode|threshold|quota|connections|policy|period|tier|default|delay|retries|concurrency)$/
const NEED = /^(?:needs?|must|should|has|have|gotta|ought|shall|can|requires?)$/
/**
 * An order that is said of the thing: "the api needs to be restarted", "staging must go", "there should be 5 replicas", "web needs more
 * memory".
 */
export function obligationOf(tokens: readonly Token[]): Wished | null {
  const words = tokens.filter((token) => !token.mark)
  if (words.length < 3 || words.length > 40) return null
  for (let i = 1; i < Math.min(words.length - 1, 14); i++) {
    const word = (words[i] ?? NOTHING).lower
    if (/^(?:is|are)$/.test(word)) {
      const rest = words.slice(i + 1, i + 5).map((token) => token.lower).join(' ')
      if (
        /^(?:no longer (?:needed|required|used|necessary)|not needed (?:anymore|any more|any longer)|obsolete|ready to (?:go|be deleted|be removed)|to be (?:deleted|removed|destroyed|stopped|restarted|scaled))/.test(rest)
      ) {
        const verb = /to be (\w+)/.exec(rest)
        return { operation: verb ? verbOf(verb[1] ?? '')?.verb.operation ?? 'delete' : 'delete', object: words.slice(0, i), sure: false }
      }
      continue
    }
    if (!NEED.test(word)) continue
    let at = i + 1
    const before = words.slice(0, i)
    if (/^(?:i|we|you|they|he|she|who|what|which|that|it's|how|why|where|when)$/.test(before.at(-1)?.lower ?? '')) return null
    while (
      at < words.length
      && /^(?:to|be|get|now|also|just|really|urgently|probably|please|definitely|immediately|always|only|have|run|at|least|exactly|with|quickly)$/.test((words[at] ?? NOTHING).lower)
      && at < i + 6
    ) at++
    const next = words[at]
    if (!next) return null
    const found = verbOf(next.lower)
    const between = words.slice(i + 1, at).map((token) => token.lower)
    if (/^(?:go|disappear|vanish|die|leave)$/.test(next.lower)) return { operation: 'delete', object: before, sure: true }
    if (
      found
      && (
        found.form === 'ed' ? word !== 'has' && word !== 'have' || between.includes('be') : found.form === 'ing'
        && /^needs?$|^requires?$/.test(word)
      )
      && found.verb.need !== 'read'
    ) return { operation: found.verb.operation, object: [...before, ...words.slice(at + 1)], sure: true }
    if (next.lower === 'able' || next.lower === 'allowed') return { operation: /^(?:nobody|no|noone|none)$/.test(before[0]?.lower ?? '') ? 'revoke' : 'grant', object: words.slice(at), sure: true }
    if (/^(?:nobody|noone)$|^no$/.test(before[0]?.lower ?? '') && REACHES.test(next.lower)) return { operation: 'revoke', object: words.slice(at), sure: true }
    if (between.includes('be') && /^(?:should|must|ought|has|have|needs?)$/.test(word) && SETTING.test(before.at(-1)?.lower ?? '')) return { operation: 'set-config', object: words, sure: true }
    const state = Object.hasOwn(GONE, next.lower) ? GONE[next.lower] : undefined
    if (state !== undefined && between.includes('be')) return { operation: state, object: before, sure: true }
    if (between.includes('running') && word !== 'can') return { operation: 'start', object: before, sure: false }
    const rest = words.slice(at, at + 5).map((token) => token.lower)
    if (between.includes('be') && (word === 'should' || word === 'must' || word === 'needs') && numberOf(next.lower) !== undefined && !rest.some((each) => CAPACITY.test(each))) return { operation: 'set-config', object: words, sure: true }
    if (word === 'can' || word === 'has' || word === 'have') continue
    if (
      rest.some((each) => CAPACITY.test(each))
      && (rest.some((each) => numberOf(each) !== undefined) || /^(?:more|additional|extra|another|fewer|less|bigger)$/.test(rest[0] ?? ''))
    ) return { operation: 'scale', object: [...before, ...words.slice(at)], sure: true }
    if (/^(?:a|an)$/.test(rest[0] ?? '') && /^(?:restart|reboot|rollback|redeploy|upgrade|rebuild|refresh|kick)$/.test(rest[1] ?? '')) return {
      operation: rest[1] === 'kick' ? 'restart' : rest[1] === 'upgrade' ? 'update' : rest[1] === 'rebuild' ? 'deploy' : verbOf(rest[1] ?? '')?.verb.operation ?? 'restart',
      object: before, sure: true,
    }
    return null
  }
  return null
}
