import type { Subject } from '../../../shared/plan.ts'
import type { Part, Preferences } from '../../../shared/wire.ts'
import { nameOf, shortId, stackOf } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'
import { paragraph, said, span, strong, suggestions } from './parts.ts'

type Role = Preferences['role']

/** Three things that can be said right now, out of what really exists and what the person looks at. */
export function threeThings({ places }: Landscape, subject: Subject | undefined, role: Role = 'engineer'): Part {
  const place = places.find(
    ({ target, inventory }) => inventory !== undefined && target.mode !== 'read-only'
  ) ?? places.find(({ inventory }) => inventory !== undefined)
  const items: [string, string][] = []
  if (role === 'auditor') items.push(['what changed this week?', 'who changed what, with its run'], ['is anything drifted?', 'what was changed past me'])
  if (subject) items.push(['explain this resource', `what I know about ${said(subject.id, 80)}`])
  items.push(['what is running?', 'every stack, as its state says'])
  const setting = place?.inventory?.settings.find((each) => each.type === 'integer') ?? place?.inventory?.settings[0]
  if (place && setting) {
    const project = stackOf(place.target.id)[0] ?? 'it'
    const next = typeof setting.value === 'number' ? Math.min(setting.value + 1, setting.maximum ?? Infinity) : setting.value ?? '…'
    items.push(nameOf(setting.key) === 'replicas'
      ? [`scale the ${project} to ${next} replicas`, 'a plan first; nothing changes until you approve it']
      : [`set ${role === 'owner' ? nameOf(setting.key) : setting.key} to ${next}`, 'a plan first; nothing changes until you approve it'])
  }
  items.push(['what changed today?', 'the runs on record'])
  return suggestions(...items.slice(0, 3))
}

const GREETING = /^(?:(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|hallo|moin|servus|salut|bonjour|hola|ciao|olá|hej)(?: there| all| again)?[\s,.!]*)+$/i
const THANKS = /^(?:(?:ok(?:ay)?|great|perfect|nice|cool|super|awesome)[\s,.!]*)*(?:thanks?(?: you)?(?: (?:a lot|so much|very much))?|thx|ty|cheers|danke|merci|gracias|grazie|obrigad[oa])[\s.!]*$/i
/** Questions for what can be done here. */
export const HELP = /^(?:(?:hi|hello|hey|so|and|ok(?:ay)?),?\s+)*(?:help(?: me)?|\?+|what (?:can|could|do) (?:you|i)(?: do| ask| say)?(?: (?:here|for me|with (?:this|you)))*|how (?:do|does|can) (?:this|you|it|i|countersign) (?:work|use (?:this|you|it|countersign))|what (?:is|are) (?:this|you|countersign)(?: for)?|who are you|(?:list |show )?(?:all )?(?:commands|examples))[\s.!?]*$/i

/** Conversation without a model: what can be done here. */
export function general(text: string, landscape: Landscape, subject: Subject | undefined, role?: Role): Part[] {
  if (THANKS.test(text.trim())) return [paragraph('You\'re welcome.')]
  if (GREETING.test(text.trim())) return [paragraph('Hello. Ask me what runs or what changed, or ask for a change.'), threeThings(landscape, subject, role)]
  return [
    paragraph(
      'I look after infrastructure, and no language model is connected, so I can\'t talk about that. Ask me what runs, what changed or '
        + 'why something failed; or ask for a change and I will make a plan for you to approve.'
    ),
    threeThings(landscape, subject, role),
  ]
}

/** "What can you do?": the kinds of things that can be said, and three that can be said now. */
export function help(landscape: Landscape, subject: Subject | undefined, role?: Role): Part[] {
  return [
    paragraph('I look after the infrastructure that this daemon knows. In plain words, without a language model:'),
    { kind: 'list', items: [
      [strong('Look. '), span('What runs, what something is set to, what depends on it, who changed it, whether it drifted. Answered at once, nothing is asked back.')],
      [strong('Try. '), span('“What would happen if …”: a simulation, and no plan.')],
      [strong('Change. '), span('A setting, a resource of the program, a deployment. I make a plan with its simulation, its risk and its way back; nothing changes until you type the code that your own terminal shows.')],
      [strong('Take back. '), span('“Undo that”, “undo run-3”: a plan like any other.')],
      [strong('Check. '), span('“What is waiting for me?”, “show the record”, “what did you send?”, “what do you remember?”')],
    ] },
    threeThings(landscape, subject, role),
  ]
}

/** A change that could not be read. */
export function unreadable(why: string, landscape: Landscape, subject: Subject | undefined, role?: Role): Part[] {
  return [paragraph(`${why} Nothing was changed.`), threeThings(landscape, subject, role)]
}

/** What the address of a page tells, where no known stack has that resource. */
export function unknownSubject(subject: Subject, landscape: Landscape): Part[] {
  const facts = [
    ['Provider', subject.provider], ['Account', subject.account], ['Region', subject.region], ['Service', subject.service],
    ['Kind', subject.kind], ['Id', subject.id],
  ]
    .flatMap(([name, value]) => value === undefined ? [] : [[name ?? '', said(value)]])
  return [
    paragraph(`No stack that I know has ${said(subject.id, 200)}. What its address tells:`),
    {
      kind: 'table', columns: [{ title: 'Fact' }, { title: 'Value' }], rows: facts.map((row) => row.map((text) => ({ spans: [{ text }] }))),
    },
    paragraph(landscape.places.length === 0
      ? 'Connect the project that made it: one entry in countersign.yaml (path, stack, mode).'
      : `I looked in ${landscape.places.map(({ target }) => shortId(target.id)).join(', ')}. If another Pulumi project made it, add that project to countersign.yaml (path, stack, mode).`),
  ]
}
