import type { ChangeOperation, Fidelity, Mode, PlanState, Risk } from '../../shared/plan.ts'
import type { RunState, RunStep } from '../../shared/wire.ts'
import { visible, visibleName } from '../../shared/visible.ts'
import type { IconName } from './Icon.tsx'

/** How a value reads and looks: always a word and an icon, and a tone that only repeats them. */
export interface Look { readonly word: string, readonly icon: IconName, readonly tone: 'neutral' | 'safe' | 'caution' | 'danger' | 'brand' }

/** Text from elsewhere (a provider, a program, another device) on one line, each character being what it looks like. */
export const shown = (text: string): string => visible(text)
/** A name or a value, which people compare: no space of it hides. */
export const named = (text: string): string => visibleName(text)
/** The same for blocks of several lines. */
export const shownLines = (text: string): string => visible(text, { lines: true })

export const operationLook: Readonly<Record<ChangeOperation, Look>> = {
  delete: { word: 'Delete', icon: 'minus', tone: 'danger' },
  replace: { word: 'Replace', icon: 'replace', tone: 'danger' },
  update: { word: 'Update', icon: 'tilde', tone: 'caution' },
  create: { word: 'Create', icon: 'plus', tone: 'safe' },
  forget: { word: 'Forget', icon: 'minus', tone: 'caution' },
  import: { word: 'Adopt', icon: 'plus', tone: 'caution' },
  refresh: { word: 'Read anew', icon: 'eye', tone: 'neutral' },
  read: { word: 'Read', icon: 'eye', tone: 'neutral' },
}

/** Deletes first: what is lost is read first. */
export const operationOrder: readonly ChangeOperation[] = ['delete', 'replace', 'forget', 'update', 'import', 'create', 'refresh', 'read']

export const riskLook: Readonly<Record<Risk, Look>> = {
  low: { word: 'Low risk', icon: 'shield', tone: 'safe' },
  medium: { word: 'Medium risk', icon: 'warning', tone: 'caution' },
  high: { word: 'High risk', icon: 'warning', tone: 'danger' },
  critical: { word: 'Critical risk', icon: 'stop', tone: 'danger' },
}

export const fidelityLook: Readonly<Record<Fidelity, Look>> = {
  exact: { word: 'exact', icon: 'check', tone: 'safe' },
  'server-validated': { word: 'server-validated', icon: 'check', tone: 'safe' },
  estimated: { word: 'estimated', icon: 'tilde', tone: 'caution' },
  'not-simulated': { word: 'not simulated', icon: 'warning', tone: 'danger' },
}

/** What each grade of fidelity is worth, in a sentence. */
export const fidelitySentence: Readonly<Record<Fidelity, string>> = {
  exact: 'The engine’s own preview against the real state.',
  'server-validated': 'The real API admitted this in a dry run.',
  estimated: 'Computed by a model of the service from its real current state.',
  'not-simulated': 'Nobody could try this beforehand. It counts as risk.',
}

export const modeLook: Readonly<Record<Mode, Look>> = {
  'read-only': { word: 'read-only', icon: 'lock', tone: 'neutral' },
  dev: { word: 'dev', icon: 'pencil', tone: 'brand' },
  production: { word: 'production', icon: 'shield', tone: 'caution' },
}

export const runLook: Readonly<Record<RunState, Look>> = {
  running: { word: 'running', icon: 'turning', tone: 'brand' },
  succeeded: { word: 'done', icon: 'check', tone: 'safe' },
  failed: { word: 'failed', icon: 'cross', tone: 'danger' },
  'rolling-back': { word: 'rolling back', icon: 'turning', tone: 'caution' },
  'rolled-back': { word: 'failed, rolled back', icon: 'undo', tone: 'caution' },
  'rollback-failed': { word: 'rollback failed', icon: 'stop', tone: 'danger' },
  interrupted: { word: 'outcome unknown', icon: 'question', tone: 'caution' },
  stopped: { word: 'stopped', icon: 'square', tone: 'caution' },
}

export const planLook: Readonly<Record<PlanState, Look>> = {
  drafted: { word: 'drafted', icon: 'clock', tone: 'neutral' },
  simulated: { word: 'simulated', icon: 'clock', tone: 'neutral' },
  awaiting: { word: 'waiting for you', icon: 'clock', tone: 'brand' },
  approved: { word: 'approved', icon: 'check', tone: 'brand' },
  rejected: { word: 'rejected', icon: 'cross', tone: 'neutral' },
  expired: { word: 'expired', icon: 'clock', tone: 'caution' },
  superseded: { word: 'replaced', icon: 'replace', tone: 'neutral' },
  ...runLook,
}

export const stepLook: Readonly<Record<RunStep['state'], Look>> = {
  waiting: { word: 'waiting', icon: 'circle', tone: 'neutral' },
  running: { word: 'running', icon: 'turning', tone: 'brand' },
  done: { word: 'done', icon: 'check', tone: 'safe' },
  failed: { word: 'failed', icon: 'cross', tone: 'danger' },
  skipped: { word: 'skipped', icon: 'minus', tone: 'neutral' },
  unknown: { word: 'unknown', icon: 'question', tone: 'caution' },
}

const grouping = new Intl.NumberFormat()
/** A whole number as people read it: 7, 12,304. Small ones are most, and asking the locale for each costs a card some milliseconds. */
export const grouped = (count: number): string => (count < 1000 ? String(count) : grouping.format(count))

/** "1 delete", "3 deletes". */
export const counted = (count: number, noun: string, plural = `${noun}s`): string => `${grouped(count)} ${count === 1 ? noun : plural}`

const vias: Readonly<Record<string, string>> = {
  terminal: 'a terminal', mcp: 'another program', schedule: 'a schedule', daemon: 'the daemon', sidebar: 'another browser',
}
/** Where something was asked, when it was not here. */
export const viaWord = (via: string): string => vias[via] ?? 'another place'

/** A target without its service: `pulumi:shop/dev` is shop/dev. */
export const targetWord = (target: string): string => shown(target.slice(target.indexOf(':') + 1))

/** A type token as people say it: `shop:index:Site` and `dynamic:Site` are sites. */
export function kindWord(kind: string): string {
  const last = kind.split(/[:/]/).filter((part) => part !== '').at(-1) ?? kind
  return shown(last.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase())
}
