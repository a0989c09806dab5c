import type { Operation } from '../operation.ts'
import type { Parameters } from '../classification.ts'
import type { Parser } from './arguments.ts'
import { own, reading, typed, valueOf } from './arguments.ts'
import { operationOfPrefix } from './verb-prefixes.ts'

/**
 * gh's second words (cli.github.com/manual). A checkout, a clone or a download writes to the machine that it runs on, so they are
 * changes.
 */
const GH: Readonly<Record<string, Operation>> = {
  list: 'list', ls: 'list', view: 'get', show: 'get', status: 'status', checks: 'status', diff: 'diff', verify: 'validate', 'verify-asset': 'validate', watch: 'status', check: 'validate', ports: 'list', logs: 'logs',
  'trusted-root': 'get', 'field-list': 'list', 'item-list': 'list', get: 'get', checkout: 'copy', co: 'copy', create: 'create', new: 'create', fork: 'create', merge: 'merge', close: 'close', reopen: 'reopen',
  delete: 'delete', remove: 'delete', 'delete-asset': 'delete', edit: 'update', rename: 'move', transfer: 'move', comment: 'comment', review: 'comment', ready: 'update', pin: 'update', unpin: 'update', lock: 'lock',
  unlock: 'lock', develop: 'create', archive: 'disable', unarchive: 'enable', sync: 'refresh', clone: 'copy', 'set-default': 'set-config', set: 'set-config', download: 'copy', upload: 'copy', rerun: 'run',
  cancel: 'stop', run: 'run', enable: 'enable', disable: 'disable', install: 'install', upgrade: 'install', uninstall: 'delete', login: 'authenticate', logout: 'authenticate', refresh: 'authenticate', token: 'authenticate',
  'setup-git': 'set-config', switch: 'set-config', stop: 'stop', ssh: 'connect', code: 'connect', jupyter: 'connect', cp: 'copy', rebuild: 'restart', add: 'create', 'item-add': 'create', 'item-create': 'create',
  'item-delete': 'delete', 'item-edit': 'update', 'item-archive': 'disable', 'update-branch': 'update', revert: 'rollback', link: 'attach', unlink: 'detach', copy: 'copy', 'mark-template': 'update', import: 'import',
  exec: 'run', 'deploy-key': 'list', 'autolink': 'list', gitignore: 'list', license: 'list', repos: 'search', issues: 'search', prs: 'search', code_search: 'search', commits: 'search', search: 'search', browse: 'get', jobs: 'list',
}
const KINDS: Readonly<Record<string, string>> = {
  pr: 'pull request', repo: 'repository', run: 'workflow run', cs: 'codespace', codespace: 'codespace', auth: 'login',
}

export const gh: Parser = ({ positional, flags, command }) => {
  const group = positional[0]?.toLowerCase()
  if (group === undefined) return flags.size > 0 ? reading('explain', 'github') : null
  if (flags.has('help')) return reading('explain', 'github', group)
  if (group === 'api') return api(positional, flags, command.piped)
  if (group === 'status') return reading('status', 'github')
  if (/^(?:environment|formatting|mintty|reference|exit-codes|accessibility|a11y)$/.test(group) || group === 'copilot') return reading('explain', 'github', positional[1] ?? group)
  if (positional.length === 1 && /^(?:pr|issue|repo|run|workflow|release|gist|secret|variable|label|project|codespace|cs|alias|auth|cache|config|extension|org|ruleset|ssh-key|gpg-key|attestation)$/.test(group)) return reading('explain', 'github', group)
  if (
    group === 'browse' || group === 'version' || group === 'help' || group === 'completion'
  ) return reading(group === 'browse' ? 'get' : 'explain', 'github', positional[1] ?? null)
  if (group === 'search') return reading('search', 'github', positional[1] ?? null, { words: positional.slice(2).join(' ') })
  let verb = positional[1]?.toLowerCase()
  let rest = positional.slice(2)
  if (group === 'auth' && verb === 'status') return reading('status', 'github')
  if (
    verb !== undefined && (verb === 'deploy-key' || verb === 'autolink' || verb === 'gitignore' || verb === 'license' || verb === 'ports')
    && rest[0] !== undefined
  ) { verb = rest[0]; rest = rest.slice(1) }
  const operation = own(GH, verb ?? '') ?? operationOfPrefix(verb ?? '')
  if (operation === undefined) return verb === undefined || !/^[a-z-]+$/.test(verb) ? null : reading(
    'run', 'github', rest[0] ?? null, { kind: group }, 0.6
  )
  const parameters: Parameters = { kind: own(KINDS, group) ?? group }
  const repository = valueOf(flags, 'R', 'repo')
  if (repository !== undefined) parameters.repository = repository
  if (
    group === 'run' && verb === 'view' && (flags.has('log') || flags.has('log-failed'))
  ) return reading('logs', 'github', rest[0] ?? null, parameters)
  if (verb === 'review' && flags.has('approve')) return reading('approve', 'github', rest[0] ?? null, parameters)
  const target = rest[0] ?? valueOf(flags, 'title', 't', 'name', 'n') ?? (
    operation === 'list' ? group : repository ?? parameters.kind as string
  )
  if (group === 'secret' || group === 'variable') {
    const body = valueOf(flags, 'body', 'b')
    if (body !== undefined && group === 'variable') parameters.value = typed(body)
  }
  return reading(flags.has('dry-run') ? 'simulate' : operation, 'github', target, parameters)
}

/** `gh api`: a GET unless a method or a field says otherwise (fields turn it into a POST); GraphQL by its first word. */
function api(positional: string[], flags: ReadonlyMap<string, string | true>, piped: boolean) {
  const path = positional[1] ?? null
  const method = (valueOf(flags, 'X', 'method') ?? '').toUpperCase()
  const sends = ['f', 'F', 'field', 'raw-field', 'input'].some((name) => flags.has(name)) || piped
  if (path === 'graphql') {
    const query = [...flags.values()].filter((value) => typeof value === 'string').join(' ')
    return reading(/\bmutation\b/.test(query) || !/query\s*=?/.test(query) ? 'run' : 'get', 'github', 'graphql')
  }
  const operation: Operation = method === 'DELETE' ? 'delete' : method === 'GET' || method === 'HEAD' || (method === '' && !sends) ? 'get' : method === 'PATCH' || method === 'PUT' ? 'update' : 'create'
  return reading(operation, 'github', path)
}

const GIT: Readonly<Record<string, Operation>> = {
  status: 'status', log: 'history', shortlog: 'history', diff: 'diff', show: 'get', blame: 'history', reflog: 'history', grep: 'search', 'ls-files': 'list', 'ls-remote': 'list', 'ls-tree': 'list', describe: 'get', 'rev-parse': 'get',
  'rev-list': 'list', 'cat-file': 'get', whatchanged: 'history', help: 'explain', version: 'get', 'merge-base': 'get', 'name-rev': 'get', cherry: 'diff', 'show-branch': 'list', 'show-ref': 'list', 'for-each-ref': 'list', 'check-ignore': 'validate',
  fsck: 'validate', 'count-objects': 'metrics', 'range-diff': 'diff', bisect: 'run', add: 'update', commit: 'create', push: 'deploy', pull: 'refresh', fetch: 'refresh', merge: 'merge', rebase: 'merge', 'cherry-pick': 'merge', reset: 'rollback', revert: 'rollback',
  checkout: 'update', switch: 'update', restore: 'restore', clone: 'copy', init: 'create', rm: 'delete', mv: 'move', clean: 'delete', gc: 'delete', prune: 'delete', am: 'merge', apply: 'update', 'filter-branch': 'update', submodule: 'update', worktree: 'create',
  'update-index': 'update', 'format-patch': 'export', archive: 'export', bundle: 'export', notes: 'comment', maintenance: 'run', lfs: 'run', svn: 'run', 'symbolic-ref': 'set-config', credential: 'authenticate', annotate: 'history', 'diff-tree': 'diff', 'verify-commit': 'validate', 'verify-tag': 'validate', 'diff-index': 'diff', 'diff-files': 'diff', difftool: 'diff', 'merge-tree': 'get', 'hash-object': 'get', var: 'list', instaweb: 'get', gui: 'get', citool: 'get',
  'check-attr': 'get', 'check-mailmap': 'get', 'check-ref-format': 'validate', 'rev-name': 'get', stripspace: 'get', 'show-index': 'get', 'unpack-file': 'get', 'get-tar-commit-id': 'get', 'patch-id': 'get',
  // git-extras and others that are asked for as if they were git's own.
  effort: 'metrics', fame: 'metrics', guilt: 'metrics', info: 'get', count: 'metrics', summary: 'describe', authors: 'list', missing: 'diff', locked: 'list', delta: 'diff', brv: 'list', 'commits-since': 'history',
  'local-commits': 'list', standup: 'history', browse: 'get', 'browse-ci': 'get', cliff: 'get', sizer: 'metrics', root: 'get', contrib: 'history', 'show-tree': 'history', 'show-merged-branches': 'list', 'show-unmerged-branches': 'list', 'verify-pack': 'validate', extras: 'explain', absorb: 'update', repack: 'update', mktag: 'create', mktree: 'create', 'commit-tree': 'create', 'write-tree': 'create',
  'read-tree': 'update', 'update-ref': 'update', 'fast-import': 'import', 'fast-export': 'export', subtree: 'update', mergetool: 'update', rerere: 'update', replace: 'update', annex: 'update', flow: 'create', 'send-email': 'comment', 'request-pull': 'comment',
}

/** What these look at, where the word before them would change something. */
const READS_BEHIND: Readonly<Record<string, Operation>> = {
  list: 'list', show: 'get', log: 'history', visualize: 'history', view: 'history', verify: 'validate', 'list-heads': 'list', 'ls-files': 'list', status: 'status', logs: 'logs', env: 'get', locks: 'list', diff: 'diff', terms: 'get', help: 'explain', whoknows: 'list', summary: 'diff', foreach: 'run',
}

export const git: Parser = ({ positional, flags }) => {
  const verb = positional[0]?.toLowerCase()
  if (verb === undefined) return flags.size > 0 ? reading('explain', 'git') : null
  const rest = positional.slice(1)
  const any = (...names: string[]): boolean => names.some((name) => flags.has(name))
  if (any('help')) return reading('explain', 'git', verb)
  if (verb === 'branch') return reading(
    any('d', 'D', 'delete') ? 'delete' : any('m', 'M', 'move') ? 'move' : any(
      'u', 'set-upstream-to', 'unset-upstream', 'f'
    ) ? 'set-config' : rest.length > 0 && !any('list', 'contains', 'merged', 'no-merged') ? 'create' : 'list',
    'git', rest[0] ?? 'branch'
  )
  if (verb === 'tag') return reading(
    any('d', 'delete') ? 'delete' : rest.length > 0 && !any('l', 'list', 'contains', 'n', 'points-at', 'v') ? 'create' : 'list', 'git',
    rest[0] ?? 'tag'
  )
  if (verb === 'remote') return reading(
    rest.length === 0 || rest[0] === 'show' || rest[0] === 'get-url' ? 'list' : rest[0] === 'add' ? 'create' : rest[0] === 'remove' || rest[0] === 'rm' || rest[0] === 'prune' ? 'delete' : rest[0] === 'rename' ? 'move' : 'set-config',
    'git', rest[1] ?? 'remote'
  )
  if (verb === 'stash') return reading(
    rest[0] === 'list' ? 'list' : rest[0] === 'show' ? 'diff' : rest[0] === 'drop' || rest[0] === 'clear' ? 'delete' : rest[0] === 'pop' || rest[0] === 'apply' ? 'restore' : 'create',
    'git', 'stash'
  )
  if (verb === 'config') return reading(
    any('list', 'l', 'get', 'get-all', 'get-regexp') || (
      rest.length === 1 && !any('unset', 'e', 'edit')
    ) || rest[0] === 'get' || rest[0] === 'list' ? 'get' : 'set-config',
    'git', rest[0] ?? 'config'
  )
  if (verb === 'submodule') return reading(
    rest[0] === 'status' || rest[0] === 'summary' ? 'status' : rest[0] === 'add' ? 'create' : rest[0] === 'deinit' ? 'delete' : 'update',
    'git', rest[1] ?? 'submodule'
  )
  if (verb === 'worktree' && rest[0] === 'list') return reading('list', 'git', 'worktree')
  if (verb === 'worktree' && rest[0] === 'remove') return reading('delete', 'git', rest[1] ?? 'worktree')
  if (verb === 'reflog' && (rest[0] === 'expire' || rest[0] === 'delete')) return reading('delete', 'git', 'reflog')
  if (verb === 'apply' && any('check', 'stat')) return reading('validate', 'git', rest[0] ?? null)
  if ((verb === 'notes' || verb === 'bisect' || verb === 'lfs' || verb === 'bundle' || verb === 'rerere' || verb === 'annex' || verb === 'secret' || verb === 'submodule' || verb === 'sparse-checkout' || verb === 'maintenance') && own(READS_BEHIND, rest[0] ?? '') !== undefined) return reading(own(READS_BEHIND, rest[0] ?? '') ?? 'get', 'git', rest[1] ?? verb)
  if ((verb === 'symbolic-ref' || verb === 'submodule' || verb === 'alias') && rest.length < (verb === 'symbolic-ref' ? 2 : 1) && !any('d', 'delete')) return reading('get', 'git', rest[0] ?? verb)
  if (verb === 'lfs' && rest[0] === 'track' && rest.length === 1) return reading('list', 'git', 'lfs')
  if (verb === 'hash-object' && any('w')) return reading('create', 'git', rest.at(-1) ?? null)
  if (any('list', 'listall', 'tool-help') && own(GIT, verb) !== 'history') return reading('list', 'git', verb)
  if (verb === 'push' && (any('d', 'delete') || rest.some((word) => /^:./.test(word)))) return reading('delete', 'git', (valueOf(flags, 'delete', 'd') ?? rest.at(-1))?.replace(/^:/, '') ?? null)
  if (any('abort', 'quit') && /^(?:rebase|merge|cherry-pick|revert|am)$/.test(verb)) return reading('stop', 'git', verb)
  const operation = own(GIT, verb)
  if (operation === undefined) return /^[a-z][a-z-]*$/.test(verb) && rest.length === 0 ? reading('run', 'git', verb, {}, 0.5) : null
  return reading(any('dry-run') || (any('n') && verb === 'clean') ? 'simulate' : operation, 'git', rest.at(-1) ?? null)
}
