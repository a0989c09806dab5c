import type { Part, PlanSummary, RunSummary } from '../../../shared/wire.ts'
import { timeOfDay } from '../../../shared/time-of-day.ts'
import type { Actor, Plans } from '../../contracts.ts'
import { shortId } from '../landscape.ts'
import type { Audit, Needs } from '../needs.ts'
import { ago, code, paragraph, plural, said, source, span, strong, suggestions, table } from './parts.ts'
import { changes, period } from './record.ts'

/** An answer about Countersign itself; `plan` where its card belongs beside it. */
export interface Itself { readonly parts: readonly Part[], readonly plan?: string }

const LEAD = '^(?:(?:please|hey|ok(?:ay)?|so|and|now|can you|could you|would you|can i|may i),?\\s+)*'
const asked = (form: string): RegExp => new RegExp(`${LEAD}(?:${form})[\\s.!?]*$`, 'i')
const SHOW = '(?:show|list|see|read|open|get|give)(?: me)?(?: all)?(?: of)?(?: the| my| our| your)?'

const WAITING = asked(
  `${SHOW}(?: open| pending| waiting)* plans|(?:what|which|whose)?(?: open)? ?plans? (?:is|are) (?:there|open|waiting|pending)\\b.*|open plans`
  + '|what(?:\'s| is) (?:waiting|pending|still open)(?: for (?:me|us|(?:my )?approval|a code))?|what (?:do|should|must|can) i (?:have to )?(?:approve|sign|countersign)'
  + '|(?:is )?(?:there )?(?:anything|something) (?:waiting|pending|to (?:approve|sign|countersign))(?: for (?:me|us|(?:my )?approval))?'
)
const ONE_PLAN = /\bplan-\d+\b/i
const TRAIL = asked(`(?:${SHOW} )?(?:audit|audit (?:trail|log|record)|record|ledger)|what(?:'s| is) (?:in|on) (?:the )?(?:audit(?: trail| log)?|record)`)
const WHOLE = asked(
  '(?:verify|check|prove|validate|is)(?: that| if| whether)?(?: the| your| our)? (?:audit(?: trail| log)?|record|history|ledger)'
  + '(?: is)?(?: still)?(?: whole| intact| complete| untouched| unchanged| ok(?:ay)?| tampered(?: with)?| genuine)?'
)
const RUNS = asked(`(?:${SHOW} )?(?:last |latest |recent |previous |past )*(?:\\d+ )?runs(?: so far)?|which runs (?:are|were) there|what (?:have|did) you (?:do|done|change|changed|run)(?: so far| today| yesterday| this week| this month)?`)
const WHO = asked('who am i|who (?:do you think )?(?:i am|am i)|which device is this|what am i (?:called|signed in as)')
const MODE = asked('(?:in )?(?:what|which) modes?(?: is| are| does| do)?(?: .{1,80})?|(?:what(?:\'s| is| are) )?the modes?(?: of .{1,80})?|is .{1,60} (?:read[- ]only|writable|changeable)')

/**
 * Questions about Countersign itself that need no look at the infrastructure: which plans wait, one plan with its card, what is on the
 * record and who can check it, the runs, who is asking, the modes. undefined: none of those.
 */
export function itself(text: string, actor: Actor, needs: Pick<Needs, 'plans' | 'audit' | 'now'>): Itself | undefined {
  const words = text.trim()
  const now = needs.now?.() ?? new Date()
  const plan = ONE_PLAN.exec(words)?.[0].toLowerCase()
  if (plan !== undefined && SHOWN_PLAN.test(words)) return onePlan(plan, words, needs.plans)
  if (WHO.test(words)) return { parts: [paragraph(
    'To me you are ', strong(said(actor.person, 80)), ', on ', strong(said(actor.deviceName, 80)),
    ` (${actor.via}): every request that this device signs, and every approval, is on the record under that name.`
  )] }
  if (STOP.test(words)) return { parts: stopping(needs.plans.runs(50)) }
  if (ASSENT.test(words)) return assent(needs.plans.list(200), now)
  if (WAITING.test(words)) return { parts: waiting(needs.plans.list(200), now) }
  if (WHOLE.test(words)) return { parts: whole(needs.audit) }
  if (TRAIL.test(words)) return { parts: trail(needs.audit, now) }
  if (RUNS.test(words)) return { parts: changes(needs.plans.runs(lastOf(words)), ...period(words.toLowerCase(), now), now) }
  if (MODE.test(words)) return modes(words, needs.plans)
  return undefined
}

const STOP = asked('(?:stop|cancel|abort|halt)(?: (?:it|that|this|(?:the |this )?(?:run|running (?:change|run))|run-\\d+))?')

/** A run is stopped by a signed request of its own, which says which run; what a message says may be about anything. */
function stopping(runs: readonly RunSummary[]): Part[] {
  const [going] = runs.filter(({ state }) => state === 'running' || state === 'rolling-back')
  return going === undefined ? [paragraph('No run is going on, so there is nothing to stop.')]
    : [paragraph(span(going.id, { to: going.id }), ` (${said(going.title, 200)}) is ${going.state}. Press Stop on its card, or run `, code(`countersign stop ${going.id}`), ': what is in flight finishes, and nothing more begins.')]
}

/** What people say to a plan that they want to be carried out. */
const ASSENT = new RegExp('^(?:(?:yes|yeah|yep|ok(?:ay)?|sure|please|alright)[\\s,!.]+)*'
  + '(?:yes|(?:i )?(?:approve|confirm|countersign|accept|sign)(?: (?:it|this|that|(?:the |this )?(?:plan|change)s?))?|do it|go ahead|go for it|proceed|make it so)'
  + '(?:[\\s,]+(?:please|now))*[\\s.!]*$', 'i')

function assent(plans: readonly PlanSummary[], now: Date): Itself {
  const [only, other] = plans.filter(({ state }) => state === 'awaiting')
  return {
    ...(only && !other && { plan: only.id }),
    parts: [
      paragraph('A message approves nothing. Press Approve & Execute on a plan’s card, or run ', code(`countersign approve ${only?.id ?? 'PLAN'}`), ', and type the code that your terminal shows.'),
      ...waiting(plans, now),
    ],
  }
}

/** A plan that is only named is looked at; so is one that is to be approved or rejected, which a message can't do. */
const SHOWN_PLAN = asked(
  `(?:${SHOW} )?plan-\\d+|(?:what(?:'s| is)|explain|describe|tell me about|where is|how is) plan-\\d+.*|(?:approve|accept|sign|countersign|confirm|execute|run|apply|reject|decline|cancel|drop|discard|withdraw) plan-\\d+.*`
)

function onePlan(id: string, words: string, plans: Pick<Plans, 'get'>): Itself {
  const found = plans.get(id)?.summary
  if (!found) return { parts: [paragraph(`There is no ${id}. Nothing was done.`), suggestions(['what is waiting for me?', 'the plans that can still be approved'])] }
  const wanted = /\b(approve|accept|sign|countersign|confirm|execute|run|apply)\b/i.test(words) ? 'approve'
    : /\b(reject|decline|cancel|drop|discard|withdraw)\b/i.test(words) ? 'reject' : undefined
  const open = found.state === 'awaiting'
  return {
    plan: id,
    parts: [
      paragraph(span(id, { to: id }), ` (${said(found.title, 200)}) is ${found.state}.`),
      ...(wanted === undefined || !open ? [] : [wanted === 'approve'
        ? paragraph('A message approves nothing. Press Approve & Execute on its card, or run ', code(`countersign approve ${id}`), ', and type the code that your terminal shows.')
        : paragraph('A message rejects nothing, because a rejection is signed by your device. Press Reject on its card, or run ', code(`countersign reject ${id}`), '.')]),
      ...(wanted !== undefined && !open ? [paragraph(`So it can't be ${wanted === 'approve' ? 'approved' : 'rejected'} any more; nothing was changed.`)] : []),
    ],
  }
}

const lastOf = (words: string): number => Math.min(500, Math.max(1, Number(/\b(\d{1,3}) runs\b/.exec(words)?.[1] ?? 500)))

function waiting(plans: readonly PlanSummary[], now: Date): Part[] {
  const open = plans.filter(({ state }) => state === 'awaiting')
  if (open.length === 0) {
    const last = plans[0]
    return [paragraph(`No plan waits for you.${last ? ` The last one, ${last.id} (${said(last.title, 120)}), is ${last.state}.` : ''}`), source('Read from the plans in the store · no change made')]
  }
  return [
    paragraph(`${plural(open.length, 'plan')} ${open.length === 1 ? 'waits' : 'wait'} for a code; nothing of ${open.length === 1 ? 'it' : 'them'} has been done:`),
    table(['Plan', 'What', 'Where', 'Risk', 'Asked by', 'Until'], open.slice(0, 50).map((plan) => [
      span(plan.id, { to: plan.id }), said(plan.title, 160), shortId(plan.target),
      { spans: [{ text: plan.risk }], tone: plan.risk === 'low' ? 'safe' as const : plan.risk === 'medium' ? 'caution' as const : 'danger' as const },
      `${said(plan.person, 60)}, ${ago(plan.createdAt, now)}`, timeOfDay(plan.expiresAt, { seconds: false }),
    ])),
    source('Read from the plans in the store · no change made'),
  ]
}

const RECORDED = 30

function trail(audit: Audit, now: Date): Part[] {
  const entries = audit.entries({ newest: true, limit: RECORDED })
  return [
    paragraph(`The newest ${plural(entries.length, 'entry', 'entries')} of ${audit.size}:`),
    table(['Entry', 'When', 'What', 'Who', 'About'], entries.map((entry) => {
      const about = entry.run ?? entry.plan
      return [
        span(`#${entry.sequence}`, { to: `entry-${entry.sequence}` }), ago(entry.at, now), code(entry.kind),
        `${said(entry.actor.person, 60)} (${entry.actor.via})`, about === undefined ? '' : span(about, { to: about }),
      ]
    })),
    suggestions(['verify the record', 'how far it is signed for, and who can check it'], ['what changed today?', 'the runs on record']),
    source('Read from the record · no change made'),
  ]
}

/** How far the record is signed for. That it is whole is for somebody else to say: who would forge it would forge this sentence. */
function whole(audit: Audit): Part[] {
  const { size, root } = audit.checkpoint()
  return [
    paragraph(`The record has ${plural(audit.size, 'entry', 'entries')}; ${size === audit.size ? 'all' : size} of them are signed for, under the root `, code(root), '.'),
    paragraph(
      'Don\'t take my word for it: ', code('countersign audit verify'), ' computes that root from every entry without me, and finds the first one that was altered. '
        + 'The sidebar checks too, whenever it reads the record: the history that it saw before has to be the beginning of the one that it sees now.'
    ),
    source('Read from the signed checkpoint · no change made'),
  ]
}

const MEANS = {
  'read-only': 'nothing can be changed; a plan is refused before it is made', dev: 'a change takes a plan and a code',
  production: 'as dev, and no unknowns on what is protected; what can\'t be taken back is ticked by its name',
} as const

function modes(words: string, plans: Pick<Plans, 'targets'>): Itself | undefined {
  const all = plans.targets()
  const named = all.filter(({ id }) => [shortId(id), ...shortId(id).split('/').slice(-1)].some((name) => ` ${words.toLowerCase().replace(/[^\p{L}\p{N}_./-]+/gu, ' ')} `.includes(` ${name.toLowerCase()} `)))
  // The mode of anything else is no business of this: "what mode is the load balancer in?"
  if (named.length === 0 && !/^(?:(?:what|which|list|show)(?:'s| is| are)?(?: me)?(?: the| all)* )?modes?(?: are there| do you (?:know|have)| is (?:this|it) in)?[?.!\s]*$/i.test(words)) return undefined
  const shown = named.length > 0 ? named : all
  if (shown.length === 0) return { parts: [paragraph('Nothing is connected, so there is no mode.')] }
  return { parts: [
    table(['Target', 'Mode', 'What that means'], shown.slice(0, 100).map(({ id, mode }) => [
      strong(shortId(id)), { spans: [{ text: mode }], tone: mode === 'read-only' ? 'safe' as const : mode === 'dev' ? 'neutral' as const : 'caution' as const }, MEANS[mode],
    ])),
    paragraph('Lowering one is immediate; raising one is a plan with a code: “set the mode of ', shortId(shown[0]?.id ?? ''), ' to dev”.'),
    source('Read from the daemon\'s own settings · no change made'),
  ] }
}
