import type { Operation } from '../operation.ts'

/**
 * English verbs of operations work. `strong` ones are orders about infrastructure whatever their object is; `object` ones need an object
 * that is
 * (delete the bucket, not: delete the last sentence); `read` ones never change anything.
 */
export interface Verb { lemma: string, operation: Operation, need: 'none' | 'object' | 'noun' | 'read' }
export type Form = 'base' | 's' | 'ed' | 'ing'

const STRONG: Partial<Record<Operation, string>> = {
  restart: 'reimage restart reboot bounce powercycle recycle relaunch reload respawn', deploy: 'deploy redeploy promote', scale: 'scale autoscale upscale downscale resize rescale rightsize', rollback: 'rollback',
  delete: 'deprovision decommission undeploy uninstall destroy terminate teardown nuke deregister unprovision', create: 'provision', drain: 'drain cordon evict taint', start: 'uncordon', authenticate: 'ssh-login', undo: 'undo', update: 'untaint', stop: 'deallocate', run: 'rerun', connect: 'ssh', refresh: 'resync reconcile',
} as Partial<Record<Operation, string>>
const OBJECT: Partial<Record<Operation, string>> = {
  delete: 'shred scrub expire invalidate unpublish delist strip-x delete remove drop erase purge wipe trash dispose eliminate clear prune scrap rm del axe unregister expunge empty flush clean', stop: 'stop kill pause halt suspend freeze abort cancel end quit hibernate unschedule interrupt deactivate-app', start: 'start launch resume unpause boot reactivate restart-up wake relaunch begin activate-app',
  rollback: 'revert discard', restore: 'restore recover undelete undrop unarchive extract decompress unzip untar', rotate: 'rotate renew regenerate reissue', grant: 'grant authorize authorise permit whitelist allowlist allow invite entitle', revoke: 'offboard revoke deny block blacklist denylist ban forbid disallow', enable: 'enable activate reenable', disable: 'archive-x disable deactivate unset mute',
  attach: 'enroll enrol attach associate mount link bind subscribe peer', detach: 'detach disassociate unmount unlink unbind dissociate disconnect unsubscribe', merge: 'merge rebase squash', reopen: 'reopen', approve: 'approve accept reject', import: 'import ingest load onboard hydrate', export: 'export backup dump snapshot unload archive compress zip tar gzip', copy: 'copy clone replicate duplicate download upload mirror pull checkout sync rsync scp',
  move: 'move rename migrate relocate transfer', run: 'replay redrive requeue enqueue resubmit submit benchmark-x execute trigger run invoke exec retry rerun re-run dispatch launch-job', install: 'install', lock: 'lock unlock', scale: 'prescale upsize downsize shrink', update: 'reword reinstall upsert recluster tune upgrade patch downgrade repair fix rebuild recreate reprovision reindex vacuum compact defragment throttle cap repoint retag reassign partition repartition reformat heal mend rewire reroute reshard rebalance remap demote resolve acknowledge ack silence snooze mute unmute suppress isolate quarantine fence hide unhide', close: 'close dismiss', 'set-config': 'configure reconfigure tag untag label relabel annotate taggify', refresh: 'refresh', comment: 'announce', extract: '',
} as Partial<Record<Operation, string>>
/** They count only with a noun of infrastructure: people create, change and add all kinds of things in a conversation. */
const NOUN: Partial<Record<Operation, string>> = {
  create: 'automate host reserve claim mint produce seed commit stash delegate page create add make build generate new construct register init initialize initialise spawn allocate request fork define touch insert open issue mint raise file setup bootstrap set-up schedule establish publish compile split', update: 'complete finish implement refactor rework simplify substitute adapt mark flag toggle flip designate elect enforce restrict limit prefix sign discard-changes update change modify edit alter adjust replace put rewrite tweak amend override reset convert optimize optimise switch point redirect rename-to truncate extract sort-in append prepend concatenate encrypt decrypt extend write save store assign protect unprotect secure harden close-off transform swap correct reduce-size strip format', 'set-config': 'set assign use pin',
  scale: 'increase decrease raise lower reduce double triple halve bump grow expand extend shrink boost', attach: 'connect join add-to', comment: 'comment post send notify leave', import: 'adopt seed populate', export: 'take', run: 'test simulate-run perform do process', grant: 'let share give expose', connect: 'login connect access forward', deploy: 'ship release rollout push apply publish-site', merge: '', lock: 'hold', approve: 'confirm', stop: 'break',
}
const READ: Partial<Record<Operation, string>> = {
  list: 'list enumerate count', get: 'show display get fetch retrieve print view give read output return see open-up pull-up bring-up-page dump-out report tell grab obtain echo present reveal lookup extract-info', describe: 'describe detail inspect examine', explain: 'assess evaluate guide choose propose profile interpret read-up explain summarize summarise clarify elaborate help teach analyze analyse debug diagnose troubleshoot investigate understand recommend suggest advise why discuss outline interpret guess answer define-term',
  metrics: 'visualize visualise plot chart graph',
  status: 'benchmark ensure inspect-health check verify confirm-status ping monitor watch wait ensure-ok examine probe test-if', logs: 'tail trace', diff: 'diff compare contrast differentiate', search: 'find search locate look discover identify determine detect scan filter', history: 'review audit track', cost: 'forecast predict estimate calculate compute price', simulate: 'render simulate preview plan dry-run dryrun', validate: 'validate lint', query: 'select query', chat: 'talk chat say imagine pretend play sing recite act respond reply translate paraphrase rephrase compose draft write-up proofread solve classify categorize rank rate convert-units',
}

const IRREGULAR: Readonly<Record<string, readonly [string, string]>> = {
  shrink: ['shrunk', 'shrinking'], rebuild: ['rebuilt', 'rebuilding'], build: ['built', 'building'], make: ['made', 'making'], run: ['run', 'running'], rerun: ['rerun', 'rerunning'], set: ['set', 'setting'], put: ['put', 'putting'], get: ['got', 'getting'], give: ['given', 'giving'], write: ['written', 'writing'], undo: ['undone', 'undoing'],
  split: ['split', 'splitting'], break: ['broken', 'breaking'], freeze: ['frozen', 'freezing'], forbid: ['forbidden', 'forbidding'], grow: ['grown', 'growing'], send: ['sent', 'sending'], swap: ['swapped', 'swapping'], show: ['shown', 'showing'], find: ['found', 'finding'], read: ['read', 'reading'], tell: ['told', 'telling'], see: ['seen', 'seeing'],
  wake: ['woken', 'waking'], bind: ['bound', 'binding'], unbind: ['unbound', 'unbinding'], hold: ['held', 'holding'], begin: ['begun', 'beginning'], quit: ['quit', 'quitting'], say: ['said', 'saying'], do: ['done', 'doing'], ssh: ['sshed', 'sshing'], unset: ['unset', 'unsetting'], reset: ['reset', 'resetting'], rewrite: ['rewritten', 'rewriting'],
}
const DOUBLED = new Set(
  (
    'drop stop ship plan ban tag untag rebase-x map strip bump-x swap log pin unplug zip tar squat rm clip permit submit rollback-x'
  ).split(' ')
)

const FORMS = new Map<string, { verb: Verb, form: Form }>()
function learn(table: Partial<Record<Operation, string>>, need: Verb['need']): void {
  for (const [operation, words] of Object.entries(table)) {
    for (const lemma of words.split(' ')) {
      if (lemma === '') continue
      const verb: Verb = { lemma, operation: operation as Operation, need }
      const add = (word: string, form: Form): void => { if (!FORMS.has(word)) FORMS.set(word, { verb, form }) }
      add(lemma, 'base')
      if (lemma.includes('-')) continue
      const irregular = IRREGULAR[lemma]
      const stem = lemma.endsWith('e') ? lemma.slice(0, -1) : DOUBLED.has(lemma) ? lemma + (lemma.at(-1) ?? '') : lemma
      add(/(s|x|z|ch|sh)$/.test(lemma) ? lemma + 'es' : /[^aeiou]y$/.test(lemma) ? lemma.slice(0, -1) + 'ies' : lemma + 's', 's')
      add(irregular?.[0] ?? (/[^aeiou]y$/.test(lemma) ? lemma.slice(0, -1) + 'ied' : stem + 'ed'), 'ed')
      add(irregular?.[1] ?? (lemma.endsWith('ee') ? lemma : stem) + 'ing', 'ing')
    }
  }
}
learn(STRONG, 'none')
learn(OBJECT, 'object')
learn(READ, 'read')
learn(NOUN, 'noun')

/** Verbs with a particle, which may stand after the object: "turn the server off". null: no operation of ours. */
const PHRASAL: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  spin: { up: 'create', down: 'delete' }, roll: { back: 'rollback', out: 'deploy', over: 'restart' }, tear: { down: 'delete' }, shut: { down: 'stop', off: 'stop' }, turn: {
    off: 'stop', on: 'start', up: 'scale', down: 'scale',
  }, switch: {
    off: 'stop', on: 'start', over: 'update', to: 'set-config', back: 'rollback',
  },
  bring: {
    up: 'start', down: 'stop', back: 'restore', online: 'start', offline: 'stop', under: 'import',
  }, take: { down: 'stop', offline: 'stop', back: 'rollback', out: 'drain', away: 'revoke', off: 'drain' }, blow: { away: 'delete', up: 'delete' }, kick: { off: 'run', out: 'revoke' }, clean: { up: 'delete', out: 'delete' }, scale: { up: 'scale', down: 'scale', out: 'scale', in: 'scale', back: 'scale' },
  set: { up: 'create' }, start: { up: 'start', over: 'restart' }, fire: { up: 'start' }, back: {
    up: 'export', out: 'rollback',
  }, stand: { up: 'create', down: 'stop' }, power: {
    off: 'stop', on: 'start', down: 'stop', up: 'start', cycle: 'restart',
  }, boot: { up: 'start' }, wind: { down: 'delete' }, get: { rid: 'delete' }, throw: { away: 'delete' }, 'cut': { over: 'update', off: 'revoke', down: 'scale', back: 'scale' },
  put: {
    back: 'restore', up: 'create', down: 'stop',
  }, push: { out: 'deploy', live: 'deploy', up: 'copy' }, go: { back: 'rollback', live: 'deploy' }, log: {
    in: 'authenticate', out: 'authenticate', into: 'connect',
  }, sign: { in: 'authenticate', out: 'authenticate' }, dial: { up: 'scale', down: 'scale', back: 'scale' }, crank: { up: 'scale' }, ramp: { up: 'scale', down: 'scale' }, swap: { out: 'update', in: 'update' },
  look: {
    up: 'search', at: 'get', into: 'explain', for: 'search', over: 'get',
  }, check: { on: 'status', in: 'status', out: 'get' }, pull: { up: 'get', down: 'copy' }, lock: { down: 'lock' }, open: { up: 'grant' }, close: { down: 'stop', off: 'revoke' }, drop: { off: 'copy' }, free: { up: 'delete' }, phase: { out: 'delete' }, whip: { up: 'create' }, pare: { down: 'scale' }, beef: { up: 'scale' }, ease: { off: 'scale' },
  fall: { back: 'rollback' }, hand: { over: 'move' }, let: { in: 'grant' }, sort: { out: 'update' }, break: { down: 'explain' }, fail: { over: 'drain' }, figure: { out: 'explain' }, find: { out: 'get' }, point: { out: 'explain' }, talk: {
    about: 'explain', through: 'explain',
  }, walk: { through: 'explain' }, run: { through: 'explain', down: 'list' }, hook: { up: 'attach' }, plug: { in: 'attach' }, wire: { up: 'attach' }, ditch: {}, zap: {}, whack: {}, dump: {}, toss: { out: 'delete', away: 'delete' }, 'ship': { out: 'deploy' },
}

/** Verbs that only a phrase makes meaningful are known as verbs too, so that an order is seen in them. */
const SLANG: Readonly<Record<string, Operation>> = {
  ditch: 'delete', zap: 'delete', whack: 'delete', toss: 'delete', kickstart: 'start', yeet: 'delete', spin: 'create', bin: 'delete',
  cull: 'delete', sunset: 'delete', retire: 'delete', park: 'stop', shelve: 'stop', quiesce: 'stop', unstick: 'restart',
}
for (const [lemma, operation] of Object.entries(SLANG)) {
  const verb: Verb = { lemma, operation, need: 'object' }
  const stem = lemma.endsWith('e') ? lemma.slice(0, -1) : lemma
  for (
    const [word, form] of [[lemma, 'base'], [stem + 'ed', 'ed'], [stem + 'ing', 'ing'], [lemma + 's', 's']] as const
  ) if (!FORMS.has(word)) FORMS.set(word, { verb, form })
}
for (const [word, lemma, form] of [['rolled', 'roll', 'ed'], ['rolling', 'roll', 'ing'], ['torn', 'tear', 'ed'], ['tearing', 'tear', 'ing'], ['spun', 'spin', 'ed'], ['spinning', 'spin', 'ing'], ['taken', 'take', 'ed'], ['taking', 'take', 'ing'], ['brought', 'bring', 'ed'], ['bringing', 'bring', 'ing'],
  ['turned', 'turn', 'ed'], ['shut', 'shut', 'ed'], ['thrown', 'throw', 'ed'], ['hit', 'hit', 'base'], ['turning', 'turn', 'ing'], ['shutting', 'shut', 'ing'], ['blown', 'blow', 'ed'], ['backed', 'back', 'ed'], ['backing', 'back', 'ing'], ['powered', 'power', 'ed'], ['powering', 'power', 'ing'], ['setting', 'set', 'ing'], ['kicking', 'kick', 'ing'], ['going', 'go', 'ing'], ['getting', 'get', 'ing'], ['dialed', 'dial', 'ed'], ['cutting', 'cut', 'ing']] as const) {
  if (!FORMS.has(word)) FORMS.set(word, { verb: { lemma, operation: 'update', need: 'noun' }, form })
}

export function verbOf(word: string): { verb: Verb, form: Form } | undefined {
  return FORMS.get(word)
}
/** The particles of a phrasal verb and what each makes of it. */
export function phrasalOf(lemma: string): Readonly<Record<string, Operation>> | undefined {
  return Object.hasOwn(PHRASAL, lemma) ? PHRASAL[lemma] : undefined
}
export const allVerbs = (): IterableIterator<string> => FORMS.keys()
/** A known verb's participle; undefined where it has none of its own. */
export function inflected(lemma: string, form: 'ed' | 'ing'): string | undefined {
  for (const [word, known] of FORMS) if (known.verb.lemma === lemma && known.form === form) return word
  return undefined
}
