import type { Operation } from '../operation.ts'
import { severityOf } from '../operation.ts'
import type { Reading, Parameters } from '../classification.ts'
import { reading } from './arguments.ts'

/**
 * SQL by its leading keywords, in Snowflake's dialect first (docs.snowflake.com/en/sql-reference/sql-all). A SELECT is a read unless it
 * writes
 * (`INTO`) or calls a function that is known to act; a WITH or an EXPLAIN ANALYZE is what stands behind it. Bounded: nothing backtracks
 * over the text.
 */
const KIND = /^(?:or\s+replace\s+|or\s+alter\s+|if\s+(?:not\s+)?exists\s+|transient\s+|temporary\s+|temp\s+|global\s+|local\s+|unique\s+|materialized\s+|external\s+|secure\s+|recursive\s+|dynamic\s+|hybrid\s+|iceberg\s+|volatile\s+|unlogged\s+|multiset\s+|set\s+|clustered\s+|nonclustered\s+|fulltext\s+|spatial\s+|bitmap\s+|public\s+|private\s+|streaming\s+|live\s+|columnar\s+|concurrently\s+|api\s+|notification\s+|storage\s+|security\s+)*([a-z]+)(?:\s+(format|integration|policy|monitor|pool|map))?\s+(?:if\s+(?:not\s+)?exists\s+|concurrently\s+)*([^\s(;,]+)?/i
const KINDS = new Set(
  ('table view warehouse database schema stage pipe stream task user role function procedure sequence index share integration policy tag '
    + 'account file resource network masking row session secret connection application service compute type trigger extension tablespace '
    + 'domain server publication subscription rule aggregate operator collation language event alert failover replication managed image '
    + 'notebook streamlit model git package password authentication aggregation projection cast column statistics materialized view '
    + 'access foreign global login synonym external organization dataset contact listing').split(' ')
)
const ACTS = /\b(system\$(?:cancel|abort|pipe_force|task_dependents_enable|wait|set|finish|unset|send|add|remove|register|generate|execute|whitelist_add|link|migrate|provision|convert|commit|enable|disable|rotate|snowpipe)\w*|pg_(?:terminate|cancel)_backend|pg_reload_conf|pg_switch_wal|setval|nextval|lo_unlink|dblink_exec|xp_cmdshell|setseed|pg_advisory_lock|generate_scim_access_token)\s*\(/i
const PROSE = /\b(?:please|my|our|your|the|which|how|why|that is|you)\b/i

/** Reads one or more statements; null where the text is no SQL. The worst statement wins. */
export function sqlReading(text: string): Reading | null {
  let worst: Reading | null = null
  let read = 0
  for (const statement of statements(text)) {
    const found = one(statement)
    if (found === null) { if (read === 0) return null; continue }
    read++
    if (worst === null || severityOf(found.operation) > severityOf(worst.operation)) worst = found
  }
  return worst
}

/**
 * Statements without comments; semicolons in quotes and in $$ bodies don't separate. Strings become '…' so that words in them count for
 * nothing.
 */
function statements(text: string): string[] {
  const out: string[] = []
  let now = ''
  for (let i = 0; i < text.length; i++) {
    const c = (text[i] ?? '')
    if (c === '\'') {
      const end = text.indexOf('\'', i + 1)
      // A short word in quotes stays (sizes, names); anything longer is data and says nothing about the statement.
      const inside = text.slice(i + 1, end < 0 ? undefined : end)
      now += /^[\w.-]{1,24}$/.test(inside) ? `'${inside}'` : '\'…\''
      if (end < 0) break
      i = end
    } else if (c === '$' && text[i + 1] === '$') {
      const end = text.indexOf('$$', i + 2)
      now += ' $$…$$ '
      if (end < 0) break
      i = end + 1
    } else if (c === '-' && text[i + 1] === '-') { while (i + 1 < text.length && text[i + 1] !== '\n') i++ }
    else if (c === '/' && text[i + 1] === '*') { const end = text.indexOf('*/', i + 2); if (end < 0) break; i = end + 1; now += ' ' }
    else if (c === ';') { if (now.trim() !== '') out.push(now.trim()); now = '' }
    else now += c === '\n' || c === '\t' || c === '\r' ? ' ' : c
  }
  if (now.trim() !== '') out.push(now.trim())
  return out
}

const bare = (name: string | undefined): string | null => name === undefined ? null : name.replace(/["`[\]()]/g, '').replace(/[,;.]+$/, '') || null
const snow = (
  operation: Operation, target: string | null = null, parameters: Parameters = {}, confidence = 0.97
): Reading => reading(operation, 'snowflake', target, parameters, confidence)

function one(statement: string): Reading | null {
  const head = /^\(?\s*([a-z]+)\b\s*([\s\S]*)$/i.exec(statement)
  if (!head) return null
  const word = (head[1] ?? '').toLowerCase()
  const rest = (head[2] ?? '')
  const kind = KIND.exec(rest.slice(0, 400))
  const kindName = kind?.[1]?.toLowerCase() ?? ''
  const known = KINDS.has(kindName.replace(/s$/, '')) || KINDS.has(kindName)
  const named = bare(kind?.[3])
  const prose = PROSE.test(rest.slice(0, 200).replace(/"[^"]{0,100}"/g, ''))
  switch (word) {
    case 'select': case 'values': case 'table': {
      if (word === 'select' && !/\bfrom\b|[*(@$]|^\s*\d|'|,|current_|sysdate|version/i.test(rest)) return null
      if (word !== 'select' && !/^\(|^\w+\s*$/.test(rest)) return null
      const from = /\bfrom\s+([^\s(,;]+)/i.exec(rest)
      if (word === 'select' && prose && !/[*=(]/.test(rest)) return null
      if (
        /\binto\s+(?:temp(?:orary)?\s+|table\s+|outfile\b|@)?[\w."]+\s+from\b|\binto\s+outfile\b/i.test(rest)
      ) return snow('create', bare(from?.[1]))
      return ACTS.test(rest) ? snow('run', bare(from?.[1])) : snow('query', bare(from?.[1]))
    }
    case 'with': {
      if (!/\bas\s*(?:not\s+materialized\s*|materialized\s*)?\(/i.test(rest)) return null
      const change = /\)\s*(insert\s+into|update|delete\s+from|merge\s+into)\s+([^\s(]+)/i.exec(rest) ?? /\(\s*(insert\s+into|update|delete\s+from)\s+([^\s(]+)[\s\S]{0,2000}?\breturning\b/i.exec(rest)
      if (change) return snow(
        /^delete/i.test((change[1] ?? '')) ? 'delete' : /^insert/i.test((change[1] ?? '')) ? 'create' : 'update', bare(change[2])
      )
      return snow('query', bare(/\bfrom\s+([^\s(,;]+)/i.exec(rest)?.[1]))
    }
    case 'insert': {
      const into = /^(?:overwrite\s+|all\s+|first\s+|ignore\s+|or\s+\w+\s+)*into\s+(?:table\s+)?([^\s(]+)/i.exec(rest)
      return into ? snow('create', bare(into[1]), { kind: 'row' }) : null
    }
    case 'replace': return /^into\s/i.test(rest) ? snow('update', bare(rest.split(/\s+/)[1])) : null
    case 'update': {
      const set = /^(?:only\s+)?([^\s]+)(?:\s+(?:as\s+)?\w+)?\s+set\s/i.exec(rest)
      return set ? snow('update', bare(set[1]), { kind: 'row' }) : null
    }
    case 'delete': {
      const from = /^from\s+([^\s;]+)\s*(?:where\b|using\b|$|as\b|;|\w+\s+where\b|returning\b|limit\b)/i.exec(rest)
      return from && !prose ? snow('delete', bare(from[1]), { kind: 'row' }) : null
    }
    case 'merge': return /^into\s+\S+[\s\S]*\busing\b/i.test(rest) ? snow('update', bare(rest.split(/\s+/)[1])) : null
    case 'truncate': return prose || rest === '' ? null : snow(
      'delete', bare(rest.replace(/^(?:table\s+)?(?:if\s+exists\s+)?(?:only\s+)?/i, '').split(/[\s,(]/)[0]), { kind: 'row' }
    )
    case 'create': return known && !prose && named !== null && !/^(named|called|for|with|in|on|from|to)$/i.test(named) ? snow(
      'create', named, { kind: kindName }
    ) : /^or\s+replace\s/i.test(rest) ? snow('create', named, { kind: kindName }) : null
    case 'drop': return known && !prose && named !== null ? snow('delete', named, { kind: kindName }) : null
    case 'undrop': return known && !prose ? snow('restore', named, { kind: kindName }) : null
    case 'alter': return alter(rest, kindName, known, named)
    case 'grant': {
      const to = /\bto\s+(?:role\s+|user\s+|share\s+|account\s+)?([^\s;,]+)/i.exec(rest)
      return /\bon\s|\brole\s|^\w+\s+to\s/i.test(rest) && to && !prose && (rest.match(/\S+/g) ?? []).length >= 3 ? snow('grant', bare(to[1])) : null
    }
    case 'revoke': {
      const from = /\bfrom\s+(?:role\s+|user\s+|share\s+)?([^\s;,]+)/i.exec(rest)
      return from && !prose && /\bon\s|\brole\s|^\w+\s+from\s/i.test(rest) ? snow('revoke', bare(from[1])) : null
    }
    case 'copy': return /^into\s/i.test(rest) ? snow(
      /^into\s+(?:@|'|s3:)/i.test(rest) ? 'export' : 'import', bare(/^into\s+([^\s(]+)/i.exec(rest)?.[1])
    ) : /^[\w."]+(?:\s*\([^)]*\))?\s+(from|to)\s/i.test(rest) && !prose ? snow(/\sto\s/i.test(rest) ? 'export' : 'import', bare(rest.split(/[\s(]/)[0])) : null
    case 'put': return /^'?file:|'…'/i.test(rest) ? snow('copy', null) : null
    case 'get': return /^@/.test(rest) ? snow('copy', bare(rest.split(/\s/)[0])) : null
    case 'list': case 'ls': return /^@/.test(rest) ? snow('list', bare(rest.split(/\s/)[0])) : null
    case 'remove': case 'rm': return /^@/.test(rest) ? snow('delete', bare(rest.split(/\s/)[0])) : null
    case 'show': return /^(?:terse\s+)?(?:primary\s+keys|imported\s+keys|create\s+table|full\s+|global\s+|grants|parameters|variables|transactions|locks|regions|[a-z]+(?:\s+[a-z]+)?)(?:\s+(?:like|in|on|to|of|from|for|history|limit|starts|where|status)\b.*)?$/i.test(rest) && (
      /^[A-Z]/.test((head[1] ?? '').slice(1))
      || /\b(?:like|in|on|to|of)\s+(?:account|database|schema|warehouse|table|user|role|'…'|"|[A-Z_.]+$)/i.test(rest)
    ) && !prose ? snow(/^parameters|^create/i.test(rest) ? 'get' : 'list', (rest.split(/\s+/)[0] ?? '').toLowerCase()) : null
    case 'describe': case 'desc': return (known && named !== null && !prose) || (word === 'desc' && /^\S+$/.test(rest)) ? snow(
      'describe', named ?? bare(rest), { kind: kindName }
    ) : null
    case 'explain': {
      const inner = rest.replace(/^(?:using\s+\w+\s+|analyze\s+|verbose\s+|\([^)]{0,80}\)\s*)*/i, '')
      const found = one(inner)
      return found === null ? null : /^(?:analyze|\([^)]*analyze)/i.test(rest) && severityOf(found.operation) > 0 ? found : snow('explain', found.target)
    }
    case 'use': return /^(?:(?:secondary\s+)?(?:role|roles|warehouse|database|schema)\s+\S+|\w+;?)$/i.test(rest) && !prose ? snow(
      'set-config', bare(rest.split(/\s+/).at(-1)), { kind: 'session' }
    ) : null
    case 'set': case 'unset': return /^(?:session\s+|global\s+|local\s+)?[\w.$]+\s*(?:=|\bto\b\s+\S+$)/i.test(rest) && /=/.test(rest) && !prose ? snow(
      'set-config', bare(rest.split(/[\s=]/)[0])
    ) : null
    case 'call': return /^[\w.$"]+\s*\(/.test(rest) ? snow('run', bare(rest.split('(')[0])) : null
    case 'execute': return /^(?:immediate|task|alert|procedure|function|service|notebook|managed)\b/i.test(rest) ? snow(
      'run', bare(rest.split(/\s+/)[1])
    ) : null
    case 'begin': case 'commit': case 'rollback': return /^(?:work|transaction|name\s+\w+|to\s+savepoint\s+\w+)?$/i.test(rest) && (
      rest !== '' || /^[A-Z]+$/.test((head[1] ?? '')) || word === 'commit'
    ) ? snow(word === 'rollback' ? 'undo' : 'run', null, {}, 0.8) : null
    case 'comment': return /^(?:if\s+exists\s+)?on\s+\w+\s+\S+\s+is\b/i.test(rest) ? snow('update', bare(rest.split(/\s+/)[2])) : null
    case 'vacuum': case 'reindex': case 'analyze': return /^(?:table\s+|full\s+)?[\w."]*$/i.test(rest) && /^[A-Z]+$/.test((head[1] ?? '')) ? snow(
      'run', bare(rest.split(/\s+/).at(-1))
    ) : null
    default: return null
  }
}

/** ALTER says what it does after the name: suspend, resume, rename, set, unset, add, drop, swap. */
function alter(rest: string, kind: string, known: boolean, name: string | null): Reading | null {
  if (!known) return null
  const parameters: Parameters = { kind }
  const size = /\bwarehouse_size\s*=?\s*'?([\w-]+)/i.exec(rest)
  if (size) return snow('scale', name, { ...parameters, size: (size[1] ?? '').toLowerCase() })
  if (/\b(?:min|max)_cluster_count\b/i.test(rest)) return snow('scale', name, parameters)
  if (/\b(?:suspend|abort\s+all\s+queries|pause)\b/i.test(rest)) return snow('stop', name, parameters)
  if (/\bresume\b/i.test(rest)) return snow('start', name, parameters)
  if (/\brename\s+(?:to|column)\b/i.test(rest)) return snow('move', name, parameters)
  if (/\brefresh\b/i.test(rest)) return snow('refresh', name, parameters)
  if (/\bset\b|\bunset\b/i.test(rest) && kind !== 'table') return snow('set-config', name, parameters)
  return snow('update', name, parameters)
}
