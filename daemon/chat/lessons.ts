import { excerpt } from '../../shared/excerpt.ts'
import type { RiskFactor, Step } from '../../shared/plan.ts'
import type { Part } from '../../shared/wire.ts'
import { paragraph, plural, said, span, strong } from './answers/parts.ts'
import { anomalies, durations, lastFailure, together } from './memory/learned.ts'
import type { Lesson } from './memory/learned.ts'
import type { Needs } from './needs.ts'

/** What the history of the target says against a change: it raises the risk and is on the card. It can't lower anything. */
export function concernsOf(steps: readonly Step[], needs: Needs): RiskFactor[] {
  const target = steps[0]?.target
  if (target === undefined || !needs.memory) return []
  const memories = needs.memory.list(500, target)
  const failure = lastFailure(memories, target, steps)
  const told = ({ text, runs }: Lesson): string => `Unlike before: ${said(text, 220)}${runs.length === 0 ? '' : ` (${runs.slice(0, 3).join(', ')})`}`
  return [
    ...anomalies(memories, target, steps, needs.now?.() ?? new Date()).map((each) => ({
      level: each.level, text: excerpt(told(each), 300) })),
    ...(failure ? [{ level: 'medium' as const, text: excerpt(`${said(failure.text, 240)} (${failure.runs.join(', ')})`, 300) }] : []),
  ]
}

/** What memory has to say about a plan that was just made, each with the runs that say so. It only warns and informs. */
export function lessonsOf(steps: readonly Step[], needs: Needs): Part[] {
  const target = steps[0]?.target
  if (target === undefined || !needs.memory) return []
  const memories = needs.memory.list(500, target)
  const told = (label: string, lesson: Lesson): Part => paragraph(
    strong(label), ` ${said(lesson.text, 600)}`, ...lesson.runs.slice(0, 3).flatMap((run) => [' ', span(run, { to: run })]), '.'
  )
  const duration = durations(memories, target, steps)
  const failure = lastFailure(memories, target, steps)
  const partner = together(memories, target, steps)
  return [
    ...anomalies(memories, target, steps, needs.now?.() ?? new Date()).map((lesson) => told('Unlike before:', lesson)),
    ...(failure ? [told('Careful:', failure)] : []),
    ...(partner ? [told('From memory:', partner)] : []),
    ...(
      duration ? [
        paragraph(
          `Such a change took ${Math.round(duration.p50)} s, at worst ${Math.round(duration.p90)} s, in ${plural(duration.samples, 'earlier run')}.`
        ),
      ] : []
    ),
  ]
}
