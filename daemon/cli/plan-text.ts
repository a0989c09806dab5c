import { chip } from '../../shared/chip.ts'
import type { Change, PlanDocument, PropertyChange } from '../../shared/plan.ts'
import { visible, visibleName } from '../../shared/visible.ts'
import type { LoadedPlan } from './plan-document.ts'

/** Deletes first, as on the card. */
const order = ['delete', 'replace', 'update', 'create', 'other'] as const

function countsText({ counts }: PlanDocument['simulation']): string {
  return order.filter((operation) => counts[operation] > 0).map((operation) => `${counts[operation]} ${operation}`).join(', ') || 'no change to a resource'
}

function changeText({ operation, kind, name, properties, irreversible }: Change): string[] {
  return [
    `  ${operation.padEnd(8)} ${visibleName(name)} (${visibleName(kind)})${irreversible === undefined ? '' : `: can't be taken back: ${visible(irreversible)}`}`,
    ...properties.map((property) => `             ${propertyText(property)}`),
  ]
}

function propertyText({ path, before, after, unknown, secret }: PropertyChange): string {
  const value = (text: string | undefined): string => (secret ? '[secret]' : text === undefined ? '–' : visibleName(text))
  return `${visibleName(path)}: ${value(before)} → ${unknown ? 'known only after the run' : value(after)}`
}

/** A plan for a person at a terminal, all of it from the plan's own bytes. */
export function planText({ summary, document }: LoadedPlan): string {
  const { simulation, rollback } = document
  return [
    `${document.id}  ${visible(document.title)}  ${chip(summary.digest)}  ${summary.state}`,
    `  asked: ${visible(document.asked.words)}`,
    ...(document.asked.reading ? [`  read as: ${visible(document.asked.reading)}`] : []),
    ...document.targets.map((target) => `  on ${visible(target.title)}, ${target.mode} (${visible(target.place)})`),
    `  ${countsText(simulation)}; risk ${simulation.risk.level}; about ${Math.ceil(simulation.duration.p50)} s`,
    ...simulation.steps.flatMap(({ changes }) => changes).sort(byWeight).flatMap(changeText),
    ...simulation.steps.flatMap(({ outputs = [] }) => outputs).map((output) => `  output   ${propertyText(output)}`),
    ...simulation.unknowns.map((unknown) => `  unknown until it runs: ${visible(unknown)}`),
    ...simulation.risk.factors.map(({ level, text }) => `  ${level} risk: ${visible(text)}`),
    ...document.policy.filter(({ outcome }) => outcome !== 'passed').map(({ outcome, text }) => `  ${outcome}: ${visible(text)}`),
    `  if it fails: ${visible(rollback.summary)}`,
    ...rollback.irreversible.map(({ name, why }) => `  can't be taken back: ${visibleName(name)}: ${visible(why)}`),
    `  SHA-256 ${summary.digest}`,
  ].join('\n')
}

const weight = ({ operation }: Change): number => order.findIndex((one) => one === operation) >>> 0
const byWeight = (a: Change, b: Change): number => weight(a) - weight(b)
