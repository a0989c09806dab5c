import { effectOf, severityOf } from '../operation.ts'
import type { Reading } from '../classification.ts'
import { own, parseArguments, reading } from './arguments.ts'
import type { Arguments, Parser } from './arguments.ts'
import type { Service } from '../service.ts'
import { anyTool, guess, serviceOfTool } from './any-tool.ts'
import { AWS_BOOLEANS, aws } from './aws.ts'
import { CLOUD_BOOLEANS, az, bq, gcloud, gsutil } from './cloud.ts'
import { DOCKER_BOOLEANS, docker } from './docker.ts'
import { gh, git } from './github.ts'
import { KUBECTL_BOOLEANS, helm, kubectl } from './kubectl.ts'
import { PROGRAM_BOOLEANS, programOf, pulumi, terraform } from './programs.ts'
import { looksLikeProse } from './prose.ts'
import { splitLine, withoutHereDocuments } from './shell-words.ts'
import type { SimpleCommand } from './shell-words.ts'
import { looksLikeSubcommand, looksLikeTool } from './unknown-tool.ts'
import { operationOfPrefix } from './verb-prefixes.ts'
import { sqlReading } from './sql.ts'
import { UNIX, curl, serviceCommand, systemctl, unix } from './unix.ts'

interface Tool { parse: Parser, booleans: ReadonlySet<string>, shortWithValue: string }
const NONE: ReadonlySet<string> = new Set()
const tool = (parse: Parser, booleans = NONE, shortWithValue = ''): Tool => ({ parse, booleans, shortWithValue })

const TOOLS: Readonly<Record<string, Tool>> = {
  kubectl: tool(kubectl, KUBECTL_BOOLEANS, 'nloLfkcs'), helm: tool(
    helm, new Set(['dry-run', 'install', 'wait', 'atomic', 'all-namespaces', 'help', 'debug', 'force', 'devel', 'reuse-values']), 'nfo'
  ), aws: tool(aws, AWS_BOOLEANS),
  az: tool(az, CLOUD_BOOLEANS, 'ngslokmtu'), gcloud: tool(gcloud, CLOUD_BOOLEANS), gsutil: tool(gsutil, NONE, ''), bq: tool(
    bq, new Set(['dry_run', 'nouse_legacy_sql', 'table', 'dataset', 'replace', 'force', 'recursive'])
  ),
  gh: tool(
    gh,
    new Set(
      [
        'web', 'draft', 'squash', 'rebase', 'merge', 'delete-branch', 'auto', 'private', 'public', 'help', 'log', 'log-failed', 'dry-run',
        'paginate', 'approve', 'fill', 'clone', 'admin', 'yes', 'failed', 'comments',
      ]
    ),
    'RXfFHbtLnrBalsqEeu'
  ),
  git: tool(
    git,
    new Set(
      [
        'all', 'force', 'delete', 'list', 'hard', 'soft', 'cached', 'staged', 'oneline', 'graph', 'tags', 'prune', 'rebase', 'amend',
        'no-edit', 'global', 'stat', 'name-only', 'recursive', 'remote', 'check', 'dry-run', 'bare', 'get', 'unset',
      ]
    ),
    'mCc'
  ),
  pulumi: tool(pulumi, PROGRAM_BOOLEANS, 'stmCcp'), terraform: tool(terraform, PROGRAM_BOOLEANS), docker: tool(docker, DOCKER_BOOLEANS, 'pveulwcmh'), systemctl: tool(systemctl), service: tool(serviceCommand), curl: tool(
    curl, new Set(['silent', 'location', 'head', 'insecure', 'verbose', 'include', 'fail', 'compressed']), 'XdHuoFTAbecm'
  ),
  snowsql: tool(({ flags, positional }) => {
    const statement = flags.get('q') ?? flags.get('query')
    return typeof statement === 'string' ? sqlReading(statement) ?? reading('run', 'snowflake', null, {}, 0.7) : reading(
      flags.has('f') || flags.has('filename') ? 'run' : 'connect', 'snowflake', positional[0] ?? null
    )
  }, NONE, 'qfacuwrsdo'),
  snow: tool(({ flags, positional }) => {
    const statement = flags.get('q') ?? flags.get('query')
    if (positional[0] === 'sql') return typeof statement === 'string' ? sqlReading(statement) ?? reading(
      'run', 'snowflake', null, {}, 0.7
    ) : reading('run', 'snowflake', null)
    const verb = positional.find(
      (word) => /^(list|describe|drop|create|deploy|execute|suspend|resume|copy|remove|test|logs|status)$/.test(word)
    )
    return verb === undefined ? null : reading(
      (
        {
          list: 'list', describe: 'describe', drop: 'delete', remove: 'delete', create: 'create', deploy: 'deploy', execute: 'run',
          suspend: 'stop', resume: 'start', copy: 'copy', test: 'validate', logs: 'logs', status: 'status',
        } as const
      )[verb as 'list'],
      'snowflake', positional.at(-1) ?? null
    )
  }, NONE, 'qc'),
}
const ALIASES: Readonly<Record<string, string>> = {
  k: 'kubectl', oc: 'kubectl', microk8s: 'kubectl', tofu: 'terraform', terragrunt: 'terraform', tf: 'terraform', podman: 'docker',
  'docker-compose': 'docker', nerdctl: 'docker', http: 'curl', https: 'curl', helm3: 'helm', mariadb: 'mysql', awslocal: 'aws',
  tflocal: 'terraform',
}

/** Words before a command that change nothing about what it does; flags and assignments after them are skipped too. */
const WRAPPERS = new Set(
  [
    'sudo', 'doas', 'time', 'nohup', 'env', 'command', 'exec', 'builtin', 'watch', 'nice', 'ionice', 'stdbuf', 'timeout', 'xargs',
    'caffeinate', 'do', 'then', 'else', 'if', 'while', 'until', '!', '{', 'unbuffer', 'flock', 'strace', 'setsid',
  ]
)
const WRAPPER_VALUES: Readonly<Record<string, string>> = {
  sudo: 'ugh', watch: 'n', xargs: 'nIPLdEas', nice: 'n', timeout: 'sk', env: 'u', stdbuf: 'ioe', ionice: 'cn', strace: 'epo',
}
const KEYWORDS = new Set(['for', 'case', 'select', 'done', 'fi', 'esac', '}', 'in', 'function'])

/** Tools whose names nobody writes as the first word of a sentence, except about the tool itself. */
export const isInfrastructureTool = (word: string): boolean =>
  word in TOOLS || word in ALIASES || programOf(word) !== undefined || serviceOfTool(word) !== undefined

/**
 * Reads a message as a command line, or says that it is none. Every command of a composite line counts, in lists, pipes, substitutions,
 * `xargs`,
 * `-exec` and `bash -c`; the worst one gives the reading.
 */
export function readCommandLine(text: string, depth = 0): Reading | null {
  const line = splitLine(
    withoutHereDocuments(text.replace(/^(?:\s*(?:\$|#|>|%|PS[^>\n]{0,60}>|[\w.-]{1,40}@[\w.-]{1,60}[:~\w/ ]{0,40}[$#])\s+)/gm, ''))
  )
  if (line.commands.length === 0 || line.commands.length > 60) return null
  let worst: Reading | null = null
  let unknown = false
  for (const command of line.commands) {
    const found = readCommand(command, depth)
    if (found === null) {
      // The first command decides whether this is a command line at all: later ones that aren't known are unknown, and unknown is a change.
      // A single word that feeds a pipe is one wherever it leads to.
      if (worst === null && !(command.pipes && command.words.length === 1)) return null
      unknown = true
      continue
    }
    if (found === 'nothing') continue
    worst = worse(worst, found)
    // `pg_dump shop > file` is the export that it was.
    if (command.writesFile && effectOf(found.operation) === 'read') worst = worse(worst, reading('create', 'generic', null, { kind: 'file' }, 0.8), true)
  }
  if (worst === null) return null
  if (depth < 3) for (const inside of line.substitutions) worst = worse(
    worst, readCommandLine(inside, depth + 1) ?? reading('run', 'generic', null, {}, 0.5), true
  )
  return unknown ? worse(worst, reading('run', worst.service, worst.target, {}, 0.5), true) : worst
}

/** The worse of two; with `keep`, target and service stay the first one's, whose subject the line is about. */
function worse(first: Reading | null, second: Reading, keep = false): Reading {
  if (first === null || severityOf(second.operation) > severityOf(first.operation)) {
    if (first === null) return second
    const moved = keep || second.target === null || second.target === '-' ? first.target : second.target
    return { ...second, target: moved, service: second.service === 'generic' ? first.service : second.service }
  }
  return first
}

function readCommand(command: SimpleCommand, depth: number): Reading | 'nothing' | null {
  let words = command.words
  let quoted = command.quoted
  let wrapped = false
  const asRoot = words[0] === 'sudo' || words[0] === 'doas'
  const shift = (count = 1): void => { words = words.slice(count); quoted = quoted.slice(count) }
  for (let guard = 0; words.length > 0 && guard < 40; guard++) {
    const word = (words[0] ?? '')
    if (/^[A-Za-z_]\w*=/.test(word)) {
      shift()
      if (words.length === 0) return reading('set-config', 'generic', (word.split('=')[0] ?? ''), {}, 0.5)
    } else if (WRAPPERS.has(word) && words.length > 1) {
      // "watch the logs", "time to go": a wrapper in front of something that is no command is a word.
      shift()
      wrapped = true
      while (words[0]?.startsWith('-')) {
        const flag = words[0]
        shift()
        if (flag.length === 2 && own(WRAPPER_VALUES, word)?.includes((flag[1] ?? ''))) shift()
      }
      if (word === 'timeout' && /^\d/.test(words[0] ?? '')) shift()
    } else break
  }
  if (words.length === 0) return wrapped ? reading('run', 'generic', null, {}, 0.6) : null
  if (
    KEYWORDS.has((words[0] ?? ''))
  ) return words[0] === 'for' && !/^[\w]+$/.test(words[1] ?? '') ? null : words[0] === 'for' && words[2] !== 'in' && !(words[1] ?? '').startsWith('((') ? null : words[0] === 'select' ? null : 'nothing'
  const path = (words[0] ?? '')
  const name = (path.includes('/') && !path.includes('://') ? path.slice(path.lastIndexOf('/') + 1) : path).replace(/\.exe$/, '')
  const canonical = own(ALIASES, name) ?? name
  const known = Object.hasOwn(TOOLS, canonical) ? TOOLS[canonical] : undefined
  const named = serviceOfTool(canonical) === undefined ? undefined : anyTool(canonical)
  const program = known ? undefined : programOf(canonical) ?? named
  const isUnix = known === undefined && program === undefined && UNIX.has(canonical)
  const nested = (line: string): Reading | null => depth > 3 ? null : sqlReading(line) ?? readCommandLine(line, depth + 1)
  if (!known && !program && !isUnix) {
    if (
      words.length === 1 && depth === 0 && !wrapped && /^\.{0,2}\/[\w./-]+$|^[\w-]+\.(sh|py)$/.test(path)
    ) return reading('run', 'generic', path, {}, 0.8)
    if (/^\.{1,2}\//.test(path) && !looksLikeProse(words.slice(1), quoted.slice(1), false)) return reading('run', 'generic', path, {}, 0.8)
    const behind = words.slice(1)
    const subcommand = depth === 0 && looksLikeSubcommand(canonical, behind)
    if (subcommand || looksLikeTool(canonical, behind, quoted.slice(1), asRoot)) {
      return guess(parseArguments(behind, UNIX_BOOLEANS, ''), 'generic', canonical)
    }
    return depth > 0 || wrapped || command.piped ? sqlReading(words.join(' ')) : null
  }
  const rest = words.slice(1)
  const alone = !wrapped && !command.piped && !command.pipes && !command.writesFile && depth === 0
  if (looksLikeProse(rest, quoted.slice(1), isUnix && alone, canonical)) return null
  const found = known ?? (
    program ? { parse: program, booleans: PROGRAM_BOOLEANS, shortWithValue: 'nfo' } : {
      parse: unix(canonical), booleans: UNIX_BOOLEANS, shortWithValue: own(UNIX_VALUES, canonical) ?? '',
    }
  )
  const args = parseArguments(
    rest, canonical === 'docker' && name === 'docker-compose' ? new Set([...DOCKER_BOOLEANS]) : found.booleans, found.shortWithValue
  )
  const read = found.parse({ ...args, command: { ...command, words: rest }, nested, nestedWords: (inner) => readSimple(inner, depth + 1) })
  return read ?? unknownVerb(canonical, rest, quoted.slice(1), args)
}

/** Tools whose names are products that people talk about: `terraform slow` is no command, `git frobnicate` is one. */
const PRODUCTS = new Set(['docker', 'pulumi', 'terraform', 'aws', 'helm', 'vault', 'consul', 'nomad', 'serverless', 'packer', 'flux', 'sam', 'kind', 'service'])
const SERVICE_OF: Readonly<Record<string, Service>> = { git: 'git', gh: 'github', kubectl: 'kubernetes', helm: 'kubernetes', aws: 'aws', az: 'azure', gcloud: 'gcp', bq: 'gcp', gsutil: 'gcp', docker: 'docker', pulumi: 'pulumi', terraform: 'terraform', snow: 'snowflake' }

/** A verb that the tool's table doesn't have, in what is a command all the same: a flag, a name that is no word, nothing but the verb. */
function unknownVerb(tool: string, words: readonly string[], quoted: readonly boolean[], args: Pick<Arguments, 'positional' | 'flags'>): Reading | null {
  if (UNIX.has(tool)) return null
  if (words.some((word, i) => quoted[i] !== true && /^(?:of|by|from|to|in|on|for|with|the|and|or|at)$/.test(word))) return null
  const shaped = words.some((word, i) => quoted[i] === true || /^-{1,2}[a-z]|[-_/=:.\d]/i.test(word))
  const verbal = words.length <= 3 && (tool === 'git' || words.slice(0, 2).some((word) => operationOfPrefix(word) !== undefined))
  if (!shaped && (PRODUCTS.has(tool) || !(verbal || words.length === 1) || !words.every((word) => /^[a-z]+$/.test(word)))) return null
  return guess(args, own(SERVICE_OF, tool) ?? 'generic', tool)
}


function readSimple(words: string[], depth: number): Reading | null {
  if (depth > 3 || words.length === 0) return null
  const found = readCommand({ words, quoted: words.map(() => false), writesFile: false, piped: true, pipes: false }, depth)
  return found === 'nothing' ? null : found
}

const UNIX_BOOLEANS: ReadonlySet<string> = new Set(
  [
    'recursive', 'force', 'verbose', 'help', 'all', 'quiet', 'dry-run', 'delete', 'list', 'no-pager', 'follow', 'global', 'save',
    'save-dev', 'human-readable', 'archive', 'in-place', 'count', 'ignore-case', 'progress', 'reverse', 'permanent', 'reload', 'list-all',
    'spider', 'version', 'create-home', 'no-create-home', 'system',
  ]
)
const UNIX_VALUES: Readonly<Record<string, string>> = {
  bash: 'c', sh: 'c', zsh: 'c', su: 'c', psql: 'cdUhpf', mysql: 'euhDP', head: 'nc', tail: 'nc', journalctl: 'unpo', cut: 'dfbc',
  sort: 'kto', ssh: 'iplLRDo', scp: 'iP', find: '', tar: 'fC', wget: 'OPo', redis: 'hp', ping: 'ciW', mkfs: 't', mount: 'to',
  ansible: 'miaue', useradd: 'gGsudm', usermod: 'gGsaL', date: 'ds', ps: 'opu', nc: 'wp', dig: 't', rsync: 'e',
}
