import type { Operation } from '../operation.ts'

/**
 * The first word of an API operation, as cloud providers name them (`describe-instances`, `BatchGetItem`, `regenerateKey`), to what it
 * does.
 * Words that are missing are unknown, and unknown is a change.
 */
const PREFIXES: readonly (readonly [Operation, string])[] = [
  ['list', 'list'], ['get', 'get head batch-get show view read fetch retrieve exists exist download-url preview is has'],
  ['describe', 'describe inspect'], ['search', 'search lookup find discover filter query-objects'], ['query', 'query scan select'],
  ['validate', 'validate verify check evaluate lint test can'], ['simulate', 'simulate estimate predict what-if dry-run plan'],
  [
    'explain', 'help explain decode analyze',
  ], ['diff', 'diff compare detect'], ['status', 'wait status poll'], ['logs', 'tail logs log'], ['metrics', 'count metrics top'],
  ['create', 'create make add allocate request generate issue provision publish new launch register open build compose init fork clone'],
  [
    'update',
    'update modify change edit put replace patch apply upgrade migrate convert extend resize-disk transfer reset override write mark '
      + 'upload',
  ],
  ['set-config', 'set unset configure config tag untag label assign unassign use add-tags'], ['scale', 'scale resize increase decrease'],
  ['restart', 'restart reboot recycle'], ['deploy', 'deploy promote release redeploy push swap rollout'], ['rollback', 'rollback revert'],
  [
    'delete',
    'delete remove rm destroy terminate purge deregister clear drop release-address batch-delete cleanup del discard prune '
      + 'schedule-key-deletion',
  ],
  ['grant', 'grant authorize allow share invite permit add-permission add-iam-policy-binding'],
  ['revoke', 'revoke deny unshare disallow remove-permission remove-iam-policy-binding'], [
    'run', 'run invoke execute exec send call trigger publish-batch submit post rerun rest dispatch perform',
  ],
  ['refresh', 'refresh sync rebuild resync synchronize'], ['import', 'import load ingest copy-into'], [
    'export', 'export backup dump snapshot extract archive capture unload',
  ],
  ['restore', 'restore recover undelete undrop reset-state'], ['copy', 'copy cp download rsync replicate'], ['move', 'move mv rename'],
  [
    'stop', 'stop cancel pause suspend abort deallocate halt shutdown end quarantine kill stop-update',
  ], ['start', 'start resume begin unpause uncordon retry activate-pipeline'],
  ['enable', 'enable activate'], ['disable', 'disable deactivate'], [
    'attach', 'attach associate link connect-to bind join mount peer add-to',
  ],
  ['detach', 'detach disassociate unlink unbind unpeer leave unmount dissociate'], ['drain', 'drain cordon evict failover fail-over taint'],
  ['rotate', 'rotate renew regenerate reissue'], ['install', 'install uninstall'], [
    'authenticate', 'assume login logout sign-in activate-service-account auth presign sign',
  ],
  [
    'connect', 'connect ssh port-forward tunnel session browse-tunnel',
  ], ['approve', 'approve accept confirm reject'], ['lock', 'lock unlock'], ['merge', 'merge'],
  ['close', 'close'], ['reopen', 'reopen'], ['comment', 'comment review'],
]

const BY_PREFIX = new Map<string, Operation>()
for (const [operation, words] of PREFIXES) for (const word of words.split(' ')) BY_PREFIX.set(word, operation)

/** `batch-get-item`, `describe-stacks`, `list` → the operation; undefined where the first word is unknown. */
export function operationOfPrefix(name: string): Operation | undefined {
  const whole = BY_PREFIX.get(name)
  if (whole) return whole
  const parts = name.split('-')
  if (parts.length < 2) return undefined
  if (
    parts[0] === 'batch' || parts[0] === 'bulk' || parts[0] === 'force' || parts[0] === 'admin'
  ) return operationOfPrefix(parts.slice(1).join('-'))
  return BY_PREFIX.get(parts[0] + '-' + parts[1]) ?? BY_PREFIX.get((parts[0] ?? ''))
}
