import type { Part, Run, RunSummary } from '../../../shared/wire.ts'
import type { Plans } from '../../contracts.ts'
import { shortId } from '../landscape.ts'
import { momentOf } from './moment.ts'
import { ago, paragraph, plural, said, source, span, suggestions } from './parts.ts'

const TONE = {
  succeeded: 'safe', running: 'neutral', 'rolling-back': 'caution', 'rolled-back': 'caution', failed: 'danger', 'rollback-failed': 'danger',
  interrupted: 'danger', stopped: 'caution',
} as const

/** Where an answer about runs comes from. */
export const FROM_RUNS = source('Read from the record of runs · no change made')

/** "What changed today?": the runs since then, newest first. `since` undefined: all that are kept. */
export function changes(runs: readonly RunSummary[], since: Date | undefined, words: string, now: Date): Part[] {
  const found = runs.filter((run) => since === undefined || Date.parse(run.startedAt) >= since.getTime())
  if (found.length === 0) {
    return [
      paragraph(
        `Nothing was changed through here ${words}.${runs[0] ? ` The last run was ${runs[0].id}, ${ago(runs[0].startedAt, now)}: ${said(runs[0].title)}.` : ''}`
      ),
      suggestions(['is anything drifted?', 'what was changed past me']),
    ]
  }
  return [
    paragraph(`${plural(found.length, 'run')} ${words}:`),
    { kind: 'timeline', entries: found.slice(0, 200).map((run) => ({
      at: run.startedAt, tone: TONE[run.state],
      spans: [
        span(run.id, { to: run.id }),
        span(` ${said(run.title, 200)} · ${shortId(run.target)} · ${run.state.replace('-', ' ')} · approved by ${said(run.person, 80)}`),
      ],
    })) },
    FROM_RUNS,
  ]
}

/** "Why did the last change fail?": the last run that did not go well, what it says about itself, and the end of its log. */
export function failure(plans: Pick<Plans, 'runs' | 'run'>, now: Date): Part[] {
  const runs = plans.runs(200)
  const run = plans.run(runs.find((each) => each.state !== 'succeeded' && each.state !== 'running')?.id ?? 'run-0')
  if (!run) return [paragraph('No run on record failed.'), FROM_RUNS]
  const last = runs[0]
  const broken = run.steps.filter((step) => step.state === 'failed' || step.state === 'unknown')
  return [
    ...(
      last && last.id !== run.id
      && last.state === 'succeeded' ? [
        paragraph('The last change, ', span(last.id, { to: last.id }), `, succeeded. The last one that did not was ${run.id}:`),
      ] : []
    ),
    paragraph(
      span(run.id, { to: run.id }),
      ` (${said(run.title)}), ${ago(run.startedAt, now)}: ${said(run.conclusion ?? `it is ${run.state}.`, 1000)}`
    ),
    ...(
      broken.length > 0 ? [
        {
          kind: 'list' as const,
          items: broken.slice(0, 20).map(
            (step) => [span(`${step.operation} ${said(step.name, 80)}: `), span(said(step.detail ?? step.state, 500))]
          ),
        },
      ] : []
    ),
    ...(run.log.length > 0 ? [{ kind: 'code' as const, text: run.log.slice(-12).map(({ text }) => said(text, 600)).join('\n') }] : []),
    ...(
      run.canUndo ? [suggestions([`undo ${run.id}`, 'take back what it did'])] : run.state === 'interrupted' ? [
        suggestions([`settle ${run.id}`, 'say what became of it']),
      ] : []
    ),
    source('Read from the run\'s own record · no change made'),
  ]
}

/** The log of one run; `asked` where a run was named. */
export function logOf(run: Run | undefined, asked?: string): Part[] {
  if (!run && asked !== undefined) return [
    paragraph(`There is no ${said(asked, 40)} on record.`), suggestions(['list runs', 'every run that is on record']),
  ]
  if (!run) return [
    paragraph('There is no run whose log I could show. I have the logs of runs only; a resource\'s own logs are at its provider.'),
  ]
  return [
    paragraph(span(run.id, { to: run.id }), ` ${said(run.title)} · ${run.state}`),
    run.log.length === 0 ? paragraph('It wrote nothing.') : {
      kind: 'code', text: run.log.slice(-200).map(({ at, text }) => `${at.slice(11, 19)} ${said(text, 600)}`).join('\n'),
    },
    source('The end of the run\'s log · no change made'),
  ]
}

/** "today", "this week", "yesterday", "in the last 3 hours": since when, and the words for it. */
export function period(words: string, now: Date): [Date | undefined, string] {
  const back = /\blast (\d+) (hour|day|week|minute)s?/.exec(words)
  if (back) return [momentOf(back[0], now), `in the last ${back[1] ?? ''} ${back[2] ?? ''}s`]
  if (/\bweek\b/.test(words)) return [momentOf('this week', now), 'in the last seven days']
  if (/\bmonth\b/.test(words)) return [new Date(momentOf('today', now).getTime() - 29 * 86_400_000), 'in the last thirty days']
  if (/\byesterday\b/.test(words)) return [momentOf('yesterday', now), 'since yesterday']
  if (/\btoday\b/.test(words)) return [momentOf('today', now), 'today']
  return [undefined, 'so far']
}
