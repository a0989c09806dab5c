import type { Operation } from '../operation.ts'

/**
 * The first word of an API operation, as cloud providers name them (`describe-instances`, `BatchGetItem`, `regenerateKey`), to what it
 * does.
 * Words that are missing are unknown, and unknown is a change.
 */
const PREFIXES: readonly (readonly [Operation, string])[] = [
  ['list', 'list'], ['get', 'get head batch-get show view read fetch retrieve exists exist download-url preview is has info count-items contains classify infer recognize translate derive display print whoami '
    + 'version export-template'],
  ['describe', 'describe inspect'], ['search', 'search lookup find discover filter query-objects'], ['query', 'query scan select'],
  ['validate', 'validate verify check evaluate lint test can'], ['simulate', 'simulate estimate predict what-if dry-run plan'],
  [
    'explain', 'help explain decode analyze',
  ], ['diff', 'diff compare detect'], ['status', 'wait status poll ping health monitor-status state'], ['logs', 'tail logs log events journal'], ['metrics', 'count metrics top'],
  ['create', 'create make add allocate request generate issue provision publish new launch register open build compose init fork clone purchase mint subscribe new-app define reserve bundle insert schedule mk generate-key'],
  [
    'update',
    'update modify change edit put replace patch upgrade migrate convert extend resize-disk transfer reset override write mark reimport '
      + 'complete resolve re-encrypt encrypt switchover backtrack split reload-tables commit repair fix format fmt alter mutate transact '
      + 'reconfigure',
  ],
  ['set-config', 'set unset configure config tag untag label unlabel annotate assign unassign use add-tags capacity website'], ['scale', 'scale resize increase decrease'],
  ['restart', 'restart reboot recycle'], ['deploy', 'deploy promote release redeploy push swap rollout apply up launch-stack continue-deployment'], ['rollback', 'rollback revert'],
  [
    'delete',
    'delete remove rm destroy terminate purge deregister clear drop release-address batch-delete cleanup del discard prune uninstall '
      + 'schedule-key-deletion dispose invalidate forget flush deprovision undeploy erase wipe undefine rmi down expire deprecate withdraw unregister',
  ],
  ['grant', 'grant authorize allow share invite permit add-permission add-iam-policy-binding'],
  ['revoke', 'retire revoke deny decline opt-out unshare disallow remove-permission remove-iam-policy-binding'], [
    'run', 'run invoke execute exec send call trigger publish-batch submit post rerun rest dispatch perform',
  ],
  ['refresh', 'refresh sync rebuild resync synchronize'], ['import', 'import load ingest copy-into'], [
    'export', 'export backup dump save snapshot extract archive capture unload',
  ],
  ['restore', 'restore recover undelete undrop reset-state'], ['copy', 'copy cp download upload rsync replicate pull'], ['move', 'move mv rename'],
  [
    'stop', 'stop cancel pause suspend abort deallocate halt shutdown poweroff end quarantine kill stop-update hibernate exit-standby unmonitor',
  ], ['start', 'start resume begin unpause uncordon retry activate-pipeline initiate boot poweron wake'],
  ['enable', 'enable activate'], ['disable', 'disable deactivate'], [
    'attach', 'attach associate link connect-to bind join mount peer add-to',
  ],
  ['detach', 'unsubscribe disconnect detach disassociate unlink unbind unpeer leave unmount dissociate'], ['drain', 'enter-standby drain cordon evict failover fail-over taint'],
  ['rotate', 'rotate renew regenerate reissue'], ['install', 'install reinstall'], [
    'authenticate', 'assume login logout signout sign-in global-sign-out forgot-password credential credentials token activate-service-account auth presign sign',
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
    parts[0] === 'batch' || parts[0] === 'bulk' || parts[0] === 'force' || parts[0] === 'admin' || parts[0] === 'transact' || parts[0] === 'try'
  ) return operationOfPrefix(parts.slice(1).join('-'))
  return BY_PREFIX.get(parts[0] + '-' + parts[1]) ?? BY_PREFIX.get((parts[0] ?? ''))
}
