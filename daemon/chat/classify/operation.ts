/**
 * The closed vocabulary of what a message can ask for. Every operation has one effect, and that is the only place where an effect comes
 * from:
 * a parser that recognises an operation can't disagree with another one about whether it changes something.
 *
 * Names are stable: plans, memory and the audit keep them. Adding one is fine, renaming one is not.
 */
export type Effect = 'read' | 'change'

const READS = {
  list: 'several things of a kind, or how many there are',
  get: 'one thing, or one value of it',
  describe: 'one thing in full',
  explain: 'why, what or how: an answer in words, also every question about how a change would be made',
  logs: 'log lines, traces and events of a resource',
  metrics: 'numbers over time: load, memory, latency, usage',
  diff: 'what differs between two things, and drift',
  status: 'whether something is up, healthy, finished',
  history: 'what changed, when and by whom',
  cost: 'money: bills, prices, forecasts',
  simulate: 'what a change would do, without doing it (plan, preview, dry run)',
  search: 'things that fit words or a filter',
  query: 'rows out of a database',
  validate: 'whether a file, template or policy is right',
  chat: 'conversation that has nothing to do with infrastructure',
} as const

const CHANGES = {
  create: 'make something new',
  update: 'change what is there',
  scale: 'more or fewer, bigger or smaller',
  restart: 'stop and start again',
  deploy: 'bring a program, image or manifest to what runs',
  rollback: 'go back to an earlier version',
  undo: 'reverse what was just done here',
  delete: 'remove for good',
  'set-config': 'set a configuration value, label, tag or setting',
  grant: 'give access',
  revoke: 'take access away',
  merge: 'merge a pull request or branch',
  close: 'close an issue or pull request',
  reopen: 'open again what was closed',
  comment: 'say something where others read it: comments, reviews, messages',
  run: 'run a command, job, task, function or statement whose effect is not known',
  refresh: 'read the real world back into the recorded state',
  import: 'take an existing resource or data under management',
  export: 'write a copy of data somewhere else (dump, snapshot, backup, unload)',
  restore: 'bring data back from a copy',
  copy: 'copy files or data from one place to another',
  move: 'move or rename',
  stop: 'stop, pause, suspend, cancel',
  start: 'start, resume',
  enable: 'turn a feature on',
  disable: 'turn a feature off',
  attach: 'connect two resources for good (volume, policy, peering)',
  detach: 'take them apart',
  drain: 'move work away: drain, cordon, evict, taint',
  rotate: 'replace a key, secret or certificate',
  install: 'put software on a machine or cluster',
  authenticate: 'log in or mint credentials, also where the command is called get-…',
  connect: 'open a session or tunnel: port-forward, ssh, attach',
  approve: 'approve or accept on the far side',
  lock: 'lock or unlock',
} as const

export type ReadOperation = keyof typeof READS
export type ChangeOperation = keyof typeof CHANGES
export type Operation = ReadOperation | ChangeOperation

/** Every operation with its meaning in words, in the order in which documents list them. */
export const OPERATIONS: Readonly<Record<Operation, string>> = { ...READS, ...CHANGES }

/** The effect of an operation. There is no way to get a read out of a changing operation. */
export function effectOf(operation: Operation): Effect {
  return operation in READS ? 'read' : 'change'
}

/**
 * How bad it would be to overlook this operation among others: a composite line or a message with several orders takes the worst.
 * Only the order matters.
 */
const SEVERITY: Partial<Record<Operation, number>> = {
  delete: 9, drain: 7, rollback: 7, undo: 7, stop: 7, revoke: 7, restore: 7, rotate: 6, detach: 6, disable: 6, grant: 6, run: 6,
  restart: 6, deploy: 6, scale: 6, merge: 6, authenticate: 3, connect: 3, copy: 4, export: 3, chat: -1,
}

/** 0 for a read, at least 3 for a change. */
export function severityOf(operation: Operation): number {
  return SEVERITY[operation] ?? (effectOf(operation) === 'change' ? 5 : 0)
}
