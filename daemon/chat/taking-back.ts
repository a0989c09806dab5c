import type { Part } from '../../shared/wire.ts'
import { momentOf } from './answers/moment.ts'
import { paragraph, plural, said, span } from './answers/parts.ts'
import { FROM_RUNS } from './answers/record.ts'
import { shortId } from './landscape.ts'
import type { Needs } from './needs.ts'
import type { Back } from './planner/back.ts'
import { setsKey } from './setting-runs.ts'

/** The run whose undoing does what was asked for, or the words in which it is asked about: several runs are never undone by one word. */
export function runToTakeBack(back: Back, needs: Needs, now: Date): { readonly run: string } | { readonly parts: Part[] } {
  const runs = needs.plans.runs(500).filter(({ target }) => target === back.target)
  const where = shortId(back.target)
  if ('setting' in back) {
    const last = runs.find((run) => run.state !== 'rolled-back' && setsKey(run, back.setting, needs))
    if (last?.canUndo === true) return { run: last.id }
    return {
      parts: [
        last ? paragraph(span(last.id, { to: last.id }), ` set ${back.setting} last, and can't be undone${last.undoneBy === undefined ? '' : `: ${last.undoneBy} did that already`}. Nothing was changed.`)
          : paragraph(`No run on record set ${back.setting} in ${where}, so there is nothing to go back to. Nothing was changed.`),
        FROM_RUNS,
      ],
    }
  }
  const moment = momentOf(back.since, now)
  const found = runs.filter((run) => run.canUndo && Date.parse(run.startedAt) >= moment.getTime())
  const [only, other] = found
  const clock = moment.toLocaleString('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' })
  if (!only) return { parts: [paragraph(`Since ${clock} no run changed ${where} that could be undone. Nothing was changed.`), FROM_RUNS] }
  if (!other) return { run: only.id }
  return {
    parts: [{
      kind: 'choice',
      question: `Since ${clock}, ${plural(found.length, 'run')} changed ${where}. Each is undone by a plan of its own, the newest first.`,
      options: found.slice(0, 4).map(({ id, title }) => ({ label: `Undo ${id}: ${said(title, 60)}`, text: `undo ${id}` })),
    }],
  }
}
